"""Functions of the library for sound cards: `input.device`."""

from collections.abc import Mapping

from runtime import plan

from .arguments import string
from .binder import Binder, Bound
from .expressions import Given
from .value import SourceValue

__all__ = ["DEVICE_BINDINGS"]


def device(binder: Binder, given: Given) -> SourceValue:
    """`input.device(…)`."""
    return binder.add(plan.DeviceInput(string(given, "name"), origin=binder.draft.origin(given.span)), given)


DEVICE_BINDINGS: Mapping[str, Bound] = {"input.device": device}
"""The name of a library function → what it does."""
