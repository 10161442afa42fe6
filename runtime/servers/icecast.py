"""The status document that players, panels and widgets poll: `/status-json.xsl`, in Icecast 2.4's shape.

Rules, for the sake of readers that exist: one source is an object, several are a list, none is no key at all; every source
ends in `"dummy": null`, and so does a document without one. Unlike Icecast's, titles stay strings, so the document is always
valid JSON.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from runtime.protocols.http1 import Request, scheme_of
from runtime.protocols.icecast.pages import ANYWHERE, icecast_answer
from runtime.stats.status import MountStatus, StationStatus

from .admin.figures import iso, stream_facts, subtype_facts, timestamp, title_facts

__all__ = ["StatusPages", "status_document"]


class StatusPages:
    """Answers `/status-json.xsl`, and one mount of it with `?mount=`; `/status.xsl` leads to the page."""

    PATHS = ("/status-json.xsl", "/status.xsl", "/server_version.xsl")

    def __init__(
        self, status: Callable[[], StationStatus], server: str, wall: Callable[[], datetime]
    ) -> None:
        """Tell of `status`; `server` and `wall` are what every answer says."""
        self._status = status
        self._server = server
        self._wall = wall

    def answer(self, request: Request, ip: str) -> bytes | None:  # noqa: ARG002
        """The whole answer; None for a request that is for others."""
        if request.method not in ("GET", "HEAD") or request.path not in self.PATHS:
            return None
        head_only = request.method == "HEAD"
        if request.path != "/status-json.xsl":
            extra = (*ANYWHERE, ("Location", "/"))
            return icecast_answer(302, "", self._server, self._wall(), kind="text/html", extra=extra)
        only = request.parameter("mount") if request.query else ""
        status = self._status().seen_by(scheme_of(request.headers.get))
        text = json.dumps(status_document(status, only=only or None), ensure_ascii=False)
        kind = "application/json; charset=UTF-8"
        return icecast_answer(
            200, text, self._server, self._wall(), kind=kind, extra=ANYWHERE, head_only=head_only
        )


def status_document(status: StationStatus, *, only: str | None = None) -> dict[str, Any]:
    """Put a status into Icecast's shape; `only` names the one mount that is wanted."""
    sources = [_source(status, mount) for mount in status.shown if only in (None, mount.path)]
    host, _, _port = status.address.rpartition(":")
    stats: dict[str, Any] = {
        "admin": status.identity.contact,
        "host": host,
        "location": status.identity.location,
        "server_id": f"LegacyStream {status.version}",
        "server_start": timestamp(status.started),
        "server_start_iso8601": iso(status.started),
    }
    stats |= {"source": sources[0] if len(sources) == 1 else sources} if sources else {"dummy": None}
    return {"icestats": stats}


def _source(status: StationStatus, mount: MountStatus) -> dict[str, Any]:
    source = stream_facts(status, mount)
    return source | dict(subtype_facts(mount)) | dict(title_facts(mount)) | {"dummy": None}
