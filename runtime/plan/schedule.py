"""Schedules: when something holds, as data, and whether it holds at a moment.

Rules.
1. Times include their start and not their end; one that ends before it starts runs past midnight, and one that ends where it
   starts takes a whole day. Dates include both ends, and so do days of the week.
2. Joined by `and` to times, days and dates mean the day on which the times begin: Friday and 22:00 to 02:00 ends on Saturday.
3. Times of day are those of `wall_clock.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import assert_never

from .wall_clock import moment_of, wall_time

__all__ = [
    "Always",
    "Both",
    "Dates",
    "Either",
    "Not",
    "Schedule",
    "Times",
    "Weekdays",
    "holds",
    "is_on",
    "next_change",
]

DAY = 24 * 3600
LOOK_AHEAD = 15
"""Days after which a schedule without dates has shown all it can do: two weeks, and the day before."""

TODAY, YESTERDAY, NO_DAY = 0, 1, -1
"""The day that something began on which is on: how many days ago, or none in particular."""

OFF: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Always:
    """At every moment."""


@dataclass(frozen=True, slots=True)
class Weekdays:
    """On these days of the week; Monday is 0."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """From a date to another, with both."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Times:
    """From a time of day to another, in seconds since midnight."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Both:
    """When all of its parts hold."""

    parts: "tuple[Schedule, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """When one of its parts holds."""

    parts: "tuple[Schedule, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """When its part does not hold."""

    part: "Schedule"


Schedule = Always | Weekdays | Dates | Times | Both | Either | Not


def is_on(schedule: Schedule, moment: datetime) -> bool:
    """Whether a schedule holds at a moment, by the clocks of the moment's zone."""
    return holds(schedule, wall_time(moment))


def next_change(schedule: Schedule, after: datetime) -> datetime | None:
    """The first moment behind `after` at which a schedule begins or ends to hold; None when it never does."""
    zone, now = after.tzinfo, is_on(schedule, after)
    if zone is None:
        raise ValueError("a moment has a zone")
    days = sorted(days_of_change(schedule, wall_time(after).date()))
    times = sorted({0.0, *times_of(schedule)})
    for day in days:
        for moment in (moment_of(day, each, zone) for each in times):
            if moment.astimezone(UTC) > after.astimezone(UTC) and is_on(schedule, moment) != now:
                return moment
    return None


def holds(schedule: Schedule, wall: datetime) -> bool:
    """Whether a schedule holds at a time of the clock on the wall, as `wall_time` gives it."""
    return bool(began(schedule, wall))


def began(schedule: Schedule, wall: datetime) -> frozenset[int]:
    """The days on which that began which is on; empty when nothing is."""
    match schedule:
        case Times():
            return times_began(schedule, wall)
        case Either():
            return OFF.union(*(began(part, wall) for part in schedule.parts))
        case Both():
            return both_began(schedule, wall)
        case Not():
            return frozenset() if began(schedule.part, wall) else frozenset({NO_DAY})
        case Always() | Weekdays() | Dates():
            return frozenset({NO_DAY}) if on_day(schedule, wall.date()) else OFF
        case _:
            assert_never(schedule)


def times_began(times: Times, wall: datetime) -> frozenset[int]:
    """The day on which a range of times began that holds now."""
    second = (wall - datetime(wall.year, wall.month, wall.day)).total_seconds()  # noqa: DTZ001 - as `wall`
    if times.start < times.end:
        return frozenset({TODAY}) if times.start <= second < times.end else OFF
    if second >= times.start:
        return frozenset({TODAY})
    return frozenset({YESTERDAY}) if second < times.end else OFF


def both_began(schedule: Both, wall: datetime) -> frozenset[int]:
    """Rule 2: days choose among the days on which the other parts began. What holds of two ranges began with the later."""
    parts = tuple(flat(schedule))
    others = [began(part, wall) for part in parts if not is_day(part)]
    joined = frozenset({NO_DAY})
    for each in others:
        joined = frozenset(later(a, b) for a, b in product(joined, each))
    days = [part for part in parts if is_day(part)]
    return frozenset(each for each in joined if all(on_day(part, day_of(wall, each)) for part in days))


def later(one: int, other: int) -> int:
    """The later of two days; no day in particular is any day."""
    return max(one, other) if NO_DAY in (one, other) else min(one, other)


def day_of(wall: datetime, ago: int) -> date:
    """The date that is meant."""
    return wall.date() - timedelta(days=max(ago, TODAY)) if wall.date() > date.min else date.min


def flat(schedule: Both) -> "Iterator[Schedule]":
    """The parts, and those of parts that are joined in the same way."""
    for part in schedule.parts:
        if isinstance(part, Both):
            yield from flat(part)
        else:
            yield part


def is_day(schedule: Schedule) -> bool:
    """Whether a schedule knows days alone, and no times of day."""
    return not any(True for _ in times_of(schedule))


def on_day(schedule: Schedule, day: date) -> bool:
    """Whether a schedule that knows days alone holds on a day."""
    match schedule:
        case Always():
            return True
        case Weekdays():
            return day.weekday() in schedule.days
        case Dates():
            return schedule.first <= day <= schedule.last
        case Both():
            return all(on_day(part, day) for part in schedule.parts)
        case Either():
            return any(on_day(part, day) for part in schedule.parts)
        case Not():
            return not on_day(schedule.part, day)
        case Times():
            return True
        case _:
            assert_never(schedule)


def leaves(schedule: Schedule) -> "Iterator[Schedule]":
    """The parts that have no parts."""
    match schedule:
        case Both() | Either():
            for part in schedule.parts:
                yield from leaves(part)
        case Not():
            yield from leaves(schedule.part)
        case _:
            yield schedule


def times_of(schedule: Schedule) -> Iterator[float]:
    """Every time of day at which something may change."""
    for leaf in leaves(schedule):
        if isinstance(leaf, Times):
            yield from (leaf.start, leaf.end)


def days_of_change(schedule: Schedule, first: date) -> set[date]:
    """The days on which something may change: two weeks from now, and two weeks around every date."""
    begins = [first.toordinal() - 1]
    for leaf in leaves(schedule):
        if isinstance(leaf, Dates):
            begins += [leaf.first.toordinal() - 1, leaf.last.toordinal()]
    least, most = max(first.toordinal() - 1, date.min.toordinal()), date.max.toordinal() - 1
    return {
        date.fromordinal(day)
        for begin in begins
        for day in range(max(begin, least), min(begin + LOOK_AHEAD + 2, most))
    }
