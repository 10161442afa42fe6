"""Requests about the places of source clients that bring no stream: OPTIONS asks what may be done, DELETE ends what is on.

Rules: OPTIONS is answered to anybody, browsers before a PUT among them (Fetch, section 3.2). DELETE wants an account of the
place and ends the client who came by it; another account's show is nobody's to end.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from runtime.protocols.http1 import Request, response_head
from runtime.protocols.source import Login, Refusal, basic_login, refusal_answer

from .stages import Meant

__all__ = ["ALLOWED", "SourceRequests"]

ALLOWED = "PUT, SOURCE, DELETE, OPTIONS"
SENDABLE = "Authorization, Content-Type, Ice-Name, Ice-Description, Ice-Genre, Ice-URL, Ice-Public, Ice-Bitrate, Ice-Audio-Info"
"""Headers that a script in a browser may send with its stream."""

ENDED = "it was ended by its own account"

Fields = Callable[[], Sequence[tuple[str, str]]]


class _Server(Protocol):
    """Who knows the places."""

    def takes(self, path: str) -> bool: ...
    def opened(self, mount: str, logins: Sequence[Login], ip: str) -> list[Meant] | Refusal: ...
    def end_own(self, opened: Sequence[Meant], reason: str) -> bool: ...


class SourceRequests:
    """Answers them.

    Args:
        server: knows the places.
        fields: what every answer says (Server, Date …).
    """

    def __init__(self, server: _Server, fields: Fields) -> None:
        self._server = server
        self._fields = fields

    def answer(self, request: Request, ip: str) -> bytes | None:
        """The answer to a request; None where it is none of these."""
        if request.method not in ("OPTIONS", "DELETE") or not self._server.takes(request.path):
            return None
        return self._options() if request.method == "OPTIONS" else self._delete(request, ip)

    def _options(self) -> bytes:
        fields = (
            *self._fields(),
            ("Connection", "Close"),
            ("Allow", ALLOWED),
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", ALLOWED),
            ("Access-Control-Allow-Headers", SENDABLE),
            ("Access-Control-Max-Age", "86400"),
        )
        return response_head(204, fields)

    def _delete(self, request: Request, ip: str) -> bytes:
        login, fields = basic_login(request.headers.get("authorization")), tuple(self._fields())
        if login is None:
            return refusal_answer(Refusal.UNAUTHORIZED, fields)
        opened = self._server.opened(request.path, (login,), ip)
        if isinstance(opened, Refusal):
            return refusal_answer(opened, fields)
        if not self._server.end_own(opened, ENDED):
            return refusal_answer(
                Refusal.NO_SUCH_MOUNT, fields, said="No source client of this account is here"
            )
        return response_head(204, (*fields, ("Connection", "Close")))
