"""From what the calls of a script have made to what the rules of a station look at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from lsscript.check.promise import Promise
from lsscript.source import Span
from runtime import plan

from .draft import Draft

__all__ = ["Places", "Unused", "promise_of", "stands"]


class Call(Protocol):
    """What a call has made."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        ...

    @property
    def places(self) -> Mapping[str, Span]:
        """Where its arguments stand."""
        ...


Places = dict[tuple[str, str], Span]
"""Where a node and its arguments stand; the place of the node itself is under ""."""

Unused = tuple[str, Span]
"""A source that nothing plays, by its name, if it has one, and where it stands."""


def promise_of(
    draft: Draft,
    sources: Mapping[plan.NodeId, plan.Source],
    places: Places,
    mounts: Sequence[plan.Mount],
    outputs: Sequence[plan.Output],
    unused: Sequence[Unused],
) -> Promise:
    """What a station promises.

    Args:
        draft: what the calls have made.
        sources: the table of sources.
        places: where those stand.
        mounts: all mounts, with the ids of their sources.
        outputs: what stands beside them, likewise.
        unused: the sources that nothing plays.
    """
    everywhere = dict(places)
    for name, span, arguments in _called(draft):
        everywhere |= stands(name, span, arguments)
    return Promise(
        sources=sources,
        mounts=tuple(mounts),
        pass_through=tuple(each.node for each in draft.pass_through),
        accounts=tuple(each.node for each in draft.accounts),
        relays=tuple(each.node for each in draft.relays),
        mirrors=tuple(each.node for each in draft.mirrors),
        encoders=tuple(each.node for each in draft.encoders),
        server=draft.server,
        places=everywhere,
        settings=tuple((each.name, each.span) for each in draft.settings),
        unused=tuple(unused),
        timezone=draft.identity.timezone,
        aliases=tuple((each.path, each.mount) for each in draft.aliases),
        directories=tuple(each.node for each in draft.directories),
        files=tuple(each.node for each in draft.files),
        outputs=tuple(outputs),
        certificates=tuple(each.node for each in draft.certificates),
        whole=Span(draft.source.name, 0, 0),
    )


def stands(name: str, span: Span, arguments: Mapping[str, Span]) -> Places:
    """Where something stands, and its arguments."""
    return {(name, ""): span} | {(name, argument): each for argument, each in arguments.items()}


def _called(draft: Draft) -> Iterator[tuple[str, Span, Mapping[str, Span]]]:
    """Each call but those of sources: what the rules call it, where it stands, and where its arguments do."""
    kinds: Mapping[str, Sequence[Call]] = {
        "mount": draft.mounts,
        "client": draft.pass_through,
        "relay": draft.relays,
        "mirror": draft.mirrors,
        "account": draft.accounts,
        "encoder": draft.encoders,
        "alias": draft.aliases,
        "directory": draft.directories,
        "files": draft.files,
        "output": draft.outputs,
        "certificates": draft.certificates,
    }
    for kind, calls in kinds.items():
        for number, call in enumerate(calls):
            yield f"{kind} {number}", call.span, call.places
    for setting in draft.settings:
        yield setting.name, setting.span, setting.places
