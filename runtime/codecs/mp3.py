"""MPEG audio Layer III: headers, and bytes cut into whole frames.

ISO/IEC 11172-3 §2.4.1, ISO/IEC 13818-3 §2.4.2; MPEG-2.5 as the field has it.
"""

from dataclasses import dataclass

from runtime.codecs import splitter
from runtime.errors import PeerFault

__all__ = [
    "HEADER_BYTES",
    "LONGEST_FRAME",
    "FrameSplitter",
    "Header",
    "is_info_frame",
    "parse_header",
    "take_frames",
]

HEADER_BYTES = 4

LONGEST_FRAME = 2881
"""Bytes: 160 kbit/s at 8 kHz (MPEG-2.5) with its padding; no other frame of Layer III is longer."""

_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_VERSIONS = {3: "1", 2: "2", 0: "2.5"}
_SAME_STREAM = 0xFFFE0C00
"""The bits of a header that stay the same in one stream: sync, version, layer, sample rate."""


@dataclass(frozen=True, slots=True)
class Header:
    """The four bytes in front of a frame.

    Attributes:
        version: "1", "2" or "2.5".
        bitrate: bits a second; 0 means free format.
        sample_rate: Hz.
        channels: 1 or 2.
        protected: whether a CRC of two bytes follows the header.
        padding: 0 or 1 bytes.
    """

    version: str
    bitrate: int
    sample_rate: int
    channels: int
    protected: bool
    padding: int

    @property
    def samples(self) -> int:
        """The length of the frame in samples."""
        return 1152 if self.version == "1" else 576

    @property
    def frame_bytes(self) -> int:
        """The length of the whole frame, header included; 0 in free format, whose frames do not say."""
        return self.samples // 8 * self.bitrate // self.sample_rate + self.padding if self.bitrate else 0

    @property
    def side_bytes(self) -> int:
        """The length of the side information behind header and CRC."""
        if self.version == "1":
            return 17 if self.channels == 1 else 32
        return 9 if self.channels == 1 else 17


def parse_header(data: bytes | bytearray | memoryview, offset: int = 0) -> Header | None:
    """Read the header at `offset`; None where there is none of Layer III."""
    if len(data) < offset + HEADER_BYTES:
        return None
    word = int.from_bytes(data[offset : offset + HEADER_BYTES], "big")
    version, layer, rate, bitrate = word >> 19 & 3, word >> 17 & 3, word >> 10 & 3, word >> 12 & 15
    if word >> 21 != 0x7FF or version == 1 or layer != 1 or rate == 3 or bitrate == 15:
        return None
    return Header(
        version=_VERSIONS[version],
        bitrate=(_BITRATES_1 if version == 3 else _BITRATES_2)[bitrate] * 1000,
        sample_rate=_RATES[version][rate],
        channels=1 if word >> 6 & 3 == 3 else 2,
        protected=not word >> 16 & 1,
        padding=word >> 9 & 1,
    )


def is_info_frame(frame: bytes) -> bool:
    """Say whether a frame carries a Xing, Info or VBRI table instead of sound."""
    header = parse_header(frame)
    if header is None:
        return False
    side = HEADER_BYTES + 2 * header.protected + header.side_bytes
    return frame[side : side + 4] in (b"Xing", b"Info") or frame[36:40] == b"VBRI"


def take_frames(buffer: bytearray) -> list[bytes]:
    """Take the whole frames off the front of an encoder's output, which is nothing but frames.

    Raises:
        ValueError: what stands in front is no frame.
    """
    frames: list[bytes] = []
    at = 0
    while (left := len(buffer) - at) >= HEADER_BYTES:
        header = parse_header(buffer, at)
        if header is None or not header.frame_bytes:
            raise ValueError(f"no MP3 frame at byte {at} of an encoder's output")
        if left < header.frame_bytes:
            break
        frames.append(bytes(buffer[at : at + header.frame_bytes]))
        at += header.frame_bytes
    del buffer[:at]
    return frames


class FrameSplitter(splitter.FrameSplitter):
    """Cut a stream of bytes into whole frames, as `runtime.codecs.splitter` does.

    `feed` raises `PeerFault` where the stream is in free format, whose frames cannot be told apart.
    """

    def __init__(self) -> None:
        super().__init__(_Mp3Frames())


class _Mp3Frames:
    """What a splitter must know."""

    head_bytes = HEADER_BYTES

    def length(self, data: bytearray, at: int) -> int:
        header = parse_header(data, at)
        return header.frame_bytes if header else 0

    def agree(self, data: bytearray, first: int, second: int) -> bool:
        one, two = (int.from_bytes(data[at : at + HEADER_BYTES], "big") for at in (first, second))
        return not (one ^ two) & _SAME_STREAM

    def refuse(self, data: bytearray, at: int) -> None:
        """Say so where the very same header comes again within a frame's length: free format, not chance."""
        header = parse_header(data, at)
        if header is None or header.bitrate:
            return
        again = data.find(data[at : at + 3], at + HEADER_BYTES, at + LONGEST_FRAME)
        if again > 0 and (found := parse_header(data, again)) is not None and not found.bitrate:
            raise PeerFault(
                "this MP3 is in free format (no bitrate in its frames), which no player here understands", 415
            )
