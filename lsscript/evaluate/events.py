"""Functions of the library that handle what happens on the air, and the values that handlers change."""

from collections.abc import Mapping
from typing import cast

from .binder import Binder, Bound
from .draft import HookDraft
from .expressions import Given
from .value import Closure, RefValue, SourceValue

__all__ = ["EVENT_BINDINGS"]


def on_track(binder: Binder, given: Given) -> None:
    """`on.track(…)`."""
    source, handler = cast(SourceValue, given.values["source"]), cast(Closure, given.values["handler"])
    binder.draft.hooks.append(HookDraft("track", source, handler, given.span))


def ref(_binder: Binder, given: Given) -> RefValue:
    """`ref(…)`."""
    return RefValue(given.values["value"])


EVENT_BINDINGS: Mapping[str, Bound] = {"on.track": on_track, "ref": ref}
"""The name of a library function → what it does."""
