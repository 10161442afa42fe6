"""Streams that are valid, silent, and numbered, so that it can be seen which part of them arrived: MP3 and Ogg Opus."""

import struct
from collections.abc import Iterator

__all__ = ["FRAME_BYTES", "FRAME_SECONDS", "PAGE_SECONDS", "frame_number", "mp3_frames", "opus_pages"]

FRAME_BYTES = 417
"""An MPEG-1 Layer III frame of 128 kbit/s at 44.1 kHz without padding."""

FRAME_SECONDS = 1152 / 44_100
FRAME_HEAD = b"\xff\xfb\x90\x44"
SIDE_INFORMATION = bytes(32)
"""Nothing is said to follow, so decoders give silence and whatever does follow is free for a number."""

PAGE_SECONDS = 0.2
PACKETS_A_PAGE = 10
SILENT_PACKET = b"\xf8\xff\xfe"
"""20 ms of silence in Opus (RFC 6716)."""

SERIAL = 0x1CECA57


def mp3_frames() -> Iterator[bytes]:
    """Endless frames, numbered from 0."""
    number = 0
    while True:
        head = FRAME_HEAD + SIDE_INFORMATION + b"NUMBER" + struct.pack(">I", number)
        yield head.ljust(FRAME_BYTES, b"\x55")
        number += 1


def frame_number(data: bytes, at: int) -> int:
    """The number of the frame that begins at `at`; -1 where none does."""
    if data[at : at + 4] != FRAME_HEAD or data[at + 36 : at + 42] != b"NUMBER":
        return -1
    (number,) = struct.unpack(">I", data[at + 42 : at + 46])
    return int(number)


def opus_pages(title: str = "") -> Iterator[bytes]:
    """The two header pages, then endless pages of `PAGE_SECONDS`."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)
    comment = f"TITLE={title}".encode()
    comments = (
        struct.pack("<I", 1) + struct.pack("<I", len(comment)) + comment if title else struct.pack("<I", 0)
    )
    tags = b"OpusTags" + struct.pack("<I", 4) + b"none" + comments
    yield _page([head], 0, 0, 2)
    yield _page([tags], 1, 0, 0)
    number = 2
    while True:
        granule = (number - 1) * PACKETS_A_PAGE * 960
        yield _page([SILENT_PACKET] * PACKETS_A_PAGE, number, granule, 0)
        number += 1


def _page(packets: list[bytes], number: int, granule: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    page = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, SERIAL, number, 0, len(lacing))
    page += lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def _crc(data: bytes) -> int:
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFFFFFF) ^ _CRC[(value >> 24) ^ byte]
    return value


def _crc_entry(value: int) -> int:
    value <<= 24
    for _ in range(8):
        value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


_CRC = [_crc_entry(each) for each in range(256)]
