"""EBML: the elements that Matroska and WebM are made of.

RFC 8794: an ID, a size, and so many bytes; ID and size say with their leading zero bits how long they are. A size of all
ones means that nobody knew it: a live stream's segment and clusters end where something of their own level begins.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = [
    "Element",
    "children",
    "decimal",
    "element_bytes",
    "number",
    "read_element",
    "text",
    "unknown_size",
]

_LONGEST_ID = 4
_LONGEST_SIZE = 8


@dataclass(frozen=True, slots=True)
class Element:
    """The head of an element.

    Attributes:
        id: with its marker bits, as specifications print it.
        size: bytes of its body; None where nobody knew.
        head_bytes: how long ID and size are.
        size_bytes: how long the size alone is.
    """

    id: int
    size: int | None
    head_bytes: int
    size_bytes: int


def read_element(data: bytes | bytearray, at: int = 0) -> Element | None:
    """Read the head at `at`; None where it is not all there.

    Raises:
        ValueError: no element begins there.
    """
    id_bytes = _width(data, at, _LONGEST_ID)
    size_bytes = _width(data, at + id_bytes, _LONGEST_SIZE) if id_bytes else 0
    end = at + id_bytes + size_bytes
    if not size_bytes or end > len(data):
        return None
    marker = 1 << 7 * size_bytes
    size = int.from_bytes(data[at + id_bytes : end], "big") ^ marker
    found = int.from_bytes(data[at : at + id_bytes], "big")
    return Element(found, None if size == marker - 1 else size, id_bytes + size_bytes, size_bytes)


def children(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements in a body, each with its own; it ends at the first that is cut off or is none."""
    at = 0
    while at < len(data):
        try:
            element = read_element(data, at)
        except ValueError:
            return
        if element is None or element.size is None or at + element.head_bytes + element.size > len(data):
            return
        at += element.head_bytes
        yield element.id, data[at : at + element.size]
        at += element.size


def element_bytes(kind: int, body: bytes) -> bytes:
    """Write an element; its size takes as few bytes as it may."""
    width = next(count for count in range(1, _LONGEST_SIZE + 1) if len(body) < (1 << 7 * count) - 1)
    size = (len(body) | 1 << 7 * width).to_bytes(width, "big")
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + size + body


def unknown_size(width: int) -> bytes:
    """The size that says that nobody knows it, in so many bytes."""
    return ((2 << 7 * width) - 1).to_bytes(width, "big")


def number(body: bytes) -> int:
    """An unsigned number; what is longer than eight bytes is none, and 0."""
    return int.from_bytes(body, "big") if len(body) <= _LONGEST_SIZE else 0


def decimal(body: bytes) -> float:
    """A floating-point number of four or eight bytes; 0.0 where it is neither."""
    shape = {4: ">f", 8: ">d"}.get(len(body))
    found: float = struct.unpack(shape, body)[0] if shape else 0.0
    return found


def text(body: bytes) -> str:
    """A string; zeros behind it are padding."""
    return body.partition(b"\0")[0].decode("utf-8", "replace")


def _width(data: bytes | bytearray, at: int, longest: int) -> int:
    """How long the number at `at` is by its first byte; 0 where there is none yet."""
    if at >= len(data):
        return 0
    width = 9 - data[at].bit_length()
    if width > longest:
        raise ValueError("no EBML element begins with these bytes")
    return width
