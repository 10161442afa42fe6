"""`mount(…)`: of a source and an encoder, or of what a source client sends."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string
from .binder import Binder, Bound
from .draft import MountDraft, Written
from .expressions import Given
from .gates import gate
from .listening import listening
from .problems import EvaluationError, NoSuchMount
from .value import SourceValue

__all__ = ["MOUNT_BINDINGS"]


def mount(binder: Binder, given: Given) -> None:
    """`mount(…)`: of a source and an encoder, or of what a source client sends."""
    wanted = {name: given.values[name] is not None for name in ("source", "encoder", "password")}
    wanted["password"] = wanted["password"] or bool(given.values["accounts"])
    match tuple(wanted.values()):
        case (True, True, False):
            encoded(binder, given)
        case (False, False, True):
            pass_through(binder, given)
        case _:
            raise EvaluationError(NoSuchMount(given.span, tuple(name for name in wanted if wanted[name])))


def encoded(binder: Binder, given: Given) -> None:
    """A mount that sends a source."""
    node = plan.Mount(
        path=plan.MountPath(string(given, "path")),
        source=plan.NodeId(""),
        encoder=cast(plan.Encoder, given.values["encoder"]),
        latency=plan.Seconds(amount(given, "latency")),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        url=string(given, "url"),
        icy=bool(given.values["icy"]),
        listening=listening(given),
        origin=binder.draft.origin(given.span),
    )
    source = cast(SourceValue, given.values["source"])
    binder.draft.mounts.append(MountDraft(node, source, given.span, given.places))


def pass_through(binder: Binder, given: Given) -> None:
    """A mount that sends what a source client sends."""
    fallback = cast("str | None", given.values["fallback"])
    node = plan.PassThrough(
        path=plan.MountPath(string(given, "path")),
        gate=gate(binder, given),
        fallback=None if fallback is None else plan.MountPath(fallback),
        latency=plan.Seconds(amount(given, "latency")),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        url=string(given, "url"),
        listening=listening(given),
        origin=binder.draft.origin(given.span),
    )
    binder.draft.pass_through.append(Written(node, given.span, given.places))


MOUNT_BINDINGS: Mapping[str, Bound] = {"mount": mount}
"""The name of a library function → what it does."""
