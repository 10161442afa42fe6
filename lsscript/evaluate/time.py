"""Functions of the library that tell the time, and what else is known of the machine at the start."""

from collections.abc import Mapping
from datetime import datetime

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .expressions import Given
from .schedules import as_schedule
from .value import Clock

__all__ = ["TIME_BINDINGS"]


def now(binder: Binder) -> datetime:
    """The station's date and time."""
    if binder.world is not None:
        return binder.world.now()
    return binder.secrets.now(binder.draft.identity.timezone)


def time_now(binder: Binder, _given: Given) -> Clock:
    """`time.now()`, in whole seconds."""
    at = plan.wall_time(now(binder))
    return Clock(at.hour * 3600 + at.minute * 60 + at.second)


def time_format(binder: Binder, given: Given) -> str:
    """`time.format(…)`; a pattern that the machine cannot fill stays as it is."""
    pattern = string(given, "pattern")
    try:
        return now(binder).strftime(pattern)
    except ValueError:
        return pattern


def time_is_on(binder: Binder, given: Given) -> bool:
    """`time.is_on(…)`."""
    return plan.is_on(as_schedule(given.values["schedule"]), now(binder))


TIME_BINDINGS: Mapping[str, Bound] = {
    "time.now": time_now,
    "time.today": lambda binder, _given: now(binder).date(),
    "time.format": time_format,
    "time.is_on": time_is_on,
    "file.read": lambda binder, given: binder.secrets.text(string(given, "path")),
    "environment.get": lambda binder, given: binder.secrets.environment(string(given, "name")),
}
"""The name of a library function → what it does."""
