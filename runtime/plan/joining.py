"""Sources that join what another source plays: crossfades and fades."""

from dataclasses import dataclass
from typing import Literal

from .origin import Origin, origin_field
from .units import NodeId, Seconds

__all__ = ["Crossfade", "FadeShape", "Fades"]

FadeShape = Literal["sin", "lin", "exp", "log"]
"""How a gain rises from nothing to one; "sin" keeps the sum of two different sounds as loud as each."""


@dataclass(frozen=True, slots=True)
class Crossfade:
    """Its one child, each track's end heard together with the next one's beginning.

    `duration` in seconds. `by` "level" lets loud and quiet ends decide how. `jingles` are joined like tracks only if wanted.
    """

    children: tuple[NodeId, ...]
    duration: Seconds = Seconds(3.0)
    by: Literal["time", "level"] = "time"
    shape: FadeShape = "sin"
    jingles: bool = False
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Fades:
    """Its one child, each track coming over `fade_in` seconds and going over `fade_out`."""

    children: tuple[NodeId, ...]
    fade_in: Seconds = Seconds(0.0)
    fade_out: Seconds = Seconds(0.0)
    shape: FadeShape = "sin"
    origin: Origin = origin_field()
