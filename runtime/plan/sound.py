"""Sources that change how another one sounds, or mix several."""

from dataclasses import dataclass
from typing import Literal

from .handler import Live
from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = [
    "Amplify",
    "Duck",
    "Filter",
    "Loudness",
    "Mix",
    "Noise",
    "Quiet",
    "Width",
]


@dataclass(frozen=True, slots=True)
class Noise:
    """White noise, for tests. `level` is in dB below full scale (RMS)."""

    level: float = -30.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Amplify:
    """Its one child, louder or softer by `level` dB, and by what a file's own gain says."""

    children: tuple[NodeId, ...]
    level: float | Live = 0.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Mix:
    """All its children at once, each multiplied by its weight; titles are those of the first that plays."""

    children: tuple[NodeId, ...]
    weights: tuple[float, ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Duck:
    """Its first child, softer by `by` dB while the second one is heard over it.

    The second is heard when it is above `threshold` (dB below full scale, RMS); `attack`, `hold` and `release` in seconds.
    """

    children: tuple[NodeId, ...]
    by: float | Live = 12.0
    threshold: float = -40.0
    attack: Seconds = Seconds(0.1)
    hold: Seconds = Seconds(0.4)
    release: Seconds = Seconds(0.4)
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Width:
    """Its one child between mono (0.0), as it is (1.0), and wider."""

    children: tuple[NodeId, ...]
    width: float = 1.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Filter:
    """Its one child through a graph of libavfilter.

    `name` is the library's function, `settings` are the numbers it was given; `graph` as FFmpeg writes it; what comes out lasts
    1/`speed` as long as what went in.
    """

    children: tuple[NodeId, ...]
    name: str
    graph: str
    speed: float = 1.0
    settings: tuple[tuple[str, float], ...] = ()
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Loudness:
    """Its one child brought to one loudness.

    `target` in LUFS. `peak` (dB below full scale) is what no peak, true ones included, gets above. `by` "track" takes what is
    known of a file (its tags, a measurement) and follows the sound where nothing is; "sound" always follows it. Gains stay
    within `most` dB, up or down.
    """

    children: tuple[NodeId, ...]
    target: float | Live = -16.0
    peak: float = -1.0
    by: Literal["track", "sound"] = "track"
    most: float = 12.0
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Its one child, without what is silent for longer than `after` seconds below `threshold` dB.

    "skip" goes on with the next track, "strip" has nothing to play until there has been sound for `back` seconds.
    """

    children: tuple[NodeId, ...]
    act: Literal["skip", "strip"]
    after: Seconds = Seconds(10.0)
    threshold: float = -45.0
    back: Seconds = Seconds(3.0)
    origin: Origin = origin_field()
