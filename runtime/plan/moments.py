"""Moments that come again and again: every quarter of an hour, at noon.

Rules.
1. `Each` counts from the full hour. Its moments keep their distance over a summer-time night: an hour that comes twice has
   them twice, and one that is left out has none.
2. `Daily` names times of day as the clock on the studio's wall shows them (`wall_clock.py`): each comes once a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from .units import Seconds
from .wall_clock import moment_of, wall_time

__all__ = ["HOUR", "Daily", "Each", "Moments", "last_moment", "next_moment"]

HOUR = 3600
DAYS_AROUND = (-1, 0, 1)
"""The days among whose moments the nearest ones are, counted from today."""


@dataclass(frozen=True, slots=True)
class Each:
    """Every so many seconds, `offset` seconds behind the full hour; `period` divides an hour."""

    period: Seconds
    offset: Seconds = Seconds(0.0)


@dataclass(frozen=True, slots=True)
class Daily:
    """At these times of day, in seconds since midnight."""

    times: tuple[float, ...]


Moments = Each | Daily


def last_moment(moments: Moments, now: datetime) -> datetime:
    """The latest moment that is not after `now`, in UTC; `now` has a zone."""
    match moments:
        case Each():
            return now.astimezone(UTC) - timedelta(seconds=since(moments, now))
        case Daily():
            return max(each for each in around(moments, now) if each <= now.astimezone(UTC))


def next_moment(moments: Moments, now: datetime) -> datetime:
    """The first moment after `now`, in UTC; `now` has a zone."""
    match moments:
        case Each():
            left = moments.period - since(moments, now)
            return now.astimezone(UTC) + timedelta(seconds=left)
        case Daily():
            return min(each for each in around(moments, now) if each > now.astimezone(UTC))


def since(each: Each, now: datetime) -> float:
    """Seconds since the last moment."""
    local = now.astimezone(UTC).astimezone(now.tzinfo)
    second = local.minute * 60 + local.second + local.microsecond / 1e6
    return (second - each.offset) % each.period


def around(daily: Daily, now: datetime) -> Iterable[datetime]:
    """The moments of yesterday, today and tomorrow."""
    zone, today = now.tzinfo, wall_time(now).date()
    if zone is None:
        raise ValueError("a moment has a zone")
    return (
        moment(today + timedelta(days=days), second, zone) for days in DAYS_AROUND for second in daily.times
    )


def moment(day: date, second: float, zone: tzinfo) -> datetime:
    """A time of a day, in UTC."""
    return moment_of(day, second, zone).astimezone(UTC)
