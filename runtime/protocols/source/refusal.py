"""Turning a source client away, in the words that its program looks for.

The texts and statuses are Icecast 2.4's, since clients compare them; `compat` switches to those of 2.5.
"""

from collections.abc import Iterable
from enum import Enum, auto
from typing import Literal

from runtime.protocols.http1 import response_head

__all__ = ["Compat", "Refusal", "refusal_answer", "refusal_words"]

Compat = Literal["icecast-2.4", "icecast-2.5"]


class Refusal(Enum):
    """Why a source client may not publish."""

    UNAUTHORIZED = auto()
    """Wrong credentials, or none."""

    MOUNT_TAKEN = auto()
    """Another source is on the mount and stays there."""

    NO_SUCH_MOUNT = auto()
    """The station has no such mount for source clients."""

    NO_CONTENT_TYPE = auto()
    """PUT without saying what it brings."""

    UNSUPPORTED = auto()
    """A format that is not understood."""

    TOO_MANY_SOURCES = auto()
    """As many sources as there may be."""

    FULL = auto()
    """As many connections as there may be."""

    OURS = auto()
    """The station cannot take the stream, through a fault of its own."""

    NOT_NOW = auto()
    """The account may not publish at this time."""

    FLOODED = auto()
    """Too many wrong passwords from there."""


_WORDS = {
    Refusal.UNAUTHORIZED: "You need to authenticate\r\n",
    Refusal.MOUNT_TAKEN: "Mountpoint in use",
    Refusal.NO_SUCH_MOUNT: "This station takes no source client on this mount",
    Refusal.NO_CONTENT_TYPE: "No Content-type given",
    Refusal.UNSUPPORTED: "Content-type not supported",
    Refusal.TOO_MANY_SOURCES: "too many sources connected",
    Refusal.FULL: "Icecast connection limit reached",
    Refusal.OURS: "internal format allocation problem",
    Refusal.NOT_NOW: "This account may not publish at this time",
    Refusal.FLOODED: "Too many wrong passwords; please wait a minute",
}
_STATUS = {Refusal.UNAUTHORIZED: 401, Refusal.NO_SUCH_MOUNT: 404, Refusal.FLOODED: 429}
_STATUS_2_5 = {
    Refusal.MOUNT_TAKEN: 409,
    Refusal.NO_CONTENT_TYPE: 400,
    Refusal.UNSUPPORTED: 415,
    Refusal.TOO_MANY_SOURCES: 503,
    Refusal.FULL: 503,
    Refusal.OURS: 500,
}
_OTHERWISE = 403
REALM = 'Basic realm="Icecast2 Server"'


def refusal_words(why: Refusal) -> str:
    """The text of a refusal."""
    return _WORDS[why]


def refusal_answer(
    why: Refusal, fields: Iterable[tuple[str, str]] = (), *, compat: Compat = "icecast-2.4", said: str = ""
) -> bytes:
    """A whole HTTP answer that refuses.

    Args:
        why: the reason.
        fields: what every answer of this server says (Server, Date …).
        compat: whose statuses.
        said: words for this very case, instead of the usual ones.
    """
    status = _STATUS.get(why, _OTHERWISE)
    if compat == "icecast-2.5":
        status = _STATUS_2_5.get(why, status)
    asked = (("WWW-Authenticate", REALM),) if why is Refusal.UNAUTHORIZED else ()
    body = (said or _WORDS[why]).encode()
    described = (
        *fields,
        ("Connection", "close"),
        ("Content-Type", "text/plain; charset=utf-8"),
        *asked,
        ("Content-Length", str(len(body))),
    )
    return response_head(status, described) + body
