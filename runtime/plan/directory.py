"""Directories of stations that this one is listed in."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import MountPath

__all__ = ["Directory"]


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory that speaks Icecast's YP protocol.

    Attributes:
        url: where it takes additions.
        mounts: which are listed; empty means all that are not hidden.
        address: how listeners reach the station from outside: "http://radio.example:8000".
    """

    url: str
    address: str
    mounts: tuple[MountPath, ...] = ()
    origin: Origin = origin_field()
