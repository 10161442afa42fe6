"""Spots that were booked: from a day to another, so many an hour."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .schedule import Always, Schedule
from .units import NodeId, Seconds

__all__ = ["Campaign"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """Its child, while `when` is on, at most so many tracks in any hour and on any day, `apart` seconds from each other
    at least.
    """

    children: tuple[NodeId, ...]
    when: Schedule = Always()
    per_hour: int | None = None
    per_day: int | None = None
    apart: Seconds = Seconds(0.0)
    origin: Origin = origin_field()
