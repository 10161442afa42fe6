"""Whether frames of AAC carry SBR, which their headers do not tell: HE-AAC looks like LC at half its rate.

SBR lies in a fill element, which encoders put last in a raw data block, before mere filling and the end (ISO/IEC 14496-3
§4.4.1.1, §4.4.2.8). To come there from the front, a decoder's work would be needed. From behind it takes a comparison for
each length that the element may have: the end's three bits, and before them an element whose identity, length and kind
agree. That may be an accident in one frame of some seventy, so several frames in a row are looked at.

What is known so: SBR, or none. Parametric stereo (HE-AAC v2) lies inside of SBR, in mono; whether it is there is not known
here, and a decoder finds out. A stream with something else behind its SBR element is taken for one without.
"""

from dataclasses import dataclass, field

from runtime.codecs.adts import parse_header

__all__ = ["FRAMES", "SbrWatch", "carries_sbr"]

FRAMES = 6
"""Frames that are looked at."""

_MOST_WITHOUT, _LEAST_WITH = 1, 5
"""Frames of those with something that looks like SBR: so many may be an accident, and so many are none."""

_LONGEST = 269
"""Bytes of a fill element's content: 14 in its short form, up to 15 + 255 − 1 in the long one."""

_MOST_FILLS = 3
"""Elements of mere filling that may stand behind it."""

_FILL_KINDS = (b"", b"\x00", b"\x10")
_FILLING = b"\xa5\0"
_END, _FILL = 0b111, 0b110
_SBR_KINDS = (0b1101, 0b1110)
"""Extension types: SBR data, SBR data with a checksum."""


def carries_sbr(payload: bytes) -> bool:
    """Whether a raw data block ends with what looks like an SBR element, filling behind it apart."""
    value, bits = int.from_bytes(payload, "big"), len(payload) * 8
    for padding in range(8):
        if value & ((1 << padding) - 1):
            return False
        if value >> padding & 0b111 == _END and _sbr_ends(value, bits, padding + 3, _MOST_FILLS):
            return True
    return False


def _sbr_ends(value: int, bits: int, behind: int, fills: int) -> bool:
    """Whether an SBR element ends so many bits before the end of the block, or before so many elements of filling."""
    longest = min(_LONGEST, (bits - behind) // 8)
    tail = value >> behind & ((1 << (longest + 2) * 8) - 1)
    for length in range(longest + 1):
        head, count_bits = tail >> length * 8, 4 if length < 15 else 12
        wanted = _FILL << 4 | length if length < 15 else _FILL << 12 | 0b1111 << 8 | length - 14
        if head & ((1 << 3 + count_bits) - 1) != wanted:
            continue
        if length and tail >> length * 8 - 4 & 0b1111 in _SBR_KINDS:
            return True
        content = (tail & ((1 << length * 8) - 1)).to_bytes(length, "big")
        end = behind + length * 8 + 3 + count_bits
        mere = fills and content[:1] in _FILL_KINDS and not content[1:].strip(_FILLING)
        if mere and _sbr_ends(value, bits, end, fills - 1):
            return True
    return False


@dataclass(slots=True)
class SbrWatch:
    """Looks at the first frames of a stream.

    Attributes:
        looked: how many it has seen.
        found: how many of them look as if they carried SBR.
    """

    looked: int = 0
    found: int = 0
    _channels: int = field(default=0, init=False)

    def look(self, frame: bytes) -> None:
        """Look at a whole ADTS frame."""
        header = parse_header(frame)
        if header is not None and self.looked < FRAMES:
            self.looked += 1
            self._channels = header.channels
            self.found += carries_sbr(frame[header.header_bytes : header.frame_bytes])

    @property
    def sbr(self) -> bool | None:
        """Whether there is SBR; None where that is not known, or not yet."""
        if self.looked < FRAMES:
            return None
        if self.found >= _LEAST_WITH:
            return True
        return False if self.found <= _MOST_WITHOUT else None

    @property
    def ps(self) -> bool | None:
        """Whether there is parametric stereo: not without SBR, and in mono alone; None where that is not known."""
        return None if self.sbr is None or (self.sbr and self._channels == 1) else False
