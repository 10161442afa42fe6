"""Functions of the library that choose among sources."""

from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, truth
from .binder import Binder, Bound
from .expressions import Given
from .schedules import as_schedule
from .value import PairValue, SourceValue

__all__ = ["CHOOSING_BINDINGS"]

Turn = Literal["rotate", "random", "sequence"]


def fallback(binder: Binder, given: Given) -> SourceValue:
    """`fallback(…)`."""
    children = cast("tuple[SourceValue, ...]", given.values["sources"])
    fade = plan.Seconds(amount(given, "fade"))
    node = plan.Fallback((), truth(given, "wait"), fade, origin=binder.draft.origin(given.span))
    return binder.add(node, given, children)


def switch(binder: Binder, given: Given) -> SourceValue:
    """`switch(…)`."""
    pairs = cast("tuple[PairValue, ...]", given.values["sources"])
    schedules = tuple(as_schedule(each.left) for each in pairs)
    fade = plan.Seconds(amount(given, "fade"))
    node = plan.Switch((), schedules, truth(given, "wait"), fade, origin=binder.draft.origin(given.span))
    return binder.add(node, given, tuple(cast(SourceValue, each.right) for each in pairs))


def turns(order: Turn) -> Bound:
    """`rotate(…)`, `random(…)` and `sequence(…)`."""

    def bound(binder: Binder, given: Given) -> SourceValue:
        children = cast("tuple[SourceValue, ...]", given.values["sources"])
        weights = cast("tuple[int, ...]", given.values.get("weights", ()))
        node = plan.Turns((), order, weights, origin=binder.draft.origin(given.span))
        return binder.add(node, given, children)

    return bound


CHOOSING_BINDINGS: Mapping[str, Bound] = {
    "fallback": fallback,
    "switch": switch,
    "rotate": turns("rotate"),
    "random": turns("random"),
    "sequence": turns("sequence"),
}
"""The name of a library function → what it does."""
