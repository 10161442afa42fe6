"""Sources: what can be heard. A node names its children by id."""

from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from .campaign import Campaign
from .device import DeviceInput
from .download import Download
from .gate import Gate
from .handler import Live
from .interlude import Attach, Delay, Interlude, Once
from .joining import Crossfade, Fades
from .origin import Origin, origin_field
from .podcast import Podcast
from .relay import HttpInput
from .request import Next, RequestQueue
from .schedule import Schedule
from .separate import Separate
from .sound import Amplify, Duck, Filter, Loudness, Mix, Noise, Quiet, Width
from .timeshift import Timeshift
from .titles import Titles
from .units import Hertz, MountPath, NodeId, Seconds

__all__ = [
    "Blank",
    "Fallback",
    "LiveInput",
    "Playlist",
    "Single",
    "Source",
    "Switch",
    "Tone",
    "Turns",
    "children_of",
]


@dataclass(frozen=True, slots=True)
class Playlist:
    """The audio files of a folder, or the tracks of a list, one after the other, for ever.

    `path` is as the script wrote it; a relative one is relative to the script's folder. "shuffle" plays each file once
    before any is heard again. What has changed is noticed at the first change of tracks after `reload` seconds; 0 is never.
    """

    path: str
    order: Literal["shuffle", "sequential", "random"] = "shuffle"
    reload: Seconds = Seconds(30.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Single:
    """One file, again and again."""

    path: str
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Fallback:
    """The first of its children that can play.

    A child that comes back takes over at once, or, with `wait`, when the running segment ends. `fade` (seconds) is how long
    a change in the middle of a track takes.
    """

    children: tuple[NodeId, ...]
    wait: bool = False
    fade: Seconds = Seconds(0.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Switch:
    """The first of its children whose schedule is on and that can play; there is one schedule for each child.

    A change takes place at once, or, with `wait`, when the running segment ends. `fade` (seconds) is how long a change in the
    middle of a track takes.
    """

    children: tuple[NodeId, ...]
    schedules: tuple[Schedule, ...]
    wait: bool = False
    fade: Seconds = Seconds(0.0)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Turns:
    """Its children take turns, track by track.

    "rotate" gives each as many tracks as its weight, "random" draws, "sequence" takes one track of each and stays with the
    last. Without `weights` all weigh the same.
    """

    children: tuple[NodeId, ...]
    order: Literal["rotate", "random", "sequence"] = "rotate"
    weights: tuple[int, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Tone:
    """A sine wave, for tests and line-up. `level` is in dB below full scale (0 is the loudest), and may be live."""

    frequency: Hertz = Hertz(440.0)
    level: float | Live = -12.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Blank:
    """Silence; `duration` in seconds, or None for ever."""

    duration: Seconds | None = None
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class LiveInput:
    """What a source client sends to a path, decoded.

    `fade` (seconds) is how long it takes to come on and to leave; `grace` (seconds) how long a line that was lost
    stays on the air with silence.
    """

    path: MountPath
    gate: Gate
    fade: Seconds = Seconds(0.0)
    grace: Seconds = Seconds(0.0)
    origin: Origin = origin_field()


Source = (
    Playlist
    | DeviceInput
    | Download
    | Podcast
    | Single
    | Fallback
    | Switch
    | Turns
    | Tone
    | Blank
    | LiveInput
    | HttpInput
    | Interlude
    | Attach
    | Delay
    | Once
    | Separate
    | Crossfade
    | Noise
    | Amplify
    | Mix
    | Duck
    | Width
    | Filter
    | Loudness
    | Quiet
    | Fades
    | RequestQueue
    | Next
    | Titles
    | Campaign
    | Timeshift
)


def children_of(source: Source) -> tuple[NodeId, ...]:
    """The sources that a source hears, in its own order; a kind that hears others names them in its field `children`."""
    children: tuple[NodeId, ...] = getattr(source, "children", ())
    return children


def with_children(source: Source, children: tuple[NodeId, ...]) -> Source:
    """The same source with other children; it is of a kind that hears others."""
    return cast(Source, replace(cast(Any, source), children=children))
