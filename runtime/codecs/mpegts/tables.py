"""The tables of a transport stream: which programme there is (PAT) and what it consists of (PMT).

ISO/IEC 13818-1 §2.4.4, with the checksum of its annex A. Descriptors are carried, not read, but for those that make a stream
timed ID3.
"""

import struct
from dataclasses import dataclass

from runtime.errors import PeerFault

__all__ = [
    "AAC_ADTS",
    "MP3_AUDIO",
    "TIMED_ID3",
    "Programme",
    "Stream",
    "crc32_mpeg",
    "id3_descriptor",
    "id3_pointer",
    "parse_pat",
    "parse_pmt",
    "pat_bytes",
    "pmt_bytes",
]

AAC_ADTS, MP3_AUDIO, TIMED_ID3 = 0x0F, 0x03, 0x15
"""Stream types."""

_PAT_ID, _PMT_ID = 0x00, 0x02
_LONGEST = 1021
"""Bytes of a section behind its length."""

_FORMAT = b"\xff\xff" + b"ID3 " + b"\xff" + b"ID3 "


def _table() -> tuple[int, ...]:
    entries = []
    for value in range(256):
        rest = value << 24
        for _ in range(8):
            rest = (rest << 1 ^ (0x04C11DB7 if rest & 0x80000000 else 0)) & 0xFFFFFFFF
        entries.append(rest)
    return tuple(entries)


_TABLE = _table()


def crc32_mpeg(data: bytes) -> int:
    """The checksum of tables: 0 over a section with its own."""
    rest = 0xFFFFFFFF
    for byte in data:
        rest = (rest << 8 & 0xFFFFFFFF) ^ _TABLE[rest >> 24 ^ byte]
    return rest


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of a programme."""

    kind: int
    pid: int
    descriptors: bytes = b""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme consists of.

    Attributes:
        number: of the programme.
        clock_pid: the stream whose packets tell the time.
        streams: in their order.
        descriptors: of the programme.
        version: of the table, 5 bits.
    """

    number: int
    clock_pid: int
    streams: tuple[Stream, ...]
    descriptors: bytes = b""
    version: int = 0


def pat_bytes(programmes: dict[int, int], stream_id: int = 1, version: int = 0) -> bytes:
    """Write a PAT: programme number → the stream of its PMT."""
    entries = b"".join(struct.pack(">HH", number, 0xE000 | pid) for number, pid in programmes.items())
    return _section(_PAT_ID, stream_id, version, entries)


def pmt_bytes(programme: Programme) -> bytes:
    """Write a PMT."""
    head = struct.pack(">HH", 0xE000 | programme.clock_pid, 0xF000 | len(programme.descriptors))
    streams = (
        struct.pack(">BHH", each.kind, 0xE000 | each.pid, 0xF000 | len(each.descriptors)) + each.descriptors
        for each in programme.streams
    )
    return _section(
        _PMT_ID, programme.number, programme.version, head + programme.descriptors + b"".join(streams)
    )


def id3_pointer(programme: int) -> bytes:
    """The descriptor of a programme that has timed ID3 (metadata_pointer_descriptor)."""
    body = _FORMAT + b"\0\x1f" + struct.pack(">H", programme)
    return b"\x25" + bytes((len(body),)) + body


def id3_descriptor() -> bytes:
    """The descriptor of the stream of timed ID3 (metadata_descriptor)."""
    body = _FORMAT + b"\0\x0f"
    return b"\x26" + bytes((len(body),)) + body


def parse_pat(section: bytes) -> dict[int, int]:
    """Read a PAT: programme number → the stream of its PMT; the network's own entry is left out.

    Raises:
        PeerFault: it is none, or damaged.
    """
    _, _, body = _read_section(section, _PAT_ID)
    pairs = (struct.unpack_from(">HH", body, at) for at in range(0, len(body) - 3, 4))
    return {number: pid & 0x1FFF for number, pid in pairs if number}


def parse_pmt(section: bytes) -> Programme:
    """Read a PMT.

    Raises:
        PeerFault: it is none, or damaged.
    """
    number, version, body = _read_section(section, _PMT_ID)
    if len(body) < 4:
        raise PeerFault("a table of its transport stream is cut off", 415)
    clock_pid, length = (
        word & mask for word, mask in zip(struct.unpack_from(">HH", body), (0x1FFF, 0xFFF), strict=True)
    )
    descriptors, at, streams = body[4 : 4 + length], 4 + length, []
    while at + 5 <= len(body):
        kind, pid, length = struct.unpack_from(">BHH", body, at)
        at += 5 + (length & 0xFFF)
        streams.append(Stream(kind, pid & 0x1FFF, body[at - (length & 0xFFF) : at]))
    if at != len(body):
        raise PeerFault("a table of its transport stream is cut off", 415)
    return Programme(number, clock_pid, tuple(streams), descriptors, version)


def _section(kind: int, number: int, version: int, body: bytes) -> bytes:
    current, whole = 1, 5 + len(body) + 4
    if whole > _LONGEST:
        raise ValueError("a table of a transport stream has no room for so much")
    head = struct.pack(">BHHBBB", kind, 0xB000 | whole, number, 0xC0 | version << 1 | current, 0, 0)
    return head + body + crc32_mpeg(head + body).to_bytes(4, "big")


def _read_section(section: bytes, kind: int) -> tuple[int, int, bytes]:
    """Number, version and body of a section."""
    length = 3 + (int.from_bytes(section[1:3], "big") & 0xFFF) if len(section) >= 12 else 0
    if not 12 <= length <= len(section) or section[0] != kind or crc32_mpeg(section[:length]):
        raise PeerFault("a table of its transport stream is damaged", 415)
    return int.from_bytes(section[3:5], "big"), section[5] >> 1 & 0x1F, section[8 : length - 4]
