"""The station's web application, fed with connections that edges hand over."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from runtime.net.handover import adopt
from runtime.stats.status import StationStatus

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware

__all__ = ["MAX_CONNECTIONS", "WebServer"]

MAX_CONNECTIONS = 512
"""Handed-over connections open at one time; one more is closed at once."""

logger = logging.getLogger("legacystream.web")


class WebServer:
    """Answer what is no listener: pages and status.

    aiohttp is imported by `start`, off the loop's thread, because it takes half a second and no listener waits for it.
    """

    def __init__(self, status: Callable[[], StationStatus]) -> None:
        self._status = status
        self._runner: web.AppRunner | None = None
        self._ready = asyncio.Event()
        self._transports: set[asyncio.BaseTransport] = set()

    async def start(self) -> None:
        """Build the application; connections that came earlier wait for it."""
        loop = asyncio.get_running_loop()
        application = await loop.run_in_executor(None, _application, self._status)
        from aiohttp import web

        self._runner = web.AppRunner(application, handle_signals=False, keepalive_timeout=0, access_log=None)
        await self._runner.setup()
        self._ready.set()

    async def stop(self) -> None:
        """Close what is open."""
        for transport in list(self._transports):
            transport.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def take(self, sock: socket.socket, initial: bytes) -> None:
        """Serve a connection whose first bytes were already read. It is closed after its answer."""
        self._transports = {transport for transport in self._transports if not transport.is_closing()}
        if len(self._transports) >= MAX_CONNECTIONS:
            logger.warning(
                "%d connections to the pages are open already; one more was closed", MAX_CONNECTIONS
            )
            sock.close()
            return
        await self._ready.wait()
        assert self._runner is not None
        server = self._runner.server
        assert server is not None
        try:
            transport, _ = await adopt(asyncio.get_running_loop(), sock, server, initial)
        except OSError:
            sock.close()  # the peer left while it was on its way
            return
        self._transports.add(transport)


def _application(status: Callable[[], StationStatus]) -> web.Application:
    from aiohttp import web

    from . import icecast, pages

    application = web.Application(middlewares=[_closing()])
    icecast.add_routes(application, status)
    pages.add_routes(application, status)
    return application


def _closing() -> Middleware:
    from aiohttp import web

    @web.middleware
    async def close_after_answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.force_close()
        return response

    return close_after_answer
