"""Commands about request queues: `push`, `insert`, `request`, `place`, `remove`, `queue`.

What changes a line is answered when it is safe on the disk: who has an answer finds his request after any restart.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.errors import MediaUnreadable
from runtime.sources.line import QueueFull
from runtime.sources.request_queue import RequestQueueSource, RequestRefused
from runtime.sources.wanted import wanted

from .desk import Desk

__all__ = ["request_commands"]

_QUEUE = Argument("source", Kind.SOURCE, "the queue's name in the script")
_URI = Argument("uri", Kind.REST, "a path, an address, or an annotate: URI")
_PERSON = Argument("person", Kind.PASSWORD, "tells one listener from another: an address, a cookie")
_NUMBER = Argument("request", Kind.WHOLE, "the request's number")
_PLACE = Argument("place", Kind.WHOLE, "its place in the line; 0 is the first")

_Answer = TypeVar("_Answer")


def request_commands(desk: Desk) -> Iterator[Command]:
    """The commands that change what was asked for."""

    async def push(_caller: Caller, source: str, uri: str) -> int:
        return await _kept(desk, _asked(lambda: _queue(desk, source).push(uri).id))

    async def insert(_caller: Caller, source: str, place: int, uri: str) -> int:
        return await _kept(desk, _asked(lambda: _queue(desk, source).insert(place, uri).id))

    async def request(_caller: Caller, source: str, person: str, uri: str) -> int:
        queue = _queue(desk, source)
        return await _kept(desk, await asyncio.to_thread(_asked, lambda: queue.ask(person, uri).id))

    async def move(_caller: Caller, source: str, request: int, place: int) -> str:
        return await _kept(desk, _found(_queue(desk, source).move(request, place), request, "is moved"))

    async def remove(_caller: Caller, source: str, request: int) -> str:
        return await _kept(desk, _found(_queue(desk, source).remove(request), request, "is taken out"))

    async def waiting(_caller: Caller, source: str) -> list[dict[str, object]]:
        return [
            {"request": number, "title": _title(uri), "uri": _shown(uri)}
            for number, uri in _queue(desk, source).waiting()
        ]

    presenter = Role.PRESENTER
    yield Command("push", "Ask for a track; answers with the request's number.", presenter, push,
                  (_QUEUE, _URI))  # fmt: skip
    yield Command("insert", "Ask for a track at a place in the line.", presenter, insert,
                  (_QUEUE, _PLACE, _URI))  # fmt: skip
    yield Command("request", "Ask for a track for a listener, by the rules of the queue; who he is, in a word.", presenter,
                  request, (_QUEUE, _PERSON, _URI))  # fmt: skip
    yield Command("place", "Put a request elsewhere in the line.", presenter, move,
                  (_QUEUE, _NUMBER, _PLACE))  # fmt: skip
    yield Command("remove", "Take a request out that does not play yet.", presenter, remove,
                  (_QUEUE, _NUMBER))  # fmt: skip
    yield Command("queue", "List the requests that do not play yet.", Role.VIEWER, waiting, (_QUEUE,),
                  reads=True)  # fmt: skip


def _queue(desk: Desk, name: str) -> RequestQueueSource:
    found = desk.source(name)
    if not isinstance(found, RequestQueueSource):
        raise CommandFault(f"{name} is no request.queue", 409)
    return found


async def _kept(desk: Desk, answer: _Answer) -> _Answer:
    """An answer, once what it tells of is kept. A disk that fails is told in the log, and costs memory alone."""
    await desk.kept()
    return answer


def _title(uri: str) -> str:
    """What a request is called: by its tags, else by its file."""
    track = wanted(uri)
    named = " - ".join(filter(None, (track.tags.get("artist", ""), track.tags.get("title", ""))))
    return named or track.shown.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or track.shown


def _shown(uri: str) -> str:
    """A request as it was written; an address without what may be a key."""
    track = wanted(uri)
    return track.shown if track.on_the_web else uri


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    try:
        return ask()
    except MediaUnreadable as fault:
        raise CommandFault(f"{fault.path}: {fault.reason}", 400) from None
    except (QueueFull, RequestRefused) as fault:
        raise CommandFault(str(fault), 409) from None


def _found(found: bool, request: int, what: str) -> str:
    if not found:
        raise CommandFault(f"no request {request} waits here", 404)
    return f"request {request} {what}"
