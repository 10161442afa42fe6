"""The side door: numbers for machines and files as they are; everybody else is sent on."""

import socket
from collections.abc import Awaitable, Callable

from runtime.protocols.http1 import Request

from .metrics import MetricsPage
from .opening import opening_head
from .saying import say
from .static_files import StaticFiles

__all__ = ["SideDoor", "Take"]

Take = Callable[[socket.socket, bytes, str], Awaitable[None]]
"""Is given a connection, what was already read of it, and the address it comes from."""


class SideDoor:
    """Belongs to the event loop.

    Args:
        metrics: answers `/metrics`.
        files: serves folders.
        otherwise: takes a connection that is for neither.
    """

    def __init__(self, metrics: MetricsPage, files: StaticFiles, otherwise: Take) -> None:
        self._metrics = metrics
        self._files = files
        self._otherwise = otherwise

    async def take(self, sock: socket.socket, initial: bytes, ip: str) -> None:
        """Answer, or send on; `initial` is what was already read."""
        request = _request(initial)
        answer = self._metrics.answer(request, ip) if request is not None else None
        if answer is not None:
            await say(sock, answer)
        elif request is not None and self._files.has(request.path):
            await self._files.serve(sock, request)
        else:
            await self._otherwise(sock, initial, ip)


def _request(initial: bytes) -> Request | None:
    """The request that was read; None where it is none, or a source client's."""
    head = opening_head(initial)
    return head.request if head is not None and head.request.method not in ("PUT", "SOURCE") else None
