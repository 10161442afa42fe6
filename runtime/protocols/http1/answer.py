"""Answers, ready for the wire.

Strategy: the edge answers in HTTP/1.0 with `Connection: close`, also to HTTP/1.1: that is what Icecast
    2.4.4 does, so every player
was tried against it; an endless body without length is plain in HTTP/1.0, and nobody is tempted to chunk it.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus

__all__ = ["answer", "response_head"]

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

PHRASES = {401: "Authentication Required", 404: "File Not Found"}
"""Icecast's own, where they differ; some clients show them."""

Fields = Iterable[tuple[str, str]]


def response_head(status: int, fields: Fields) -> bytes:
    """Status line, fields and the blank line. Control characters in a value become a space: no field can
    start another.
    """
    lines = [f"HTTP/1.0 {status} {_phrase(status)}", *(_line(name, value) for name, value in fields)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def answer(
    status: int, body: str, fields: Fields = (), *, kind: str = "text/plain", head_only: bool = False
) -> bytes:
    """A whole answer with its length.

    Args:
        status: the status code.
        body: what to say, sent as UTF-8.
        fields: further header fields.
        kind: the media type of the body.
        head_only: whether HEAD was asked, so that only the body's length is told.
    """
    data = body.encode("utf-8", "replace")
    described = (
        *fields,
        ("Connection", "close"),
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Length", str(len(data))),
    )
    return response_head(status, described) + (b"" if head_only else data)


def _line(name: str, value: str) -> str:
    """`icy-` fields carry no space behind the colon, as Icecast writes them and small radios expect it."""
    gap = "" if name.startswith("icy-") else " "
    clean = value if value.isprintable() else CONTROL.sub(" ", value)
    return f"{name}:{gap}{clean}"


def _phrase(status: int) -> str:
    return PHRASES.get(status) or HTTPStatus(status).phrase
