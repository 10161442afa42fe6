"""Times, days and dates to the schedules of the plan."""

from datetime import date

from runtime import plan

from .value import Clock, Value, Weekday

__all__ = ["as_schedule", "joined", "ranged"]

WEEK = 7


def as_schedule(value: Value) -> plan.Schedule:
    """What stands for a schedule: one, a day of the week, or a date.

    Raises:
        TypeError: it is something else; the checker keeps that from happening.
    """
    match value:
        case Weekday():
            return plan.Weekdays((value.number,))
        case date():
            return plan.Dates(value, value)
        case (
            plan.Always()
            | plan.Weekdays()
            | plan.Dates()
            | plan.Times()
            | plan.Both()
            | plan.Either()
            | plan.Not()
        ):
            return value
        case _:
            raise TypeError(type(value).__name__)


def ranged(first: Value, last: Value) -> plan.Schedule:
    """`first..last`.

    Raises:
        TypeError: the two make no range; the checker keeps that from happening.
    """
    match first, last:
        case Clock(), Clock():
            return plan.Times(first.seconds, last.seconds)
        case Weekday(), Weekday():
            length = (last.number - first.number) % WEEK + 1
            return plan.Weekdays(tuple(sorted((first.number + day) % WEEK for day in range(length))))
        case date(), date():
            return plan.Dates(first, last)
        case _:
            raise TypeError(type(first).__name__)


def joined(operator: str, left: Value, right: Value) -> plan.Schedule:
    """`a and b`, `a or b`."""
    parts = (as_schedule(left), as_schedule(right))
    return plan.Both(parts) if operator == "and" else plan.Either(parts)
