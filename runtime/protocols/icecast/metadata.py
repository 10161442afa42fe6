"""Title updates by HTTP: Icecast's `/admin/metadata` and SHOUTcast's `/admin.cgi`, in and out.

Rules:
- `song` is the whole title; beside it, `artist` and `title` count only where they say the same. (Icecast 2.4.4
  keeps the artist of an earlier update there: "X - Café".)
- Parameters come in any order, names in any case, escapes in any case, with or without a Host.
- The declared charset, else UTF-8 where valid, else Latin-1.
- An update of anything but titles (`mode=…`) succeeds as HTTP and fails as an operation, as Icecast has it.

Who may update which mount is for the caller to say: the request's credentials go out with it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import unquote_to_bytes

from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.protocols.http1 import Request, response_head
from runtime.protocols.shoutcast.passwords import password_readings
from runtime.protocols.source import Login, basic_login, decode_text, one_line, song_title

__all__ = [
    "NOT_YOURS",
    "NO_SOURCE",
    "NO_SUCH_ACTION",
    "UPDATED",
    "MetadataFault",
    "TitleChange",
    "metadata_answer",
    "metadata_fault_answer",
    "read_title_change",
]

ICECAST_PATHS = ("/admin/metadata", "/admin/metadata.xsl")
SHOUTCAST_PATH = "/admin.cgi"
MOST_PARAMETERS = 50
"""Parameters of an update that are looked at."""

LONGEST_QUERY = 8 * 1024
"""Bytes of a query; a longer one is refused."""

LONGEST_URL = 500
"""Characters of a StreamUrl; one cut in the middle would lead nowhere, so a longer one is left out."""

TITLES = "updinfo"
"""The one action there is."""

TEXTS = frozenset({"song", "artist", "title", "album", "url", "artwork"})
STREAM = re.compile(r"[0-9]{1,9}")

UPDATED = "Metadata update successful"
NO_SUCH_ACTION = "No such action"
MISSING = "Missing parameter"
MISSING_PASS = "missing pass parameter"
NO_SOURCE = "Source does not exist"
NOT_YOURS = "Mountpoint will not accept URL updates"

Dialect = Literal["icecast", "shoutcast"]
Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TitleChange:
    """Somebody says what plays.

    Attributes:
        mount: of which stream; "" where the dialect leaves it to the server.
        stream: the SHOUTcast stream number; 0 where none was given.
        title: what plays; None where nothing was said of it, so that the title stays.
        logins: every way to read the credentials that came with it; empty where none did.
        dialect: whose address it came to, and so how it is answered.
        known: whether the action asked for is one; else `NO_SUCH_ACTION` is the answer.
        html: whether a page is wanted rather than XML.
    """

    mount: str
    stream: int
    title: Title | None
    logins: tuple[Login, ...]
    dialect: Dialect
    known: bool = True
    html: bool = False


class MetadataFault(PeerFault):
    """An update that cannot be done; its text is what Icecast says there."""


def read_title_change(request: Request) -> TitleChange | None:
    """Read a request as a title update; None when it is for something else.

    Raises:
        MetadataFault: it is one, but lacks something.
    """
    if request.path in ICECAST_PATHS:
        return _icecast(request, _parameters(request.query))
    if request.path == SHOUTCAST_PATH:
        return _shoutcast(request, _parameters(request.query))
    return None


def metadata_answer(
    change: TitleChange, fields: Fields = (), *, text: str = UPDATED, done: bool = True
) -> bytes:
    """The answer to an update that was understood: XML for Icecast's clients, a page for SHOUTcast's."""
    if change.html or change.dialect == "shoutcast":
        return _whole(200, fields, "text/html", _page("Response", text))
    body = (
        f'<?xml version="1.0"?>\n<iceresponse><message>{escape(text)}</message>'
        f"<return>{int(done)}</return></iceresponse>\n"
    )
    return _whole(200, fields, "text/xml", body)


def metadata_fault_answer(fault: PeerFault, fields: Fields = ()) -> bytes:
    """The answer to an update that was not understood: a page in Icecast's words."""
    title = f"Error {fault.status}"
    return _whole(fault.status, fields, "text/html", _page(title, f"{fault.status} - {fault}"))


def _icecast(request: Request, given: dict[str, bytes]) -> TitleChange:
    mount, mode = _plain(given, "mount"), _plain(given, "mode").lower()
    if not mount or "mode" not in given:
        raise MetadataFault(MISSING)
    login = basic_login(request.headers.get("authorization"))
    return TitleChange(
        mount=mount,
        stream=0,
        title=_title(given, request) if mode == TITLES else None,
        logins=() if login is None else (login,),
        dialect="icecast",
        known=mode == TITLES,
        html=request.path.endswith(".xsl"),
    )


def _shoutcast(request: Request, given: dict[str, bytes]) -> TitleChange | None:
    """`/admin.cgi` has many modes; all but titles are for the station's pages."""
    if _plain(given, "mode").lower() != TITLES:
        return None
    number = _plain(given, "sid")
    return TitleChange(
        mount=_plain(given, "mount"),
        stream=int(number) if STREAM.fullmatch(number) else 0,
        title=_title(given, request),
        logins=_shoutcast_logins(request, given),
        dialect="shoutcast",
    )


def _shoutcast_logins(request: Request, given: dict[str, bytes]) -> tuple[Login, ...]:
    if "pass" in given:
        return password_readings(decode_text(given["pass"]))
    login = basic_login(request.headers.get("authorization"))
    if login is None:
        raise MetadataFault(MISSING_PASS)
    return (login,)


def _title(given: dict[str, bytes], request: Request) -> Title | None:
    """What plays, by the rules above. Bytes that came without an escape were read as text already."""
    charset = _plain(given, "charset") if request.query.isascii() else ""
    said = {name: one_line(decode_text(raw, charset)) for name, raw in given.items() if name in TEXTS}
    if not said:
        return None
    title = Title(said.get("artist", ""), said.get("title", ""))
    if "song" in said:
        whole = song_title(said["song"])
        title = title if str(title) == str(whole) else whole
    url = said.get("url") or said.get("artwork", "")
    return Title(title.artist, title.title, said.get("album", ""), url if len(url) <= LONGEST_URL else "")


def _plain(given: dict[str, bytes], name: str) -> str:
    return one_line(decode_text(given.get(name, b"")))


def _parameters(query: str) -> dict[str, bytes]:
    """The parameters' bytes by lower-case name, the first of each; what is no escape stays what it is."""
    if len(query) > LONGEST_QUERY:
        raise MetadataFault("the query is too long", 414)
    found: dict[str, bytes] = {}
    for pair in query.split("&", MOST_PARAMETERS)[:MOST_PARAMETERS]:
        name, _, value = pair.partition("=")
        found.setdefault(name.lower(), unquote_to_bytes(value.replace("+", " ")))
    return found


def _page(title: str, text: str) -> str:
    return f"<html><head><title>{escape(title)}</title></head><body><b>{escape(text)}</b></body></html>\r\n"


def _whole(status: int, fields: Fields, kind: str, body: str) -> bytes:
    data = body.encode("utf-8", "replace")
    described = (
        *fields,
        ("Connection", "close"),
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Length", str(len(data))),
    )
    return response_head(status, described) + data
