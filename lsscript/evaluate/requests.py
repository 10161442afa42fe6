"""Functions of the library for tracks that others choose."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string, whole
from .binder import Binder, Bound
from .expressions import Given
from .gates import secret_of
from .outputs import seconds
from .schedules import as_schedule
from .value import SourceValue

__all__ = ["REQUEST_BINDINGS"]


def queue(binder: Binder, given: Given) -> SourceValue:
    """`request.queue(…)`."""
    first = cast("tuple[str, ...]", given.values["first"])
    rules = plan.RequestRules(
        person=seconds(given, "person"),
        title=seconds(given, "title"),
        artist=seconds(given, "artist"),
        per_hour=whole(given, "per_hour"),
        when=as_schedule(given.values["when"]),
        inside=string(given, "inside"),
    )
    return binder.add(plan.RequestQueue(first, rules, origin=binder.draft.origin(given.span)), given)


def of_function(binder: Binder, given: Given) -> SourceValue:
    """`next(…)`: the planner puts the function in its place."""
    node = plan.Next(None, plan.Seconds(amount(given, "ahead")), origin=binder.draft.origin(given.span))
    return binder.add(node, given._replace(live={**given.live, "chooser": given.values["choose"]}))


def of_program(binder: Binder, given: Given) -> SourceValue:
    """`next.command(…)`."""
    return chosen_by(binder, given, plan.Program(cast("tuple[str, ...]", given.values["command"])))


def of_server(binder: Binder, given: Given) -> SourceValue:
    """`next.http(…)`."""
    return chosen_by(binder, given, plan.WebAddress(secret_of(given.values["url"])))


def chosen_by(binder: Binder, given: Given, chooser: plan.Program | plan.WebAddress) -> SourceValue:
    """A source whose tracks something else chooses."""
    ahead, timeout = plan.Seconds(amount(given, "ahead")), plan.Seconds(amount(given, "timeout"))
    return binder.add(plan.Next(chooser, ahead, timeout, origin=binder.draft.origin(given.span)), given)


REQUEST_BINDINGS: Mapping[str, Bound] = {
    "request.queue": queue,
    "next": of_function,
    "next.command": of_program,
    "next.http": of_server,
}
"""The name of a library function → what it does."""
