"""What an operator adds to a station's plan, takes out or changes while it plays; the script's file stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

from .pass_through import PassThrough
from .relay import Relay
from .source import Source, children_of
from .station import Station
from .units import MountPath, NodeId

__all__ = ["Added", "ByHand", "CannotBe", "Dropped", "FallsBack", "amended"]


class CannotBe(ValueError):
    """A change that a plan cannot take; the text says why."""


@dataclass(frozen=True, slots=True)
class Added:
    """A text of the language that stands behind the script's own."""

    text: str

    def __str__(self) -> str:
        """As it is listed."""
        return f"added: {self.text}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A mount, by its path, or a source, by its name, that is not there."""

    name: str

    def __str__(self) -> str:
        """As it is listed."""
        return f"taken out: {self.name}"


@dataclass(frozen=True, slots=True)
class FallsBack:
    """A mount for source clients, or a relay, with another fallback than the script's; None for none."""

    mount: MountPath
    to: MountPath | None

    def __str__(self) -> str:
        """As it is listed."""
        return f"{self.mount} falls back to {self.to or 'nothing'}"


ByHand: TypeAlias = Added | Dropped | FallsBack


def amended(station: Station, changes: Sequence[ByHand]) -> Station:
    """A plan with everything taken out and changed by hand; what was added is in it already.

    Raises:
        CannotBe: one of them cannot be, in words.
    """
    for each in changes:
        match each:
            case Dropped(name=name):
                station = (
                    _without_mount(station, MountPath(name))
                    if name.startswith("/")
                    else _without(station, NodeId(name))
                )
            case FallsBack():
                station = _falling_back(station, each)
            case Added():
                pass
    return station


def _without_mount(station: Station, path: MountPath) -> Station:
    tables: dict[str, Any] = {
        "mounts": station.mounts, "pass_through": station.pass_through, "relays": station.relays,
    }  # fmt: skip
    if not any(path in table for table in tables.values()):
        raise CannotBe(f'there is no mount "{path}"')
    hearing: list[PassThrough | Relay] = [*station.pass_through.values(), *station.relays.values()]
    fallbacks = {each.path: each.fallback for each in hearing}
    other = next((at for at, fallback in fallbacks.items() if fallback == path), None)
    if other is not None:
        raise CannotBe(f'"{other}" falls back to "{path}": give it another fallback first')
    left = {name: {at: node for at, node in table.items() if at != path} for name, table in tables.items()}
    aliases = {name: mount for name, mount in station.aliases.items() if mount != path}
    return cast(Station, replace(cast(Any, station), **left, aliases=aliases))


def _without(station: Station, name: NodeId) -> Station:
    """A station in which nobody plays a source; it stays where it is as long as the script has it."""
    if name not in station.sources:
        raise CannotBe(f'there is no source "{name}"')
    roots = [path for path, mount in station.mounts.items() if mount.source == name]
    if roots:
        raise CannotBe(f'"{name}" is what {roots[0]} sends: take the mount out instead')
    sources = {node: _childless(node, plan, name) for node, plan in station.sources.items()}
    return replace(station, sources=sources)


def _childless(node: NodeId, plan: Source, name: NodeId) -> Source:
    """A source without one of its children, and without what is said of that one."""
    children = children_of(plan)
    if name not in children:
        return plan
    if not hasattr(plan, "schedules") and not hasattr(plan, "weights") and type(plan).__name__ != "Fallback":
        raise CannotBe(f'"{node}" is made of "{name}" and cannot be without it')
    kept = [place for place, child in enumerate(children) if child != name]
    if not kept:
        raise CannotBe(f'"{node}" would have nothing to play')
    fields = {"children": tuple(children[place] for place in kept)}
    for each in ("schedules", "weights"):
        if beside := getattr(plan, each, ()):
            fields[each] = tuple(beside[place] for place in kept)
    return cast(Source, replace(cast(Any, plan), **fields))


def _falling_back(station: Station, change: FallsBack) -> Station:
    if change.to is not None and change.to not in station.mounts:
        raise CannotBe(f'"{change.to}" is no mount with an encoder, which a fallback has to be')
    if change.mount in station.pass_through:
        passed = {
            **station.pass_through,
            change.mount: replace(station.pass_through[change.mount], fallback=change.to),
        }
        return replace(station, pass_through=passed)
    if change.mount in station.relays:
        relays = {**station.relays, change.mount: replace(station.relays[change.mount], fallback=change.to)}
        return replace(station, relays=relays)
    if change.mount in station.mounts:
        raise CannotBe(
            f'"{change.mount}" plays a source of the script: `switch` chooses what a fallback([…]) plays'
        )
    raise CannotBe(f'there is no mount "{change.mount}"')
