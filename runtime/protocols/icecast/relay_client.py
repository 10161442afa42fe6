"""The conversation with a server whose stream we relay: Icecast, SHOUTcast 1 and 2, and whatever speaks like them.

Rules:
- The request is in HTTP/1.0 and asks for titles; `ICY 200 OK` is an answer as good as any.
- A redirection, and a playlist in the place of a stream, are followed by whoever drives this; an account goes with them only to
  the same server.
- What the head says is told; what the stream is, its bytes tell.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.protocols.http1 import Headers
from runtime.protocols.icy import IcyExtractor
from runtime.protocols.source import (
    StreamDescription,
    basic_credentials,
    decode_text,
    describe,
    one_line,
    song_title,
)

from .body import Body, ChunkedBody, RawBody

__all__ = [
    "LARGEST_LIST",
    "Address",
    "Began",
    "Listed",
    "Moved",
    "RelayClient",
    "RelayEvent",
    "Said",
    "Sound",
]

LONGEST_HEAD = 16 * 1024
"""Bytes of the answer's head."""

LARGEST_LIST = 64 * 1024
"""Bytes of a playlist that names the stream."""

LARGEST_INTERVAL = 1024 * 1024
"""Bytes between two titles."""

BLANK_LINE = re.compile(rb"\n\r?\n")
STATUS = re.compile(r"(?:HTTP/\d\.\d|ICY) +(\d{3})(?: +(.*))?")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LISTS = re.compile(
    r"audio/(x-)?mpegurl|application/(vnd\.apple\.)?mpegurl|audio/x-scpls|application/(pls|xspf)\+xml"
)
LISTED = re.compile(rb"https?://[^\s<>\"']+")

REASONS = {
    401: "it wants a name and a password",
    403: "it does not let us in",
    404: "it has no such stream",
    503: "it is full, or has no source",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a stream is, read from a URL. `secure` says whether over TLS."""

    host: str
    port: int
    target: str
    secure: bool
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str, user: str = "", password: str = "") -> "Address":
        """Read a URL; an account in it counts more than the one given. Raises PeerFault for one that is none of ours."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as wrong:
            raise PeerFault(f"the address {url!r} cannot be read") from wrong
        if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\x00-\x20\x7f]", url):
            raise PeerFault(f"the address {url!r} is none of http or https")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(
            parts.hostname,
            port,
            target,
            parts.scheme == "https",
            parts.username or user,
            parts.password or password,
        )

    def moved(self, location: str) -> "Address":
        """Where a redirection or a playlist leads; the account goes along to the same server only."""
        found = Address.parse(urljoin(self.url, location))
        if (found.host, found.port) != (self.host, self.port) or found.user:
            return found
        return replace(found, user=self.user, password=self.password)

    @property
    def url(self) -> str:
        """As it may be shown: without an account."""
        scheme, usual = ("https", 443) if self.secure else ("http", 80)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}{'' if self.port == usual else f':{self.port}'}{self.target}"


@dataclass(frozen=True, slots=True)
class Began:
    """The stream is there."""

    description: StreamDescription


@dataclass(frozen=True, slots=True)
class Sound:
    """Bytes of the stream."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A title that came with it."""

    title: Title


@dataclass(frozen=True, slots=True)
class Moved:
    """It is elsewhere."""

    location: str


@dataclass(frozen=True, slots=True)
class Listed:
    """It is not a stream but a list of them; this is the first."""

    location: str


RelayEvent = Began | Sound | Said | Moved | Listed


class RelayClient:
    """One answer. Send `request()`, then give it what comes.

    Args:
        address: where the stream is.
        agent: how we call ourselves.
    """

    def __init__(self, address: Address, agent: str) -> None:
        self._address = address
        self._agent = agent
        self._head: bytearray | None = bytearray()
        self._body: Body = RawBody()
        self._titles: IcyExtractor | None = None
        self._list: bytearray | None = None

    def request(self) -> bytes:
        """What is to be sent first."""
        address = self._address
        host = f"[{address.host}]" if ":" in address.host else address.host
        lines = [
            f"GET {address.target} HTTP/1.0",
            f"Host: {host}:{address.port}",
            f"User-Agent: {self._agent}",
            "Accept: */*",
            "Icy-MetaData: 1",
            "Connection: close",
        ]
        if address.user or address.password:
            lines.append(f"Authorization: {basic_credentials(address.user, address.password)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")

    def receive_data(self, data: bytes) -> list[RelayEvent]:
        """Take in bytes; tell what they mean.

        Raises:
            PeerFault: it refuses, or says something that is no answer.
        """
        if self._head is None:
            return self._read(data)
        self._head += data
        end = BLANK_LINE.search(self._head)
        if end is None:
            if len(self._head) > LONGEST_HEAD:
                raise PeerFault("its answer has no end")
            return []
        head, rest = bytes(self._head[: end.end()]), bytes(self._head[end.end() :])
        self._head = None
        events = self._begin(head)
        return events + self._read(rest)

    def receive_eof(self) -> list[RelayEvent]:
        """It has ended; a list is read then. Raises PeerFault where nothing was said."""
        if self._head is not None:
            raise PeerFault("it closed the connection without an answer")
        if self._list is None:
            return []
        found = LISTED.search(self._list)
        if found is None:
            raise PeerFault("its playlist names no stream")
        return [Listed(found[0].decode("ascii", "replace"))]

    def _begin(self, head: bytes) -> list[RelayEvent]:
        first, *lines = decode_text(head).splitlines()
        status = STATUS.fullmatch(first.strip())
        if status is None:
            raise PeerFault("what it answers is no HTTP")
        pairs = (line.partition(":") for line in lines if ":" in line)
        headers = Headers(tuple((name.strip(), one_line(value)) for name, _, value in pairs))
        code = int(status[1])
        if code in REDIRECTS and headers.get("location"):
            return [Moved(headers.get("location"))]
        if code != 200:
            raise PeerFault(
                f"it answered {code}: {REASONS.get(code) or one_line(status[2] or 'no stream')}", code
            )
        return self._stream(headers)

    def _stream(self, headers: Headers) -> list[RelayEvent]:
        if headers.get("transfer-encoding").strip().lower() == "chunked":
            self._body = ChunkedBody()
        description = describe(headers)
        if LISTS.fullmatch(description.content_type):
            self._list = bytearray()
            return []
        if description.content_type in ("text/html", "application/xhtml+xml"):
            raise PeerFault("it answers with a page, not with a stream", 415)
        interval = headers.get("icy-metaint").strip()
        if interval.isascii() and interval.isdigit() and 0 < int(interval) <= LARGEST_INTERVAL:
            self._titles = IcyExtractor(int(interval))
        return [Began(description)]

    def _read(self, data: bytes) -> list[RelayEvent]:
        data = self._body.feed(data)
        if not data:
            return []
        if self._list is not None:
            self._list += data
            if len(self._list) > LARGEST_LIST:
                raise PeerFault("its playlist is too long")
            return []
        if self._titles is None:
            return [Sound(data)]
        parts = self._titles.extract(data)
        return [
            Sound(part) if isinstance(part, bytes) else Said(_title(part.title, part.url)) for part in parts
        ]


def _title(song: str, url: str) -> Title:
    return replace(song_title(song), url=one_line(url))
