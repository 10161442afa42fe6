"""The front desk: it answers the admin and status pages of Icecast and SHOUTcast; everybody else is sent on to the doorman."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from runtime.errors import PeerFault
from runtime.protocols.http1 import ReceivedHead, Request, response_head

from .admin import AdminDesk, House
from .admin.commands import COMMANDS
from .admin.desk import with_form
from .admin.watching import LOOK_SECONDS, MOST_STREAMS, Watch
from .opening import opening_head
from .saying import say

__all__ = ["FrontDesk", "Pages"]

READ_SECONDS = 5.0
"""How long a form may take to come."""

LONGEST_FORM = 64 * 1024
"""Bytes of a form."""

SEND_SECONDS = 20.0
"""How long who watches may take to read the news."""

TOO_MANY_WATCH = "As many as may be are watching the statistics"

logger = logging.getLogger("legacystream.web")

Take = Callable[[socket.socket, bytes, str], Awaitable[None]]


class Pages(Protocol):
    """Answers some requests."""

    def answer(self, request: Request, ip: str) -> bytes | None:
        """The whole answer; None for a request that is for others."""


class FrontDesk:
    """Belongs to the event loop.

    Args:
        admin: answers admin pages, and says who may watch.
        pages: answer others, asked in turn.
        house: the station.
        otherwise: takes a connection that is none of theirs.
    """

    def __init__(self, admin: AdminDesk, pages: Sequence[Pages], house: House, otherwise: Take) -> None:
        self._admin = admin
        self._pages = (admin, *pages)
        self._house = house
        self._otherwise = otherwise

    async def take(self, sock: socket.socket, initial: bytes, ip: str) -> None:
        """Answer, or send on; `initial` is what was already read."""
        try:
            await self._take(sock, initial, ip)
        except PeerFault as fault:
            await say(sock, self._admin.refusal(fault))
        except Exception:
            logger.exception("a mistake in LegacyStream: a request could not be answered")
            sock.close()

    async def _take(self, sock: socket.socket, initial: bytes, ip: str) -> None:
        head = opening_head(initial)
        if head is None or head.request.method in ("PUT", "SOURCE"):
            await self._otherwise(sock, initial, ip)
        elif head.request.method == "STATS":
            await self._watch(sock, head.request, ip)
        else:
            await self._attend(sock, initial, ip, head)

    async def _attend(self, sock: socket.socket, initial: bytes, ip: str, head: ReceivedHead) -> None:
        request = head.request
        if request.method == "POST" and request.path.startswith("/admin"):
            request = with_form(request, await _form(sock, head))
        for pages in self._pages:
            answer = pages.answer(request, ip)
            if answer is not None:
                await say(sock, answer)
                return
        await self._otherwise(sock, initial, ip)

    async def _watch(self, sock: socket.socket, request: Request, ip: str) -> None:
        """Tell of every figure until the peer has gone."""
        try:
            self._admin.admit(COMMANDS["listmounts"], request, ip)
            if self._admin.watching >= MOST_STREAMS:
                raise PeerFault(TOO_MANY_WATCH, 503)
        except PeerFault as fault:
            await say(sock, self._admin.refusal(fault))
            return
        self._admin.watching += 1
        try:
            with sock, contextlib.suppress(OSError, TimeoutError):
                sock.setblocking(False)
                await self._tell(sock)
        finally:
            self._admin.watching -= 1

    async def _tell(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(sock, response_head(200, ()))
        watch, left = Watch(self._house), asyncio.create_task(_until_closed(sock))
        try:
            while not left.done():
                news = watch.news(self._admin.watching).encode("utf-8", "replace")
                async with asyncio.timeout(SEND_SECONDS):
                    await loop.sock_sendall(sock, news)
                await asyncio.wait({left}, timeout=LOOK_SECONDS)
        finally:
            left.cancel()
            await asyncio.gather(left, return_exceptions=True)


async def _form(sock: socket.socket, head: ReceivedHead) -> bytes:
    """The body of a request, as far as its length says and a form may go."""
    length = head.request.headers.get("content-length")
    wanted = (
        min(int(length), LONGEST_FORM) if length.isascii() and length.isdigit() and len(length) < 9 else 0
    )
    loop, data = asyncio.get_running_loop(), head.rest
    sock.setblocking(False)
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(READ_SECONDS):
            while len(data) < wanted and (more := await loop.sock_recv(sock, LONGEST_FORM)):
                data += more
    return data[:wanted]


async def _until_closed(sock: socket.socket) -> None:
    """Wait for the peer to end; what it says meanwhile is nothing to us."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while await loop.sock_recv(sock, 4096):
            pass
