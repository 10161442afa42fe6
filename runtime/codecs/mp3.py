"""MPEG audio Layer III: headers, and bytes cut into whole frames.

Strategy: the splitter trusts a header only when another one that agrees with it stands where the frame ends.
Once in step it goes from header to header; when it falls out of step it looks for the next pair that agrees
and counts what it passed over. Tags (ID3v2 in front or between, ID3v1 behind) are passed over as what they
are, not as rubbish.

ISO/IEC 11172-3 §2.4.1, ISO/IEC 13818-3 §2.4.2; MPEG-2.5 as the field has it.
"""

from dataclasses import dataclass, field

from runtime.codecs.id3 import V1_BYTES, v2_length
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


@dataclass(slots=True)
class FrameSplitter:
    """Cut a stream of bytes into whole frames.

    Feed it whatever arrives; at the end call `finish()`. It never holds more than two frames and what was fed
    last.

    Attributes:
        skipped: bytes passed over so far that were neither frame nor tag.
    """

    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _tag_left: int = 0
    _in_step: bool = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; give the frames that are complete and confirmed by their successor.

        Raises:
            PeerFault: the stream is in free format, whose frames cannot be told apart.
        """
        self._buffer += data
        return self._split(final=False)

    def finish(self) -> list[bytes]:
        """Give the frames that only the end of the stream confirms."""
        frames = self._split(final=True)
        self.skipped += len(self._buffer)
        self._buffer.clear()
        return frames

    def _split(self, *, final: bool) -> list[bytes]:
        frames: list[bytes] = []
        at = 0
        while (step := self._step(at, final=final)) is not None:
            length, is_frame = step
            if is_frame:
                frames.append(bytes(self._buffer[at : at + length]))
            at += length
        del self._buffer[:at]
        return frames

    def _step(self, at: int, *, final: bool) -> tuple[int, bool] | None:
        """How far to go from `at`, and whether that is a frame; None when more bytes are wanted."""
        left = len(self._buffer) - at
        if self._tag_left:
            return self._pass_tag(left)
        if left < (HEADER_BYTES if final else 10):
            return None
        if self._buffer.startswith(b"ID3", at) and (tag := v2_length(self._buffer[at : at + 10])):
            self._tag_left = tag
            return 0, False
        if self._buffer.startswith(b"TAG", at) and left >= V1_BYTES:
            return V1_BYTES, False
        if self._buffer.startswith(b"TAG", at) and not final:
            return None
        header = parse_header(self._buffer, at)
        if header is not None:
            return self._frame(at, left, header, final=final)
        return self._search(at)

    def _pass_tag(self, left: int) -> tuple[int, bool] | None:
        """Go over what has arrived of a tag."""
        if not left:
            return None
        passed = min(left, self._tag_left)
        self._tag_left -= passed
        return passed, False

    def _frame(self, at: int, left: int, header: Header, *, final: bool) -> tuple[int, bool] | None:
        length = header.frame_bytes
        if not length:
            return self._free_format(at)
        if left < length + HEADER_BYTES and not final:
            return None
        if left < length:
            return self._search(at)
        if self._agrees(at, at + length) or (self._in_step and left < length + HEADER_BYTES):
            self._in_step = True
            return length, True
        if self._in_step:
            self._in_step = False
            return length, True
        return self._search(at)

    def _agrees(self, at: int, then: int) -> bool:
        """Whether what stands at `then` can follow the frame at `at`."""
        if self._buffer.startswith((b"ID3", b"TAG"), then):
            return True
        first, second = (int.from_bytes(self._buffer[i : i + HEADER_BYTES], "big") for i in (at, then))
        return parse_header(self._buffer, then) is not None and not (first ^ second) & _SAME_STREAM

    def _free_format(self, at: int) -> tuple[int, bool]:
        if self._in_step or not self._confirmed_free(at):
            return self._search(at)
        raise PeerFault(
            "this MP3 is in free format (no bitrate in its frames), which no player here understands", 415
        )

    def _confirmed_free(self, at: int) -> bool:
        """Whether the very same header comes again within a frame's length: free format, not chance."""
        again = self._buffer.find(self._buffer[at : at + 3], at + HEADER_BYTES, at + LONGEST_FRAME)
        return again > 0 and (header := parse_header(self._buffer, again)) is not None and not header.bitrate

    def _search(self, at: int) -> tuple[int, bool]:
        """Go on to the next byte that could begin a frame or a tag."""
        self._in_step = False
        places = [p for p in (self._buffer.find(mark, at + 1) for mark in (b"\xff", b"ID3", b"TAG")) if p > 0]
        # The last bytes may be the first letters of a mark.
        end = min(places, default=max(at + 1, len(self._buffer) - 2))
        self.skipped += end - at
        return end - at, False
