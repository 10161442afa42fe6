"""Whole answers as Icecast 2.4 gives them: the order of its fields, its pages for errors, its XML.

Rules: 400 and 404 come as a small page, all other refusals as plain text, because clients search them for their words. A length
is always told.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from http import HTTPStatus

from runtime.protocols.http1 import http_date, response_head

__all__ = ["ANYWHERE", "REALM", "UNCACHED", "error_answer", "icecast_answer", "icecast_response"]

READABLE = "Icy-MetaInt, Icy-Br, Icy-Description, Icy-Genre, Icy-Name, Icy-Pub, Icy-Url, Ice-Audio-Info"
"""Headers that a script in a browser may read."""

UNCACHED = (
    ("Cache-Control", "no-cache, no-store"),
    ("Expires", "Mon, 26 Jul 1997 05:00:00 GMT"),
    ("Pragma", "no-cache"),
)
ANYWHERE = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", READABLE))

REALM = 'Basic realm="Icecast2 Server"'
"""Icecast's own; players show it, and some programs look for it."""

PAGES = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)

Field = tuple[str, str]


def icecast_answer(
    status: int,
    body: str,
    server: str,
    now: datetime,
    *,
    kind: str = "text/xml; charset=utf-8",
    extra: Iterable[Field] = (),
    head_only: bool = False,
) -> bytes:
    """A whole answer.

    Args:
        status: the status code.
        body: sent as UTF-8.
        server: how the server calls itself.
        now: the time.
        kind: the value of Content-Type.
        extra: further fields, which come before the length.
        head_only: whether HEAD was asked, so that only the body's length is told.
    """
    data = body.encode("utf-8", "replace")
    asked = (("WWW-Authenticate", REALM),) if status == HTTPStatus.UNAUTHORIZED else ()
    fields = (
        ("Server", server),
        ("Connection", "Close"),
        ("Date", http_date(now)),
        ("Content-Type", kind),
        *asked,
        *UNCACHED,
        *extra,
        ("Content-Length", str(len(data))),
    )
    return response_head(status, fields) + (b"" if head_only else data)


def error_answer(
    status: int,
    text: str,
    server: str,
    now: datetime,
    *,
    extra: Iterable[Field] = ANYWHERE,
    head_only: bool = False,
) -> bytes:
    """Tell in Icecast's form what is wrong; `text` is a sentence without its line end."""
    if status in PAGES:
        page = (
            f"<html><head><title>Error {status}</title></head>"
            f"<body><b>{status} - {escape(text, quote=False)}</b></body></html>\r\n"
        )
        kind = "text/html; charset=utf-8"
        return icecast_answer(status, page, server, now, kind=kind, extra=extra, head_only=head_only)
    kind = "text/plain; charset=utf-8"
    return icecast_answer(status, f"{text}\r\n", server, now, kind=kind, extra=extra, head_only=head_only)


def icecast_response(text: str, *, done: bool) -> str:
    """The XML that says how an operation went."""
    message = f"<message>{escape(text, quote=False)}</message><return>{int(done)}</return>"
    return f'<?xml version="1.0"?>\n<iceresponse>{message}</iceresponse>\n'
