"""Frames of sound, and tags between them, into a transport stream.

Each segment begins with the tables, so that it can be played by itself; what counts packets goes on from segment to segment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .packets import PACKET_BYTES, TsPacket
from .pes import AUDIO, CLOCK, PRIVATE, TIME_MASK, Pes, pes_bytes
from .tables import TIMED_ID3, Programme, Stream, id3_descriptor, id3_pointer, pat_bytes, pmt_bytes

__all__ = ["LEAD", "TsMuxer"]

LEAD = CLOCK // 10
"""How long before it is heard a frame comes (a tenth of a second), so that a decoder has it in time."""

_PROGRAMME, _PMT_PID, _SOUND_PID, _TAG_PID = 1, 0x1000, 0x100, 0x101
_ROOM = PACKET_BYTES - 4
_CLOCK_FLAG = 0x10


@dataclass(slots=True)
class TsMuxer:
    """Writes one programme: sound of a kind (`AAC_ADTS`, `MP3_AUDIO`), and timed ID3."""

    kind: int
    _counts: dict[int, int] = field(default_factory=dict)

    def tables(self) -> bytes:
        """PAT and PMT, with which a segment begins."""
        sound, tags = Stream(self.kind, _SOUND_PID), Stream(TIMED_ID3, _TAG_PID, id3_descriptor())
        programme = Programme(_PROGRAMME, _SOUND_PID, (sound, tags), id3_pointer(_PROGRAMME))
        pat, pmt = pat_bytes({_PROGRAMME: _PMT_PID}), pmt_bytes(programme)
        return self._section(0, pat) + self._section(_PMT_PID, pmt)

    def sound(self, frames: Sequence[bytes], time: int) -> bytes:
        """Frames that follow each other; the first is heard at `time` (ninetieths of a millisecond)."""
        pes = pes_bytes(Pes(AUDIO, time, b"".join(frames)))
        return self._packets(_SOUND_PID, pes, clock=(time - LEAD) & TIME_MASK)

    def tag(self, data: bytes, time: int) -> bytes:
        """An ID3 tag that belongs to a time."""
        return self._packets(_TAG_PID, pes_bytes(Pes(PRIVATE, time, data)))

    def _section(self, pid: int, section: bytes) -> bytes:
        payload = (b"\0" + section).ljust(_ROOM, b"\xff")
        return TsPacket(pid, payload, unit_start=True, continuity=self._count(pid)).encode()

    def _packets(self, pid: int, data: bytes, clock: int | None = None) -> bytes:
        """Cut a PES packet up; what is left of the last packet is stuffed in front of its end."""
        packets, at = [], 0
        while at < len(data):
            timed = clock is not None and at == 0
            adaptation = _clock_field(clock or 0) if timed else None
            room = _ROOM - (0 if adaptation is None else 1 + len(adaptation))
            part = data[at : at + room]
            if len(part) < room:
                adaptation = _stuffed(adaptation, room - len(part))
            start = at == 0
            packets.append(TsPacket(pid, part, start, self._count(pid), adaptation).encode())
            at += len(part)
        return b"".join(packets)

    def _count(self, pid: int) -> int:
        count = self._counts.get(pid, 0)
        self._counts[pid] = (count + 1) & 0xF
        return count


def _clock_field(clock: int) -> bytes:
    """An adaptation field with the programme's clock (§2.4.3.5), whose finer part is 0."""
    return bytes((_CLOCK_FLAG,)) + (clock << 15 | 0x3F << 9).to_bytes(6, "big")


def _stuffed(adaptation: bytes | None, spare: int) -> bytes:
    """The field made longer by so many bytes, its own length counted where there was none."""
    if adaptation is not None:
        return adaptation + b"\xff" * spare
    return b"" if spare == 1 else b"\0" + b"\xff" * (spare - 2)
