"""Where the audio of a source client begins and ends: raw to the end of the connection, counted, or chunked.

Most source clients frame nothing and send until they leave. Proxies and HTTP libraries count or chunk
(RFC 9112, section 7.1); both are honoured. A count of 0 is a question, not a stream: libshout asks so whether a
server would take it.
"""

import re
from typing import Protocol

from runtime.errors import PeerFault
from runtime.protocols.http1 import Request

__all__ = [
    "LONGEST_CHUNK_LINE",
    "LONGEST_TRAILERS",
    "Body",
    "ChunkedBody",
    "CountedBody",
    "RawBody",
    "body_of",
]

LONGEST_CHUNK_LINE = 256
"""Bytes of the line before a chunk, extensions included."""

LONGEST_TRAILERS = 4096
"""Bytes of the fields behind the last chunk."""

SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(;.*)?")
COUNT = re.compile(r"\d{1,18}", re.ASCII)


class Body(Protocol):
    """Takes in what arrives and gives out what is audio."""

    @property
    def ended(self) -> bool:
        """Whether nothing more belongs to it."""
        ...

    def feed(self, data: bytes) -> bytes:
        """The audio in `data`. Raises PeerFault where the framing is broken."""
        ...


def body_of(request: Request) -> Body:
    """The framing that a head announces. Raises PeerFault for one that nobody decodes."""
    coding = request.headers.get("transfer-encoding").strip().lower()
    if coding == "chunked":
        return ChunkedBody()
    if coding not in ("", "identity"):
        raise PeerFault(f"the transfer coding {coding[:40]!r} is not understood", 501)
    count = request.headers.get("content-length").strip()
    if not count:
        return RawBody()
    if not COUNT.fullmatch(count):
        raise PeerFault("the Content-Length is no number")
    return CountedBody(int(count))


class RawBody:
    """All that comes, until the connection ends."""

    def __init__(self) -> None:
        self.ended = False

    def feed(self, data: bytes) -> bytes:
        """All of it."""
        return data


class CountedBody:
    """As many bytes as were announced.

    Attributes:
        left: bytes still to come.
    """

    def __init__(self, count: int) -> None:
        self.left = count

    @property
    def ended(self) -> bool:
        """Whether all has come."""
        return not self.left

    def feed(self, data: bytes) -> bytes:
        """What belongs to the body."""
        audio = data[: self.left]
        self.left -= len(audio)
        return audio


class ChunkedBody:
    """Chunks, each behind a line with its size."""

    def __init__(self) -> None:
        self.ended = False
        self._buffer = bytearray()
        self._left = 0
        self._behind_chunk = False
        self._trailers = -1

    def feed(self, data: bytes) -> bytes:
        """The chunks' contents."""
        self._buffer += data
        audio = bytearray()
        while not self.ended and self._step(audio):
            pass
        return bytes(audio)

    def _step(self, audio: bytearray) -> bool:
        """Take one thing off the buffer; False when more bytes are wanted."""
        if self._left:
            part = self._buffer[: self._left]
            del self._buffer[: len(part)]
            self._left -= len(part)
            audio += part
            self._behind_chunk = not self._left
            return bool(part) and bool(self._buffer)
        line = self._line()
        if line is None:
            return False
        self._read(line)
        return True

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n")
        if end < 0:
            if len(self._buffer) > LONGEST_CHUNK_LINE:
                raise PeerFault("the line before a chunk is too long")
            return None
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        if len(line) > LONGEST_CHUNK_LINE:
            raise PeerFault("the line before a chunk is too long")
        return line

    def _read(self, line: bytes) -> None:
        if self._trailers >= 0:
            self._read_trailer(line)
        elif self._behind_chunk:
            if line:
                raise PeerFault("a chunk is longer than it said")
            self._behind_chunk = False
        else:
            self._begin_chunk(line)

    def _begin_chunk(self, line: bytes) -> None:
        found = SIZE.fullmatch(line)
        if not found:
            raise PeerFault("the size of a chunk cannot be read")
        self._left = int(found[1], 16)
        if not self._left:
            self._trailers = 0

    def _read_trailer(self, line: bytes) -> None:
        self._trailers += len(line) + 2
        if self._trailers > LONGEST_TRAILERS:
            raise PeerFault("there is too much behind the last chunk")
        self.ended = not line
