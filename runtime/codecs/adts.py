"""AAC as it goes over the wire of a radio: frames that each begin with an ADTS header.

What an ADTS header says is the core: HE-AAC looks like LC at half its rate, since SBR and PS are hidden in
the payload. Whoever must know decodes a frame (`AudioConfig` in `aac.py` takes the answer).

ISO/IEC 13818-7 §6.2, ISO/IEC 14496-3 §1.A.2.2.
"""

from dataclasses import dataclass

from runtime.codecs.aac import CHANNELS, SAMPLE_RATES, AudioConfig
from runtime.codecs.splitter import FrameSplitter

__all__ = ["HEADER_BYTES", "LONGEST_FRAME", "AdtsHeader", "adts_frame", "parse_header", "splitter"]

HEADER_BYTES = 7

LONGEST_FRAME = 8191
"""Bytes; the length has 13 bits."""

_CRC_BYTES = 2
_BLOCK_SAMPLES = 1024
_VBR = 0x7FF
"""The buffer fullness of a stream that keeps to no constant bitrate."""

_SAME_STREAM = 0xFFFEFDC0
"""The bits of a header that stay the same in one stream: sync, version, layer, profile, sample rate, channels."""


@dataclass(frozen=True, slots=True)
class AdtsHeader:
    """What stands in front of a frame.

    Attributes:
        object_type: 1 Main, 2 LC, 3 SSR, 4 LTP.
        sample_rate: of the core in Hz; with SBR twice as much is heard.
        channels: of the core; 0 where the payload says.
        frame_bytes: the length of the whole frame, header included.
        blocks: raw data blocks in it; 1 nearly always.
        protected: whether a checksum follows.
    """

    object_type: int
    sample_rate: int
    channels: int
    frame_bytes: int
    blocks: int = 1
    protected: bool = False

    @property
    def samples(self) -> int:
        """The length of the frame at the rate of the core."""
        return _BLOCK_SAMPLES * self.blocks

    @property
    def header_bytes(self) -> int:
        """Where the payload of a frame with one block begins."""
        return HEADER_BYTES + _CRC_BYTES * self.protected


def parse_header(data: bytes | bytearray | memoryview, offset: int = 0) -> AdtsHeader | None:
    """Read the header at `offset`; None where there is none."""
    if len(data) < offset + HEADER_BYTES:
        return None
    word = int.from_bytes(data[offset : offset + HEADER_BYTES], "big")
    rate, channels, length = word >> 34 & 15, word >> 30 & 7, word >> 13 & 0x1FFF
    protected = not word >> 40 & 1
    if word >> 44 != 0xFFF or word >> 41 & 3 or rate >= len(SAMPLE_RATES):
        return None
    if length < HEADER_BYTES + _CRC_BYTES * protected + 1:
        return None
    return AdtsHeader(
        object_type=(word >> 38 & 3) + 1,
        sample_rate=SAMPLE_RATES[rate],
        channels=CHANNELS[channels],
        frame_bytes=length,
        blocks=(word & 3) + 1,
        protected=protected,
    )


def adts_frame(config: AudioConfig, payload: bytes) -> bytes:
    """Put a header in front of one raw data block.

    Raises:
        ValueError: ADTS has no number for this object type, rate or channels, or the payload is too long.
    """
    length = HEADER_BYTES + len(payload)
    if not 1 <= config.object_type <= 4 or length > LONGEST_FRAME:
        raise ValueError(f"ADTS carries no {length} bytes of object type {config.object_type}")
    rate, channels = SAMPLE_RATES.index(config.sample_rate), CHANNELS.index(config.channels)
    fixed = 0xFFF << 44 | 1 << 40 | (config.object_type - 1) << 38 | rate << 34 | channels << 30
    return (fixed | length << 13 | _VBR << 2).to_bytes(HEADER_BYTES, "big") + payload


def splitter() -> FrameSplitter:
    """Cut a stream into whole ADTS frames."""
    return FrameSplitter(_AdtsFrames())


class _AdtsFrames:
    """What a splitter must know."""

    head_bytes = HEADER_BYTES

    def length(self, data: bytearray, at: int) -> int:
        header = parse_header(data, at)
        return header.frame_bytes if header else 0

    def agree(self, data: bytearray, first: int, second: int) -> bool:
        one, two = (int.from_bytes(data[at : at + 4], "big") for at in (first, second))
        return not (one ^ two) & _SAME_STREAM

    def refuse(self, data: bytearray, at: int) -> None:
        """Every stream of ADTS can be cut."""
