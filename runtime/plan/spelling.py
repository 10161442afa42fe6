"""Schedules in the words of the script."""

from typing import assert_never

from .schedule import Always, Both, Dates, Either, Not, Schedule, Times, Weekdays

__all__ = ["spelled"]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE, HOUR = 60, 3600


def spelled(schedule: Schedule) -> str:
    """A schedule as a script would write it: "mon..fri and 06:00..10:00"."""
    match schedule:
        case Always():
            return "always"
        case Weekdays():
            return _days(schedule.days)
        case Dates():
            same = schedule.first == schedule.last
            return schedule.first.isoformat() if same else f"{schedule.first}..{schedule.last}"
        case Times():
            return f"{_time(schedule.start)}..{_time(schedule.end)}"
        case Both():
            return " and ".join(_inside(part) for part in schedule.parts)
        case Either():
            return " or ".join(spelled(part) for part in schedule.parts)
        case Not():
            return f"not {_inside(schedule.part)}"
        case _:
            assert_never(schedule)


def _inside(schedule: Schedule) -> str:
    return f"({spelled(schedule)})" if isinstance(schedule, Either) else spelled(schedule)


def _days(days: tuple[int, ...]) -> str:
    """Days that follow each other as a range, also over the end of the week."""
    for first in days:
        if len(days) > 1 and {(first + place) % 7 for place in range(len(days))} == set(days):
            return f"{DAYS[first]}..{DAYS[(first + len(days) - 1) % 7]}"
    return " or ".join(DAYS[day] for day in days)


def _time(second: float) -> str:
    hours, rest = divmod(int(second), HOUR)
    minutes, seconds = divmod(rest, MINUTE)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
