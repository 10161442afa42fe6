"""Reads one request head, within bounds of size and time.

Lines end in CRLF, LF or CR CR LF (old source clients do that). What follows the blank line belongs to
whoever serves the request, and is kept: legacy source clients send audio in the same segment as their head.
"""

import re
from dataclasses import dataclass

from runtime.errors import PeerFault

from .request import Request

__all__ = ["HeadLimits", "HeadReader", "ReceivedHead"]

BLANK_LINE = re.compile(rb"\n\r{0,2}\n")
LINE_END = re.compile(rb"\r{0,2}\n")
LONGEST_BLANK_LINE = 4
"""Bytes of the longest blank line that may stand across two arrivals."""


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """How much a client may ask of the head reader.

    Attributes:
        line_bytes: the longest line.
        head_bytes: the longest head.
        lines: the most header lines.
        seconds: from the connection to the end of the head.
    """

    line_bytes: int = 8 * 1024
    head_bytes: int = 16 * 1024
    lines: int = 100
    seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class ReceivedHead:
    """A whole head.

    Attributes:
        request: what it says.
        data: every byte received, the head's and those behind it.
        rest: only those behind it.
    """

    request: Request
    data: bytes
    rest: bytes


class HeadReader:
    """Takes in bytes until a head is whole.

    Every method raises PeerFault, with the status to answer, for a client that breaks the protocol or the
    bounds.
    """

    __slots__ = ("_buffer", "_deadline", "_limits", "_searched")

    def __init__(self, limits: HeadLimits, now: float) -> None:
        self._limits = limits
        self._deadline = now + limits.seconds
        self._buffer = bytearray()
        self._searched = 0

    def next_deadline(self) -> float:
        """When `handle_timeout` wants to be called."""
        return self._deadline

    def handle_timeout(self, now: float) -> None:
        """Raise PeerFault once the time is up."""
        if now >= self._deadline:
            raise PeerFault(f"the request took longer than {self._limits.seconds:g} s", 408)

    def data_to_send(self) -> bytes:
        """Nothing: the answer is for others to give."""
        return b""

    def receive_data(self, data: bytes, now: float) -> list[ReceivedHead]:
        """Take in bytes; the head comes once, when it is whole."""
        self.handle_timeout(now)
        self._buffer += data
        if not self._searched:
            self._skip_blank_lines()
        end = BLANK_LINE.search(self._buffer, max(0, self._searched - LONGEST_BLANK_LINE))
        self._searched = len(self._buffer)
        if end is None:
            self._check_unfinished()
            return []
        return [self._finished(end.end())]

    def _skip_blank_lines(self) -> None:
        """Old clients send a line end too many before their request (RFC 9112, section 2.2)."""
        while self._buffer.startswith((b"\r", b"\n")):
            del self._buffer[:1]

    def _check_unfinished(self) -> None:
        if b"\n" not in self._buffer and len(self._buffer) > self._limits.line_bytes:
            raise PeerFault("the request line is too long", 414)
        if len(self._buffer) > self._limits.head_bytes:
            raise PeerFault("the request head is too large", 431)

    def _finished(self, end: int) -> ReceivedHead:
        data = bytes(self._buffer)
        lines = [line for line in LINE_END.split(data[:end]) if line]
        self._check_lines(end, lines)
        return ReceivedHead(Request.parse(lines), data, data[end:])

    def _check_lines(self, end: int, lines: list[bytes]) -> None:
        if len(lines[0]) > self._limits.line_bytes:
            raise PeerFault("the request line is too long", 414)
        if end > self._limits.head_bytes or len(lines) > self._limits.lines + 1:
            raise PeerFault("the request head is too large", 431)
        if max(map(len, lines)) > self._limits.line_bytes:
            raise PeerFault("a header line is too long", 431)
