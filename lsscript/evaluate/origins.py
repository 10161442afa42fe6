"""Functions of the library that sound comes from: files, signals, source clients."""

from collections.abc import Mapping
from typing import Literal, cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .expressions import Given
from .gates import gate
from .value import SourceValue

__all__ = ["ORIGIN_BINDINGS"]

Order = Literal["shuffle", "sequential", "random"]


def playlist(binder: Binder, given: Given) -> SourceValue:
    """`playlist(…)`."""
    order = cast(Order, string(given, "order"))
    reload, origin = plan.Seconds(amount(given, "reload")), binder.draft.origin(given.span)
    return binder.add(plan.Playlist(string(given, "path"), order, reload, origin=origin), given)


def single(binder: Binder, given: Given) -> SourceValue:
    """`single(…)`."""
    return binder.add(plan.Single(string(given, "path"), origin=binder.draft.origin(given.span)), given)


def tone(binder: Binder, given: Given) -> SourceValue:
    """`tone(…)`."""
    frequency, level = plan.Hertz(amount(given, "frequency")), amount(given, "level")
    return binder.add(plan.Tone(frequency, level, origin=binder.draft.origin(given.span)), given)


def blank(binder: Binder, given: Given) -> SourceValue:
    """`blank(…)`."""
    duration = None if given.values["duration"] is None else plan.Seconds(amount(given, "duration"))
    return binder.add(plan.Blank(duration, origin=binder.draft.origin(given.span)), given)


def live(binder: Binder, given: Given) -> SourceValue:
    """`input.live(…)`."""
    node = plan.LiveInput(
        path=plan.MountPath(string(given, "path")),
        gate=gate(binder, given),
        fade=plan.Seconds(amount(given, "fade")),
        grace=plan.Seconds(amount(given, "grace")),
        origin=binder.draft.origin(given.span),
    )
    return binder.add(node, given)


ORIGIN_BINDINGS: Mapping[str, Bound] = {
    "playlist": playlist,
    "single": single,
    "tone": tone,
    "blank": blank,
    "input.live": live,
}
"""The name of a library function → what it does."""
