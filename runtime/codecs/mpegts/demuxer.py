"""A transport stream taken apart: the PES packets of its first programme.

Everything is bounded: a table, a PES packet, the number of streams. A packet that is missing costs the PES packet it
belonged to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from runtime.errors import PeerFault

from .packets import PacketSplitter, TsPacket
from .pes import Pes, parse_pes
from .tables import Programme, Stream, parse_pat, parse_pmt

__all__ = ["LARGEST_PES", "TsDemuxer", "Unit"]

LARGEST_PES = 1024 * 1024
"""Bytes of a PES packet whose length is not told."""

_LONGEST_SECTION = 1024


@dataclass(frozen=True, slots=True)
class Unit:
    """A PES packet, and the stream it is of."""

    stream: Stream
    pes: Pes


@dataclass(slots=True)
class _Gathering:
    """The payloads of one stream, from where a unit begins."""

    data: bytearray = field(default_factory=bytearray)
    begun: bool = False
    continuity: int = -1


@dataclass(slots=True)
class TsDemuxer:
    """Takes a stream apart.

    Attributes:
        programme: what the first programme consists of; None until that is known.
        lost: PES packets and tables that were damaged or incomplete.
    """

    programme: Programme | None = None
    lost: int = 0
    _splitter: PacketSplitter = field(default_factory=PacketSplitter)
    _pmt_pid: int | None = None
    _gathering: dict[int, _Gathering] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """Bytes passed over so far that belonged to no packet."""
        return self._splitter.skipped

    def feed(self, data: bytes) -> list[Unit]:
        """Take bytes; give the PES packets that are whole."""
        return [unit for packet in self._splitter.feed(data) for unit in self._take(packet)]

    def finish(self) -> list[Unit]:
        """Give what only the end of the stream completes."""
        streams = () if self.programme is None else self.programme.streams
        return [unit for stream in streams for unit in self._complete(stream, self._of(stream.pid))]

    def _take(self, packet: TsPacket) -> Iterator[Unit]:
        if packet.broken or not packet.has_payload:
            return
        if packet.pid in (0, self._pmt_pid):
            self._take_table(packet)
            return
        stream = self._stream(packet.pid)
        if stream is not None:
            yield from self._take_part(stream, packet)

    def _stream(self, pid: int) -> Stream | None:
        streams = () if self.programme is None else self.programme.streams
        return next((stream for stream in streams if stream.pid == pid), None)

    def _of(self, pid: int) -> _Gathering:
        return self._gathering.setdefault(pid, _Gathering())

    def _take_part(self, stream: Stream, packet: TsPacket) -> Iterator[Unit]:
        parts = self._of(stream.pid)
        if self._is_gap(parts, packet):
            self.lost += parts.begun
            parts.begun = False
            parts.data.clear()
        if packet.unit_start:
            yield from self._complete(stream, parts)
            parts.begun = True
        if parts.begun and len(parts.data) <= LARGEST_PES:
            parts.data += packet.payload
        length = int.from_bytes(parts.data[4:6], "big")
        if length and len(parts.data) >= 6 + length:
            yield from self._complete(stream, parts)

    def _is_gap(self, parts: _Gathering, packet: TsPacket) -> bool:
        before, parts.continuity = parts.continuity, packet.continuity
        return before >= 0 and packet.continuity != before + 1 & 0xF

    def _complete(self, stream: Stream, parts: _Gathering) -> Iterator[Unit]:
        """Give what has been gathered."""
        data, begun = bytes(parts.data), parts.begun
        parts.data.clear()
        parts.begun = False
        if not begun:
            return
        try:
            yield Unit(stream, parse_pes(data))
        except PeerFault:
            self.lost += 1

    def _take_table(self, packet: TsPacket) -> None:
        """A table in one packet, or in as many as its length asks for."""
        parts = self._of(packet.pid)
        payload = packet.payload
        if packet.unit_start:
            parts.data[:], parts.begun = payload[1 + payload[0] :] if payload else b"", True
        elif parts.begun and len(parts.data) < _LONGEST_SECTION:
            parts.data += payload
        length = (
            3 + (int.from_bytes(parts.data[1:3], "big") & 0xFFF) if len(parts.data) >= 3 else _LONGEST_SECTION
        )
        if parts.begun and len(parts.data) >= length:
            parts.begun = False
            self._read_table(packet.pid, bytes(parts.data[:length]))

    def _read_table(self, pid: int, section: bytes) -> None:
        try:
            if pid == 0:
                self._pmt_pid = next(iter(parse_pat(section).values()), None)
            else:
                self.programme = parse_pmt(section)
        except PeerFault:
            self.lost += 1
            return
        known = {
            0,
            self._pmt_pid,
            *(stream.pid for stream in (self.programme.streams if self.programme else ())),
        }
        self._gathering = {pid: parts for pid, parts in self._gathering.items() if pid in known}
