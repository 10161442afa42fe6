"""Functions of the library for where a programme goes besides mounts: `hls`, `record`, `output.…`."""

from collections.abc import Mapping
from typing import cast

from runtime import plan

from .arguments import amount, string, truth
from .binder import Binder, Bound
from .draft import OutputDraft
from .expressions import Given
from .gates import secret_of
from .value import SourceValue, Value

__all__ = ["OUTPUT_BINDINGS"]

NOBODY = plan.NodeId("")
"""The id of a source that has none yet."""


def add(binder: Binder, given: Given, node: plan.Output, function: Value = None) -> None:
    """Put an output into the draft."""
    source = cast("SourceValue | None", given.values.get("source"))
    binder.draft.outputs.append(OutputDraft(node, source, function, given.span, given.places))


def encoder(given: Given) -> plan.Encoder:
    """The argument `encoder`."""
    return cast(plan.Encoder, given.values["encoder"])


def seconds(given: Given, name: str) -> plan.Seconds | None:
    """An argument that is a duration, or null."""
    return None if given.values[name] is None else plan.Seconds(amount(given, name))


def hls(binder: Binder, given: Given) -> None:
    """`hls(…)`."""
    node = plan.Hls(
        path=plan.MountPath(string(given, "path")),
        source=NOBODY,
        encoders=cast("tuple[plan.Encoder, ...]", given.values["encoders"]),
        segment=plan.Seconds(amount(given, "segment")),
        window=plan.Seconds(amount(given, "window")),
        name=string(given, "name"),
        description=string(given, "description"),
        origin=binder.draft.origin(given.span),
    )
    add(binder, given, node)


def record(binder: Binder, given: Given) -> None:
    """`record(…)`."""
    name = given.values["name"]
    node = plan.Record(
        name=name if isinstance(name, str) else "",
        source=NOBODY,
        encoder=encoder(given),
        every=seconds(given, "every"),
        keep=seconds(given, "keep"),
        spare=amount(given, "spare"),
        origin=binder.draft.origin(given.span),
    )
    add(binder, given, node, None if isinstance(name, str) else name)


def asrun(binder: Binder, given: Given) -> None:
    """`asrun(…)`."""
    origin = binder.draft.origin(given.span)
    add(binder, given, plan.AsRun(string(given, "path"), NOBODY, seconds(given, "keep"), origin=origin))


def icecast(binder: Binder, given: Given) -> None:
    """`output.icecast(…)`."""
    node = plan.IcecastOutput(
        url=string(given, "url"),
        source=NOBODY,
        encoder=encoder(given),
        password=secret_of(given.values["password"]),
        user=string(given, "user"),
        name=string(given, "name"),
        description=string(given, "description"),
        genre=string(given, "genre"),
        public=truth(given, "public"),
        origin=binder.draft.origin(given.span),
    )
    add(binder, given, node)


def file(binder: Binder, given: Given) -> None:
    """`output.file(…)`."""
    path, origin = string(given, "path"), binder.draft.origin(given.span)
    add(binder, given, plan.FileOutput(path, NOBODY, encoder(given), truth(given, "append"), origin=origin))


def url(binder: Binder, given: Given) -> None:
    """`output.url(…)`."""
    where, origin = secret_of(given.values["url"]), binder.draft.origin(given.span)
    add(binder, given, plan.UrlOutput(where, NOBODY, encoder(given), string(given, "format"), origin=origin))


OUTPUT_BINDINGS: Mapping[str, Bound] = {
    "hls": hls,
    "record": record,
    "asrun": asrun,
    "output.icecast": icecast,
    "output.file": file,
    "output.url": url,
}
"""The name of a library function → what it does."""
