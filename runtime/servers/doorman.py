"""Looks at each connection that an edge hands over, and gives it to whom it is for.

Source clients go to the source server, title updates are answered at once, all else is for the pages.
"""

import socket
from collections.abc import Awaitable, Callable

from runtime.errors import PeerFault
from runtime.protocols.http1 import Request, answer
from runtime.protocols.icecast.metadata import TitleChange, metadata_fault_answer, read_title_change
from runtime.protocols.source import Dialect, opening_dialect

from .opening import opening_head
from .saying import say

__all__ = ["Doorman"]

NO_HOST = "A request in HTTP/1.1 names its host\r\n"
"""RFC 9112, section 3.2; the pages' own parser would fill the log with such requests. Source clients need none."""

POKE_PATH = "/admin/!POKE"
"""What libshout asks for before it publishes, to see whether there is a server at all."""

SourceTake = Callable[[socket.socket, bytes, str, Dialect], Awaitable[None]]
PageTake = Callable[[socket.socket, bytes], Awaitable[None]]
TitleAnswer = Callable[[TitleChange, str], bytes]
RequestAnswer = Callable[[Request, str], bytes | None]


class Doorman:
    """Knows everybody behind the door, and nothing of what they do.

    Args:
        to_source: takes a source client.
        to_page: takes everybody else.
        answer_title: answers a title update.
        answer_source: answers what else concerns source clients; None for what does not.
    """

    def __init__(
        self,
        to_source: SourceTake,
        to_page: PageTake,
        answer_title: TitleAnswer,
        answer_source: RequestAnswer,
    ) -> None:
        self._to_source = to_source
        self._to_page = to_page
        self._answer_title = answer_title
        self._answer_source = answer_source

    async def take(self, sock: socket.socket, initial: bytes, ip: str) -> None:
        """Give a connection to whom it is for; `initial` is what was already read of it."""
        dialect = opening_dialect(initial)
        if dialect in (Dialect.SHOUTCAST, Dialect.ULTRAVOX, Dialect.XAUDIOCAST):
            await self._to_source(sock, initial, ip, dialect)
            return
        head = opening_head(initial)
        request = head.request if head is not None else None
        if request is None or request.method not in ("PUT", "SOURCE"):
            await self._attend(sock, initial, ip, request)
            return
        await self._to_source(sock, initial, ip, Dialect.HTTP)

    async def _attend(self, sock: socket.socket, initial: bytes, ip: str, request: Request | None) -> None:
        """A title update is answered here; pages are for others."""
        if request is not None and request.path == POKE_PATH:
            await say(sock, metadata_fault_answer(PeerFault("Unrecognised command")))
            return
        about = self._answer_source(request, ip) if request is not None else None
        if about is not None:
            await say(sock, about)
            return
        try:
            change = read_title_change(request) if request is not None and request.method == "GET" else None
        except PeerFault as fault:
            await say(sock, metadata_fault_answer(fault))
            return
        if change is not None:
            await say(sock, self._answer_title(change, ip))
        elif request is not None and request.version == "HTTP/1.1" and "host" not in request.headers:
            await say(sock, answer(400, NO_HOST))
        else:
            await self._to_page(sock, initial)
