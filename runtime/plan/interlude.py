"""What comes between: jingles, news, breaks, and other ways in which one source is put around another."""

from dataclasses import dataclass
from typing import Literal

from .moments import Moments
from .origin import Origin, origin_field
from .schedule import Always, Schedule
from .units import NodeId, Seconds

__all__ = ["Attach", "Delay", "Interlude", "Once", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an interlude: one track, or, with `most`, as many whole tracks as fit into so many seconds."""

    most: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Interlude:
    """A programme, and what is put into it at certain moments.

    The first child is the programme; each other one belongs to a part, in their order. With `sharp`, what plays is cut off at
    the moment, and a new track follows; else the interlude waits for its end. One that cannot begin within `late` seconds
    is left out, and so are those at moments when `days` is off. With `jingle`, its tracks count as jingles.
    """

    children: tuple[NodeId, ...]
    moments: Moments
    parts: tuple[Part, ...] = (Part(),)
    days: Schedule = Always()
    sharp: bool = False
    late: Seconds = Seconds(90.0)
    jingle: bool = False
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Attach:
    """A track of the second child after, or before, each track of the first."""

    children: tuple[NodeId, ...]
    place: Literal["after", "before"] = "after"
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Delay:
    """Its child, which rests for so many seconds after each of its tracks."""

    children: tuple[NodeId, ...]
    rest: Seconds
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Once:
    """One track of its child, and no other."""

    children: tuple[NodeId, ...]
    origin: Origin = origin_field()
