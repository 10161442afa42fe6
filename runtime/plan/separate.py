"""Rules about how far apart songs are."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["Separate"]


@dataclass(frozen=True, slots=True)
class Separate:
    """A programme whose playlists keep songs of one artist, title or album apart by so many seconds; None asks for nothing."""

    children: tuple[NodeId, ...]
    artist: Seconds | None = None
    title: Seconds | None = None
    album: Seconds | None = None
    origin: Origin = origin_field()
