"""Which refs the functions of a plan share."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from .handler import Function
from .station import Station

__all__ = ["refs_of"]


def refs_of(station: Station) -> frozenset[str]:
    """The ids of all values that handlers of a station change."""
    return frozenset(_in(station))


def _in(part: object) -> Iterator[str]:
    match part:
        case Function():
            yield from _captured(part.captured)
        case Mapping():
            for each in part.values():
                yield from _in(each)
        case tuple():
            for each in part:
                yield from _in(each)
        case _ if is_dataclass(part):
            for each in fields(part):
                yield from _in(getattr(part, each.name))


def _captured(value: object) -> Iterator[str]:
    """The refs in what a function has captured; they may hold others."""
    match value:
        case ("ref", str(name), *held):
            yield name
            for each in held:
                yield from _captured(each)
        case tuple():
            for each in value:
                yield from _captured(each)
