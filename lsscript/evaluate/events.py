"""Functions of the library that handle what happens on the air, and the values that handlers change."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .draft import HookDraft
from .expressions import Given
from .value import RefValue, SourceValue

__all__ = ["EVENT_BINDINGS", "VALUE_HOLDERS"]


def hook(event: str) -> Bound:
    """`on.start(…)` and whatever else takes a source, a path and a duration, as far as it is declared with them."""

    def bound(binder: Binder, given: Given) -> None:
        values = given.values
        source = cast("SourceValue | None", values.get("source"))
        seconds = plan.Seconds(amount(given, "duration")) if "duration" in values else None
        path = string(given, "path") if "path" in values else ""
        binder.draft.hooks.append(HookDraft(event, source, values["handler"], given.span, seconds, path))

    return bound


def ref(_binder: Binder, given: Given) -> RefValue:
    """`ref(…)`."""
    return RefValue(given.values["value"])


EVENT_BINDINGS: Mapping[str, Bound] = {
    f"on.{event}": hook(event)
    for event in (
        "track",
        "metadata",
        "silence",
        "connect",
        "disconnect",
        "certificate",
        "error",
        "start",
        "stop",
    )
}
"""The name of a library function → what it does."""

VALUE_HOLDERS: Mapping[str, Bound] = {"ref": ref}
"""The name of a library function → what it does."""
