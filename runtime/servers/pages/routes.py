"""Which address is answered by what."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from runtime.stats.status import MountStatus, StationStatus

from . import documents
from .address import base_url
from .assets import Assets
from .covers import Covers
from .events import MOST_PAGES, Broadcast
from .front import embed_page, front_page
from .headers import ANYWHERE, EMBED_POLICY, PAGE_POLICY, UNCACHED, guard
from .playlists import KINDS
from .programme import programme_of

__all__ = ["add_routes"]

COME_BACK = "30"
"""Seconds after which a page that found no room may ask again."""

_FULL = "As many pages as may be are told what happens; /nowplaying.json says the same to all\r\n"


def add_routes(
    app: web.Application,
    status: Callable[[], StationStatus],
    wall: Callable[[], datetime],
    covers: Covers,
) -> Broadcast:
    """Serve the pages and what belongs to them; returns what is to be told that something happened."""
    pages = _Pages(status, wall, Assets.load(), covers, Broadcast(status, wall))
    get = app.router.add_get
    get("/", pages.front)
    get("/embed", pages.embed)
    get("/events", pages.events)
    get("/nowplaying.json", pages.now_playing)
    get("/history.json", pages.history)
    get("/favicon.ico", pages.icon)
    get("/assets/{version}/{name}", pages.assets.serve)
    get("/cover/{mount:.+}", pages.cover)
    get(f"/{{mount:.+}}.{{kind:{'|'.join(KINDS)}}}", pages.playlist)
    for path in ("/nowplaying.json", "/history.json", "/events", "/status-json.xsl"):
        app.router.add_options(path, _preflight)
    app.on_response_prepare.append(guard)
    app.on_shutdown.append(pages.stop)
    return pages.broadcast


@dataclass(frozen=True, slots=True)
class _Pages:
    """The answers."""

    status: Callable[[], StationStatus]
    wall: Callable[[], datetime]
    assets: Assets
    covers: Covers
    broadcast: Broadcast

    async def front(self, request: web.Request) -> web.Response:
        status = self.status()
        return _html(front_page(status, self.assets, base_url(request, status)), PAGE_POLICY)

    async def embed(self, request: web.Request) -> web.Response:
        status = self.status()
        programme = programme_of(status, request.query.get("mount", ""))
        if programme is None:
            raise web.HTTPNotFound
        return _html(embed_page(status, programme, self.assets), EMBED_POLICY)

    async def now_playing(self, request: web.Request) -> web.Response:
        only = request.query.get("mount", "")
        return _json(documents.now_playing(self.status(), self.wall(), only=only))

    async def history(self, request: web.Request) -> web.Response:
        return _json(documents.history(self.status(), only=request.query.get("mount", "")))

    async def icon(self, _request: web.Request) -> web.Response:
        headers = {"Cache-Control": "public, max-age=86400"}
        return web.Response(body=self.assets.files["icon.svg"], content_type="image/svg+xml", headers=headers)

    async def cover(self, request: web.Request) -> web.StreamResponse:
        status = self.status()
        mount = _mount(status, "/" + request.match_info["mount"])
        if mount is None:
            raise web.HTTPNotFound
        return await self.covers.answer(request, mount, status.identity.name)

    async def playlist(self, request: web.Request) -> web.Response:
        status = self.status()
        mount = _mount(status, "/" + request.match_info["mount"])
        if mount is None:
            raise web.HTTPNotFound
        kind = KINDS[request.match_info["kind"]]
        text = kind.write(mount, base_url(request, status)).encode("utf-8", "replace")
        return web.Response(body=text, content_type=kind.content_type, headers=UNCACHED | ANYWHERE)

    async def events(self, request: web.Request) -> web.StreamResponse:
        if self.broadcast.pages >= MOST_PAGES:
            return _words(503, _FULL, {"Retry-After": COME_BACK})
        headers = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no", **UNCACHED, **ANYWHERE}
        if request.method == "HEAD":
            return web.Response(headers=headers)
        response = web.StreamResponse(headers=headers)
        response.force_close()
        await response.prepare(request)
        await _send(response, self.broadcast.watch(request.headers.get("Last-Event-ID", "")))
        return response

    async def stop(self, _app: web.Application) -> None:
        await self.broadcast.stop()


async def _send(response: web.StreamResponse, events: AsyncIterator[bytes]) -> None:
    """Until the page has gone, or was let go because it reads no more."""
    try:
        async for data in events:
            await response.write(data)
    except OSError:
        return  # it has gone


async def _preflight(_request: web.Request) -> web.Response:
    """What a browser asks before another site's script may read these."""
    allowed = {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS", "Access-Control-Allow-Headers": "*"}
    return web.Response(status=204, headers=ANYWHERE | allowed | {"Access-Control-Max-Age": "86400"})


def _mount(status: StationStatus, path: str) -> MountStatus | None:
    return next((mount for mount in status.mounts if mount.path == path), None)


def _html(text: str, policy: str) -> web.Response:
    headers = {"Content-Security-Policy": policy, **UNCACHED}
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, content_type="text/html", charset="utf-8", headers=headers)


def _json(document: dict[str, Any]) -> web.Response:
    text = json.dumps(document, ensure_ascii=False)
    return web.Response(
        text=text, content_type="application/json", charset="utf-8", headers=UNCACHED | ANYWHERE
    )


def _words(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=text, headers=UNCACHED | ANYWHERE | (headers or {}))
