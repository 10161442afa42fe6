"""Fields of bits, read one after the other: highest bit first as MPEG packs them, or lowest first as Vorbis does.

Strategy: a field is cut out of the few bytes it lies in, so that reading costs the same anywhere in a long
packet. Reading past the end raises `OutOfBitsError`; whoever parses turns that into words.
"""

from dataclasses import dataclass

__all__ = ["HighBits", "LowBits", "OutOfBitsError"]


class OutOfBitsError(ValueError):
    """More bits were wanted than there are."""


@dataclass(slots=True)
class HighBits:
    """Reads fields of which the highest bit comes first (ISO/IEC 14496-3, FLAC).

    Attributes:
        data: what is read.
        at: how many bits have been read.
    """

    data: bytes
    at: int = 0

    def read(self, count: int) -> int:
        """The next `count` bits as a number."""
        end = _end(self.data, self.at, count)
        word = int.from_bytes(self.data[self.at >> 3 : (end + 7) >> 3], "big")
        self.at = end
        return word >> (-end & 7) & ((1 << count) - 1)

    @property
    def left(self) -> int:
        """Bits that have not been read."""
        return len(self.data) * 8 - self.at


@dataclass(slots=True)
class LowBits:
    """Reads fields of which the lowest bit comes first (Vorbis I §2).

    Attributes:
        data: what is read.
        at: how many bits have been read.
    """

    data: bytes
    at: int = 0

    def read(self, count: int) -> int:
        """The next `count` bits as a number."""
        end = _end(self.data, self.at, count)
        word = int.from_bytes(self.data[self.at >> 3 : (end + 7) >> 3], "little")
        found = word >> (self.at & 7) & ((1 << count) - 1)
        self.at = end
        return found

    def skip(self, count: int) -> None:
        """Go on by `count` bits without looking at them."""
        self.at = _end(self.data, self.at, count)


def _end(data: bytes, at: int, count: int) -> int:
    end = at + count
    if end > len(data) * 8:
        raise OutOfBitsError
    return end
