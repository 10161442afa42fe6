"""`/metrics`, for those networks that may read it."""

from collections.abc import Callable
from datetime import datetime

from runtime.protocols.address import Networks, is_forwarded
from runtime.protocols.http1 import Request
from runtime.protocols.icecast.pages import error_answer, icecast_answer

__all__ = ["METRICS", "MetricsPage"]

METRICS = "/metrics"

KIND = "text/plain; version=0.0.4; charset=utf-8"
NOT_YOURS = "Your address may not read this; `server(metrics=[…])` in the script says whose may"


class MetricsPage:
    """Answers one path.

    Args:
        read: writes the numbers down.
        allowed: who may read them. Loopback is no sign of the operator where a proxy speaks for others.
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
        hidden = is_forwarded(request.headers) and ip in Networks(("loopback",))
        if hidden or ip not in self.allowed:
            return error_answer(403, NOT_YOURS, self._server, now, extra=(), head_only=head_only)
        return icecast_answer(200, self._read(), self._server, now, kind=KIND, head_only=head_only)
