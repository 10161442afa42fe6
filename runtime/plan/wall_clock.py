"""The clock on the studio's wall, which never goes back.

Rule: a time of day is the first moment of its day at which the clocks of the zone show it or a later one. So a time that a
summer-time night leaves out comes when the clocks are put forward, and one that comes twice counts the first time: what is
on when the clocks are put back stays on until they are where they were. Ranges that touch never overlap and never part.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

__all__ = ["moment_of", "wall_time"]

TICK = timedelta(microseconds=1)
"""The smallest step of a moment."""


def wall_time(moment: datetime) -> datetime:
    """The date and time of day that hold at a moment, without a zone; `moment` has one."""
    local = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if not local.fold:
        return local.replace(tzinfo=None)
    first = local.replace(fold=0)
    put_back = earliest(first, local, lambda each: each.utcoffset() != first.utcoffset())
    return (put_back + first_offset(first)).replace(tzinfo=None) - TICK


def moment_of(day: date, seconds: float, zone: tzinfo) -> datetime:
    """The moment at which a time of day is reached on a day; `seconds` since midnight, 86400 for the next one."""
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the zone comes next
    local = wall.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return local
    before, after = local.replace(fold=1), local
    reached = earliest(before, after, lambda each: each.replace(tzinfo=None, fold=0) >= wall)
    return reached.astimezone(zone)


def first_offset(local: datetime) -> timedelta:
    """How far a zone is from UTC."""
    return local.utcoffset() or timedelta()


def earliest(low: datetime, high: datetime, holds: Callable[[datetime], bool]) -> datetime:
    """The first whole second in UTC after `low`, and not after `high`, at which something holds in the zone."""
    zone, base = low.tzinfo, low.astimezone(UTC).replace(microsecond=0)
    least, most = 0, int((high.astimezone(UTC) - base).total_seconds()) + 1
    while least < most:
        middle = (least + most) // 2
        if holds((base + timedelta(seconds=middle)).astimezone(zone)):
            most = middle
        else:
            least = middle + 1
    return base + timedelta(seconds=least)
