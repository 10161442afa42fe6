"""The station's web application, fed with connections that edges hand over."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.kernel.events import EventBus
from runtime.net.handover import adopt
from runtime.protocols.http1 import came_by_tls
from runtime.stats.status import StationStatus

from .gallery import Gallery
from .stuck import STUCK_SECONDS, StuckWatch

if TYPE_CHECKING:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware

    from .conversation import Conversation

__all__ = ["MAX_CONNECTIONS", "NEWS", "Show", "WebServer"]

MAX_CONNECTIONS = 2048
"""Handed-over connections open at one time, half of them pages that are told what happens; one more is closed at once."""

SWEEP_SECONDS = 5.0
"""Seconds between two looks for peers that are stuck."""

STOP_SECONDS = 1.0
"""How long answers may take to be finished when the station stops."""

NEWS = ("track", "metadata", "connect", "disconnect")
"""The events that pages are told of at once; numbers of listeners follow within a second."""

PLAYLISTS = ("*.m3u", "*.pls", "*.xspf", "*.vclt", "*.asx")
"""What the small files that lead players to a mount are called."""

AddRoutes = Callable[["web.Application"], None]

logger = logging.getLogger("legacystream.web")


@dataclass(frozen=True, slots=True)
class Show:
    """What pages need besides the status.

    Attributes:
        wall: the station's date and time.
        folder: the script's, where the files it names begin.
        gallery: the pictures that source clients send.
        events: what happens; open pages are told of it at once.
        hsts: for how many seconds browsers are to come by HTTPS alone; 0 for what they are not told.
    """

    wall: Callable[[], datetime]
    folder: Path
    gallery: Gallery
    events: EventBus
    hsts: Callable[[], int] = lambda: 0


class WebServer:
    """Answer what is no listener: pages and status.

    aiohttp is imported by `start`, off the loop's thread, because it takes half a second and no listener waits for it.
    """

    def __init__(self, status: Callable[[], StationStatus], show: Show) -> None:
        """Make it; nothing is imported or opened yet.

        Args:
            status: how the station is.
            show: what pages need besides.
        """
        self._status = status
        self._show = show
        self._more: list[AddRoutes] = []
        self._runner: web.AppRunner | None = None
        self._ready = asyncio.Event()
        self._transports: set[asyncio.Transport] = set()
        self._stuck = StuckWatch()
        self._sweeping: asyncio.Task[None] | None = None

    def add(self, routes: AddRoutes) -> None:
        """Answer more than pages; before the start."""
        self._more.append(routes)

    async def start(self) -> None:
        """Build the application; connections that came earlier wait for it."""
        loop = asyncio.get_running_loop()
        application = await loop.run_in_executor(None, _application, self._status, self._show, self._more)
        from aiohttp import web

        self._runner = web.AppRunner(
            application, handle_signals=False, handler_cancellation=True, shutdown_timeout=STOP_SECONDS
        )
        await self._runner.setup()
        self._sweeping = asyncio.create_task(self._sweep_on())
        self._ready.set()

    def paths(self) -> tuple[str, ...]:
        """What is answered here, once it has started: as `Table.pages` has it."""
        assert self._runner is not None
        resources = self._runner.app.router.resources()
        known = {
            resource.canonical.partition("{")[0] for resource in resources if resource.canonical[1:2] != "{"
        }
        return (*sorted(known), *PLAYLISTS)

    async def stop(self) -> None:
        """Close what is open."""
        if self._sweeping is not None:
            self._sweeping.cancel()
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
        try:
            transport, _ = await adopt(asyncio.get_running_loop(), sock, self._conversation, initial)
        except OSError:
            sock.close()  # the peer left while it was on its way
            return
        self._transports.add(transport)

    def sweep(self, now: float) -> None:
        """Let go of those who take nothing of their answers."""
        for transport in self._stuck.look(self._transports, now):
            logger.debug("a peer of the pages took nothing for %g s; it is let go", STUCK_SECONDS)
            transport.abort()

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep(asyncio.get_running_loop().time())

    def _conversation(self) -> Conversation:
        from .conversation import Conversation

        assert self._runner is not None
        server = self._runner.server
        assert server is not None
        loop = asyncio.get_running_loop()
        unlogged: Any = None  # which is what AppRunner hands on too, whatever the types say
        return Conversation(server, loop=loop, keepalive_timeout=0, access_log=unlogged, logger=logger)


def _application(
    status: Callable[[], StationStatus], show: Show, more: Sequence[AddRoutes]
) -> web.Application:
    from aiohttp import web

    from . import pages
    from .pages.covers import Covers

    application = web.Application(middlewares=[_closing()])
    broadcast = pages.add_routes(application, status, show.wall, Covers(show.folder, show.gallery))
    for add_routes in more:
        add_routes(application)
    application.on_response_prepare.append(_strictly(show.hsts))
    show.events.subscribe(lambda _event: broadcast.news(), *NEWS)
    return application


def _strictly(hsts: Callable[[], int]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Say HSTS (RFC 6797) to those who came by TLS, and to nobody else: by plain HTTP it means nothing."""

    async def say(request: web.Request, response: web.StreamResponse) -> None:
        seconds = hsts()
        if seconds > 0 and came_by_tls(request.headers.get):
            response.headers["Strict-Transport-Security"] = f"max-age={seconds}"

    return say


def _closing() -> Middleware:
    from aiohttp import web

    from .conversation import in_words

    @web.middleware
    async def close_after_answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            response = in_words(refusal)
        response.force_close()
        return response

    return close_after_answer
