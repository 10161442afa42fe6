"""Functions of the library that join tracks."""

from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string, truth
from .binder import Binder, Bound
from .expressions import Given
from .value import SourceValue

__all__ = ["JOINING_BINDINGS"]


def crossfade(binder: Binder, given: Given) -> SourceValue:
    """`crossfade(…)`."""
    node = plan.Crossfade(
        (),
        plan.Seconds(amount(given, "duration")),
        cast(Literal["time", "level"], string(given, "by")),
        shape(given),
        truth(given, "jingles"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (heard(given),))


def fade_in(binder: Binder, given: Given) -> SourceValue:
    """`fade.in(…)`."""
    duration = plan.Seconds(amount(given, "duration"))
    node = plan.Fades((), fade_in=duration, shape=shape(given), origin=binder.draft.origin(given.span))
    return binder.add(node, given, (heard(given),))


def fade_out(binder: Binder, given: Given) -> SourceValue:
    """`fade.out(…)`."""
    duration = plan.Seconds(amount(given, "duration"))
    node = plan.Fades((), fade_out=duration, shape=shape(given), origin=binder.draft.origin(given.span))
    return binder.add(node, given, (heard(given),))


def shape(given: Given) -> plan.FadeShape:
    """The argument `shape`."""
    return cast(plan.FadeShape, string(given, "shape"))


def heard(given: Given) -> SourceValue:
    """The argument `source`."""
    return cast(SourceValue, given.values["source"])


JOINING_BINDINGS: Mapping[str, Bound] = {"crossfade": crossfade, "fade.in": fade_in, "fade.out": fade_out}
"""The name of a library function → what it does."""
