"""FLAC: the header of a stream, the header of a frame, and frames given another number.

RFC 9639 §8 (metadata), §9.1 (frame header). A frame says nothing of its length: `flac_splitter.py` cuts
streams.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from runtime.codecs.crc import crc8, crc16, push
from runtime.errors import PeerFault

__all__ = [
    "COMMENTS", "LONGEST_HEADER", "MARK", "FlacFrameHeader", "StreamInfo", "metadata_block", "parse_frame_header",
    "parse_metadata", "parse_stream_info", "renumbered", "silent_frame", "stream_header", "stream_info_bytes",
]  # fmt: skip

MARK = b"fLaC"
"""What a native stream begins with."""

STREAM_INFO, COMMENTS = 0, 4
"""Types of metadata blocks."""

LONGEST_HEADER = 16
"""Bytes: 4, a number of at most 7, a block size of 2, a rate of 2, and the checksum."""

STREAM_INFO_BYTES = 34
_LAST_BLOCK = 0x80
_CRC_BYTES = 2
_RATES = (0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)
_BITS = {0: 0, 1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
_LAST_CHANNELS = 10
_STEREO = 8


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What STREAMINFO says.

    Attributes:
        sample_rate: Hz.
        channels: 1 to 8.
        bits: of a sample.
        shortest, longest: block sizes in samples; equal where all blocks but the last are equally long.
        smallest, largest: frames in bytes; 0: not known.
        samples: of the whole stream; 0: not known, as of every live one.
        checksum: MD5 of the samples; zeros: not known.
    """

    sample_rate: int = 44_100
    channels: int = 2
    bits: int = 16
    shortest: int = 4096
    longest: int = 4096
    smallest: int = 0
    largest: int = 0
    samples: int = 0
    checksum: bytes = bytes(16)

    @property
    def live(self) -> "StreamInfo":
        """The same for a stream of which nobody knows how long it is, or what comes."""
        return replace(self, samples=0, checksum=bytes(16), smallest=0, largest=0)


@dataclass(frozen=True, slots=True)
class FlacFrameHeader:
    """The header of a frame.

    Attributes:
        number: of the frame, or of its first sample where block sizes vary.
        variable: which of the two.
        samples: the block size.
        sample_rate: Hz; 0: as STREAMINFO says.
        channels: 1 to 8.
        bits: of a sample; 0: as STREAMINFO says.
        length: of the header in bytes, its checksum included.
    """

    number: int
    variable: bool
    samples: int
    sample_rate: int
    channels: int
    bits: int
    length: int


def parse_stream_info(body: bytes) -> StreamInfo:
    """Read the body of a STREAMINFO block.

    Raises:
        PeerFault: it is too short, or says what cannot be.
    """
    if len(body) < STREAM_INFO_BYTES:
        raise PeerFault("the FLAC header is too short", 415)
    word = int.from_bytes(body[10:18], "big")
    shortest, longest, smallest, largest = (
        int.from_bytes(body[a:b], "big") for a, b in ((0, 2), (2, 4), (4, 7), (7, 10))
    )
    rate, channels, bits = word >> 44, (word >> 41 & 7) + 1, (word >> 36 & 31) + 1
    if not rate or longest < shortest or longest < LONGEST_HEADER:
        raise PeerFault("this FLAC header says what cannot be", 415)
    known = (shortest, longest, smallest, largest, word & 0xFFFFFFFFF)
    return StreamInfo(rate, channels, bits, *known, body[18:STREAM_INFO_BYTES])


def stream_info_bytes(info: StreamInfo) -> bytes:
    """Write the body of a STREAMINFO block."""
    sizes = ((info.shortest, 2), (info.longest, 2), (info.smallest, 3), (info.largest, 3))
    word = info.sample_rate << 44 | (info.channels - 1) << 41 | (info.bits - 1) << 36 | info.samples
    front = b"".join(value.to_bytes(length, "big") for value, length in sizes)
    return front + word.to_bytes(8, "big") + info.checksum


def metadata_block(kind: int, body: bytes, *, last: bool = False) -> bytes:
    """Write a metadata block: its type and length in front."""
    return bytes([kind | _LAST_BLOCK * last]) + len(body).to_bytes(3, "big") + body


def stream_header(info: StreamInfo) -> bytes:
    """Write what a native stream begins with."""
    return MARK + metadata_block(STREAM_INFO, stream_info_bytes(info), last=True)


def parse_metadata(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the type and body of each whole metadata block behind a stream's mark, up to the last."""
    at, last = len(MARK), not data.startswith(MARK)
    while not last and at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at + 1 : at + 4], "big")
        if end > len(data):
            return
        yield data[at] & 0x7F, data[at + 4 : end]
        last, at = data[at] >= _LAST_BLOCK, end


def parse_frame_header(data: bytes | bytearray, at: int = 0) -> FlacFrameHeader | None:
    """Read the header at `at`; None where there is none whose checksum holds."""
    raw = bytes(data[at : at + LONGEST_HEADER])
    if len(raw) < 6 or raw[0] != 0xFF or raw[1] & 0xFE != 0xF8:
        return None
    sizes, layout = raw[2], raw[3]
    size, rate, channels = sizes >> 4, sizes & 15, layout >> 4
    if not size or rate == 15 or channels > _LAST_CHANNELS or (bits := _BITS.get(layout >> 1 & 7)) is None:
        return None
    number, end = _coded_number(raw)
    size_bytes, rate_bytes = {6: 1, 7: 2}.get(size, 0), {12: 1, 13: 2, 14: 2}.get(rate, 0)
    length = end + size_bytes + rate_bytes + 1
    if layout & 1 or not end or length > len(raw) or crc8(raw[: length - 1]) != raw[length - 1]:
        return None
    samples = _samples(size, raw[end : end + size_bytes])
    heard = _rate(rate, raw[end + size_bytes : length - 1])
    count = 2 if channels >= _STEREO else channels + 1
    return FlacFrameHeader(number, bool(raw[1] & 1), samples, heard, count, bits, length)


def renumbered(frame: bytes, number: int) -> bytes:
    """A frame under another number, its checksums mended: so that a stream may begin in the middle of another.

    Raises:
        ValueError: this is no frame.
    """
    header = parse_frame_header(frame)
    if header is None:
        raise ValueError("what should be numbered is no FLAC frame")
    _, end = _coded_number(frame[:LONGEST_HEADER])
    bare = frame[:4] + _code_number(number) + frame[end : header.length - 1]
    head = bare + bytes([crc8(bare)])
    body = frame[header.length : -_CRC_BYTES]
    told = int.from_bytes(frame[-_CRC_BYTES:], "big")
    rest = told ^ push(crc16(frame[: header.length]), len(body)) ^ push(crc16(head), len(body))
    return head + body + rest.to_bytes(_CRC_BYTES, "big")


def silent_frame(info: StreamInfo, number: int, samples: int = 16) -> bytes:
    """A short frame of digital silence; with a stream's equal block sizes it may only be the last."""
    bits = next((code for code, size in _BITS.items() if size == info.bits), 0)
    rate = _RATES.index(info.sample_rate) if info.sample_rate in _RATES else 0
    bare = b"\xff\xf8" + bytes([0x60 | rate, (info.channels - 1) << 4 | bits << 1])
    bare += _code_number(number) + bytes([samples - 1])
    head = bare + bytes([crc8(bare)])
    # A constant subframe: eight bits that say so, and one sample.
    body = bytes(-(-info.channels * (8 + info.bits) // 8))
    return head + body + crc16(head + body).to_bytes(_CRC_BYTES, "big")


def _samples(code: int, told: bytes) -> int:
    if told:
        return int.from_bytes(told, "big") + 1
    return 192 if code == 1 else 144 << code if code < 6 else 1 << code


def _rate(code: int, told: bytes) -> int:
    if told:
        return int.from_bytes(told, "big") * {12: 1000, 13: 1, 14: 10}[code]
    return _RATES[code]


def _coded_number(raw: bytes) -> tuple[int, int]:
    """The number behind the fourth byte, coded as UTF-8 codes characters, and where it ends; 0: it is broken."""
    first = raw[4]
    if first < 0x80:
        return first, 5
    more = 7 - (first ^ 0xFF).bit_length()
    end = 5 + more
    if not 1 <= more <= 6 or any(byte & 0xC0 != 0x80 for byte in raw[5:end]):
        return 0, 0
    number = first & (0x3F >> more)
    for byte in raw[5:end]:
        number = number << 6 | byte & 0x3F
    return number, end


def _code_number(number: int) -> bytes:
    if number < 0x80:
        return bytes([number])
    more = next(count for count in range(1, 7) if number < 1 << (6 + 5 * count))
    parts = [0x80 | number >> 6 * place & 0x3F for place in range(more - 1, -1, -1)]
    return bytes([0xFF << (7 - more) & 0xFF | number >> 6 * more, *parts])
