"""The status document that players, panels and widgets poll: `/status-json.xsl`, in Icecast 2.4's shape.

Rules, for the sake of readers that exist: one source is an object, several are a list, none is no key at all; every source
and the document end in `"dummy": null`. Unlike Icecast's, titles stay strings, so the document is always valid JSON.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from runtime.stats.status import MountStatus, StationStatus

__all__ = ["add_routes", "status_document"]


def add_routes(app: web.Application, status: Callable[[], StationStatus]) -> None:
    """Serve `/status-json.xsl`, and one mount of it with `?mount=`."""

    async def status_json(request: web.Request) -> web.Response:
        document = status_document(status(), only=request.query.get("mount"))
        text = json.dumps(document, ensure_ascii=False)
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache, no-store"}
        return web.Response(text=text, content_type="application/json", charset="UTF-8", headers=headers)

    app.router.add_get("/status-json.xsl", status_json)


def status_document(status: StationStatus, *, only: str | None = None) -> dict[str, Any]:
    """Put a status into Icecast's shape; `only` names the one mount that is wanted."""
    sources = [_source(status, mount) for mount in status.shown if only in (None, mount.path)]
    host, _, _port = status.address.rpartition(":")
    stats: dict[str, Any] = {
        "admin": "",
        "host": host,
        "location": "",
        "server_id": f"LegacyStream {status.version}",
        "server_start": _rfc822(status.started),
        "server_start_iso8601": _iso(status.started),
    }
    if sources:
        stats["source"] = sources[0] if len(sources) == 1 else sources
    return {"icestats": stats | {"dummy": None}}


def _source(status: StationStatus, mount: MountStatus) -> dict[str, Any]:
    source: dict[str, Any] = {
        "audio_info": f"channels={mount.channels};samplerate={mount.sample_rate};bitrate={mount.bitrate // 1000}",
        "bitrate": mount.bitrate // 1000,
        "channels": mount.channels,
        "genre": mount.genre,
        "listener_peak": mount.counts.peak,
        "listeners": mount.counts.listeners,
        "listenurl": f"http://{status.address}{mount.path}",
        "samplerate": mount.sample_rate,
        "server_description": mount.description,
        "server_name": mount.name,
        "server_type": mount.content_type,
        "server_url": mount.url,
        "slow_listeners": mount.counts.slow,
        "stream_start": _rfc822(mount.started),
        "stream_start_iso8601": _iso(mount.started),
        "total_bytes_sent": mount.counts.bytes_sent,
    }
    if mount.title is not None:
        source |= {
            "artist": mount.title.artist,
            "title": str(mount.title),
            "yp_currently_playing": str(mount.title),
        }
    return source | {"dummy": None}


def _rfc822(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")
