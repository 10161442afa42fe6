"""The boxes that MP4 is made of: a length, four letters, and a body that may hold boxes again.

ISO/IEC 14496-12 §4.2. A length of 1 stands for one of 64 bits behind the letters, 0 for "to the end of the file".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from runtime.errors import PeerFault

__all__ = ["LARGEST_BOX", "Box", "BoxSplitter", "box_bytes", "boxes", "find", "full_box_bytes"]

LARGEST_BOX = 8 * 1024 * 1024
"""Bytes of one box of a stream; ten seconds of FLAC are far less."""

_SHORT, _LONG = 8, 16


@dataclass(frozen=True, slots=True)
class Box:
    """A box.

    Attributes:
        kind: its four letters.
        body: what is in it.
        head: its length and letters, as they were written.
    """

    kind: bytes
    body: bytes
    head: bytes = b""

    def encode(self) -> bytes:
        """The box as it was read; one that was made gets a head."""
        return (self.head or _head(self.kind, len(self.body))) + self.body

    @property
    def content(self) -> bytes:
        """The body of a full box, behind version and flags."""
        return self.body[4:]

    @property
    def version(self) -> int:
        """The version of a full box."""
        return self.body[0] if self.body else 0

    @property
    def flags(self) -> int:
        """The flags of a full box."""
        return int.from_bytes(self.body[1:4], "big")


def boxes(data: bytes) -> Iterator[Box]:
    """The boxes of a body or a file.

    Raises:
        PeerFault: one is cut off, or has a length that cannot be.
    """
    at = 0
    while at < len(data):
        head = _head_bytes(data, at)
        length = _length(data, at, len(data) - at)
        if not head or not length or at + length > len(data):
            raise PeerFault("a box of its MP4 is cut off", 415)
        yield Box(data[at + 4 : at + 8], data[at + head : at + length], data[at : at + head])
        at += length


def find(data: bytes, *path: bytes) -> Box:
    """The first box at the end of a path of kinds.

    Raises:
        PeerFault: there is none.
    """
    body = data
    box = None
    for kind in path:
        box = next((each for each in boxes(body) if each.kind == kind), None)
        if box is None:
            raise PeerFault(f"its MP4 has no box {kind.decode('latin-1')}", 415)
        body = box.body
    if box is None:
        raise PeerFault("no box was asked for", 415)
    return box


def box_bytes(kind: bytes, *parts: bytes) -> bytes:
    """Write a box."""
    body = b"".join(parts)
    return _head(kind, len(body)) + body


def full_box_bytes(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """Write a box with version and flags."""
    return box_bytes(kind, bytes((version,)) + flags.to_bytes(3, "big"), *parts)


@dataclass(slots=True)
class BoxSplitter:
    """Cuts a stream of MP4 into its outermost boxes. A box that has no end of its own, or is too large, is refused."""

    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[Box]:
        """Take bytes; give the boxes that are whole.

        Raises:
            PeerFault: a box has a length that no stream can have.
        """
        self._buffer += data
        found: list[Box] = []
        at = 0
        while head := _head_bytes(self._buffer, at):
            length = _length(self._buffer, at, 0)
            if not head <= length <= LARGEST_BOX:
                raise PeerFault("a box of its MP4 has no length that a stream can have", 415)
            if at + length > len(self._buffer):
                break
            whole = bytes(self._buffer[at : at + length])
            found.append(Box(whole[4:8], whole[head:], whole[:head]))
            at += length
        del self._buffer[:at]
        return found


def _head(kind: bytes, body: int) -> bytes:
    if body + _SHORT < 1 << 32:
        return (body + _SHORT).to_bytes(4, "big") + kind
    return b"\0\0\0\1" + kind + (body + _LONG).to_bytes(8, "big")


def _head_bytes(data: bytes | bytearray, at: int) -> int:
    """How long the head at `at` is; 0 where it is not all there."""
    if len(data) < at + _SHORT:
        return 0
    head = _LONG if data[at : at + 4] == b"\0\0\0\1" else _SHORT
    return head if len(data) >= at + head else 0


def _length(data: bytes | bytearray, at: int, to_the_end: int) -> int:
    """The length of the box at `at`, 0 where that cannot be."""
    short = int.from_bytes(data[at : at + 4], "big")
    match short:
        case 0:
            return to_the_end
        case 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
            return length if length >= _LONG else 0
        case _:
            return short if short >= _SHORT else 0
