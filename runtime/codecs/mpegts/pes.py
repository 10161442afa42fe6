"""PES packets: frames with the time at which they are heard (ISO/IEC 13818-1 §2.4.3.6).

A time has 33 bits and counts ninetieths of a millisecond: it begins anew every 26.5 hours.
"""

from dataclasses import dataclass

from runtime.errors import PeerFault

__all__ = ["AUDIO", "CLOCK", "PRIVATE", "TIME_MASK", "Pes", "parse_pes", "pes_bytes"]

CLOCK = 90_000
"""Steps of a second."""

TIME_MASK = (1 << 33) - 1
AUDIO, PRIVATE = 0xC0, 0xBD
"""Stream ids: the first sound, and private stream 1."""

_HEAD = 9
_ALIGNED = 0x84
_ONLY_PTS, _BOTH = 0x80, 0xC0
_LONGEST = 0xFFFF - 8


@dataclass(frozen=True, slots=True)
class Pes:
    """A PES packet.

    Attributes:
        stream_id: what it is of.
        time: when it is heard, in ninetieths of a millisecond; None where it does not say.
        data: whole frames, or a tag.
    """

    stream_id: int
    time: int | None
    data: bytes


def pes_bytes(pes: Pes) -> bytes:
    """Write a packet; a time beyond 33 bits begins anew."""
    stamp = b"" if pes.time is None else _stamp(pes.time & TIME_MASK)
    length = 3 + len(stamp) + len(pes.data)
    if length > _LONGEST:
        raise ValueError("a PES packet of sound has no room for so much")
    flags = bytes((_ALIGNED, _ONLY_PTS if stamp else 0, len(stamp)))
    return b"\0\0\1" + bytes((pes.stream_id,)) + length.to_bytes(2, "big") + flags + stamp + pes.data


def parse_pes(data: bytes) -> Pes:
    """Read a packet; a length of 0 means all that is there.

    Raises:
        PeerFault: it is none, or cut off.
    """
    length = int.from_bytes(data[4:6], "big")
    end = 6 + length if length else len(data)
    if len(data) < _HEAD or data[:3] != b"\0\0\1" or end > len(data) or data[6] >> 6 != 0b10:
        raise PeerFault("a PES packet of its transport stream is damaged", 415)
    at = _HEAD + data[8]
    if at > end:
        raise PeerFault("a PES packet of its transport stream is damaged", 415)
    stamped = data[7] & _BOTH in (_ONLY_PTS, _BOTH) and data[8] >= 5
    return Pes(data[3], _read_stamp(data[_HEAD : _HEAD + 5]) if stamped else None, data[at:end])


def _stamp(time: int) -> bytes:
    marked = (
        0b0010 << 36
        | (time >> 30) << 33
        | 1 << 32
        | (time >> 15 & 0x7FFF) << 17
        | 1 << 16
        | (time & 0x7FFF) << 1
        | 1
    )
    return marked.to_bytes(5, "big")


def _read_stamp(data: bytes) -> int:
    word = int.from_bytes(data, "big")
    return (word >> 33 & 7) << 30 | (word >> 17 & 0x7FFF) << 15 | word >> 1 & 0x7FFF
