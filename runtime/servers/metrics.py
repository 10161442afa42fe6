"""`/metrics`, for those networks that may read it."""

import re
from collections.abc import Callable
from datetime import datetime

from runtime.protocols.address import Networks, is_forwarded
from runtime.protocols.http1 import Request
from runtime.protocols.icecast.pages import error_answer, icecast_answer

__all__ = ["METRICS", "MetricsPage"]

METRICS = "/metrics"

KIND = "text/plain; version=0.0.4; charset=utf-8"
NOT_YOURS = "Your address may not read this; `server(metrics=[…])` in the script says whose may"


LOOPBACK = Networks(("loopback",))
OUR_HOST = re.compile(r"(?:localhost|[0-9.]+|\[[0-9A-Fa-f:.]+\])?(?::\d+)?", re.IGNORECASE)
"""What `Host` says when nobody but this machine is meant."""


class MetricsPage:
    """Answers one path.

    Args:
        read: writes the numbers down.
        allowed: who may read them. Loopback is no sign of the operator where a proxy speaks for others, nor where a browser
            does for a page of another site whose name leads to this machine (DNS rebinding).
        server: how answers name the server.
        wall: the date and time.
    """

    def __init__(
        self, read: Callable[[], str], allowed: Networks, server: str, wall: Callable[[], datetime]
    ) -> None:
        self.allowed = allowed
        self._read = read
        self._server = server
        self._wall = wall

    def answer(self, request: Request, ip: str) -> bytes | None:
        """The whole answer; None for another path."""
        if request.path != METRICS:
            return None
        now, head_only = self._wall(), request.method == "HEAD"
        if request.method not in ("GET", "HEAD"):
            return error_answer(405, "This can be read, and nothing else", self._server, now, extra=())
        hidden = ip in LOOPBACK and (is_forwarded(request.headers) or _is_rebound(request))
        if hidden or ip not in self.allowed:
            return error_answer(403, NOT_YOURS, self._server, now, extra=(), head_only=head_only)
        return icecast_answer(200, self._read(), self._server, now, kind=KIND, head_only=head_only)


def _is_rebound(request: Request) -> bool:
    """Whether he came by a name that is not this machine's own for itself."""
    return OUR_HOST.fullmatch(request.headers.get("host").strip()) is None
