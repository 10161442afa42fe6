"""Commands about decisions: `why` something plays, and what is `coming`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.station.explain import Chooses, Plans

from .desk import Desk

__all__ = ["reason_commands"]

_SOURCE = Argument("source", Kind.SOURCE, "the source's name in the script")


def reason_commands(desk: Desk) -> Iterator[Command]:
    """The commands that say why, and what is next."""

    async def why(_caller: Caller, source: str) -> list[str]:
        return await desk.programme(lambda: [*_reasons(desk, source)])

    async def coming(_caller: Caller, source: str) -> list[dict[str, object]]:
        return await desk.programme(lambda: [*_coming(desk, source)])

    doc = "Tell why a source plays what it plays, from choice to choice."
    yield Command("why", doc, Role.VIEWER, why, (_SOURCE,), reads=True)
    doc = "Tell what a source and those it plays have planned, with the times that are known."
    yield Command("coming", doc, Role.VIEWER, coming, (_SOURCE,), reads=True)


def _path(desk: Desk, source: str) -> Iterator[tuple[object, str]]:
    """A source and those that it plays, each with why the next one was chosen."""
    node: str | None = source
    while node is not None:
        try:
            found = desk.source(node)
        except CommandFault:
            if node == source:
                raise
            return
        choice = found.choice if isinstance(found, Chooses) else None
        yield found, f"{choice.child}: {choice.why}" if choice is not None and choice.why else ""
        node = choice.child if choice is not None else None


def _reasons(desk: Desk, source: str) -> Iterator[str]:
    return (why for _, why in _path(desk, source) if why)


def _coming(desk: Desk, source: str) -> Iterator[dict[str, object]]:
    for found, _ in _path(desk, source):
        for each in found.coming() if isinstance(found, Plans) else ():
            at = each.at.astimezone().isoformat(timespec="seconds") if each.at is not None else None
            yield {"at": at, "source": each.child, "why": each.why}
