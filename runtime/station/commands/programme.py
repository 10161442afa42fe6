"""Commands about what plays: `sources`, `playing`, `remaining`, `metadata`, `skip`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.plan import NodeId
from runtime.sources.source import Source
from runtime.station.build import PCM

from .desk import Desk, Looked

__all__ = ["programme_commands"]

_SOURCE = Argument("source", Kind.SOURCE, "the source's name in the script")


def programme_commands(desk: Desk) -> Iterator[Command]:
    """The commands that look at the programme and change it."""

    async def sources(_caller: Caller) -> list[dict[str, object]]:
        return await desk.programme(lambda: [_shown(desk.seen(source.id)) for source in desk.sources()])

    async def playing(_caller: Caller, source: str) -> dict[str, object]:
        found = desk.seen(source)
        return await desk.programme(lambda: _shown(found))

    async def skip(_caller: Caller, source: str) -> str:
        found = desk.places().get(NodeId(source)) or desk.source(source)
        return await desk.programme(lambda: _skip(found))

    async def remaining(_caller: Caller, source: str) -> str:
        found = desk.seen(source)
        samples = await desk.programme(lambda: found.remaining)
        return "(undef)" if samples is None else f"{samples / PCM.rate:.2f}"

    async def metadata(_caller: Caller, source: str) -> str:
        found = desk.seen(source)
        return await desk.programme(lambda: _metadata(found))

    yield Command("sources", "List the sources and what each plays.", Role.VIEWER, sources, reads=True)
    yield Command("playing", "Tell what a source plays.", Role.VIEWER, playing, (_SOURCE,), reads=True)
    doc = "Tell the seconds that are left of what a source plays, once its end is known."
    yield Command("remaining", doc, Role.VIEWER, remaining, (_SOURCE,), reads=True)
    yield Command(
        "metadata", "Tell the tags of what a source plays.", Role.VIEWER, metadata, (_SOURCE,), reads=True
    )
    yield Command("skip", "Leave what a source plays for what comes next.", Role.PRESENTER, skip, (_SOURCE,))


def _shown(source: Looked) -> dict[str, object]:
    segment = source.now_playing
    return {
        "source": source.id,
        "line": str(source.origin),
        "ready": source.ready,
        "kind": segment.kind if segment else None,
        "title": str(segment.title) if segment else None,
        "file": (segment.path or None) if segment else None,
    }


def _metadata(source: Looked) -> str:
    """As Liquidsoap writes it: a block with a number, a line for each tag."""
    segment = source.now_playing
    if segment is None:
        return ""
    title = segment.title
    tags = {"artist": title.artist, "title": title.title, "album": title.album, "filename": segment.path}
    return "\n".join(["--- 1 ---", *(f'{name}="{_escaped(text)}"' for name, text in tags.items() if text)])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _skip(source: Source) -> str:
    segment = source.now_playing
    if segment is None:
        raise CommandFault(f"{source.id} plays nothing that could be left", 409)
    source.skip()
    return f"{source.id} leaves {str(segment.title) or segment.path or segment.kind}"
