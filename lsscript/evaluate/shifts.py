"""Functions of the library for what is heard later than it plays."""

from collections.abc import Mapping

from runtime import plan

from .arguments import amount
from .binder import Binder, Bound
from .expressions import Given
from .interludes import source
from .value import SourceValue

__all__ = ["SHIFT_BINDINGS"]


def timeshift(binder: Binder, given: Given) -> SourceValue:
    """`timeshift(…)`."""
    node = plan.Timeshift(
        children=(),
        by=plan.Seconds(amount(given, "by")),
        spare=amount(given, "spare"),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given, (source(given, "source"),))


SHIFT_BINDINGS: Mapping[str, Bound] = {"timeshift": timeshift}
"""The name of a library function → what it does."""
