"""Packets of 188 bytes, each of one stream: what a transport stream is cut into (ISO/IEC 13818-1 §2.4.3.2).

Strategy of the splitter: a packet is believed when the byte behind it begins another. Out of step, the next such place is
looked for, and what is passed over is counted.
"""

from dataclasses import dataclass, field

from runtime.errors import PeerFault

__all__ = ["PACKET_BYTES", "SYNC", "PacketSplitter", "TsPacket", "parse_packet"]

PACKET_BYTES = 188
SYNC = 0x47

_HEAD = 4
_PAYLOAD, _ADAPTATION = 0x10, 0x20


@dataclass(frozen=True, slots=True)
class TsPacket:
    """A packet.

    Attributes:
        pid: its stream, of 13 bits.
        payload: what it carries.
        unit_start: whether a table or a PES packet begins in it.
        continuity: counts its stream's packets, of 4 bits.
        adaptation: the adaptation field behind its length; None where there is none.
        other: the bits of error, priority and scrambling, as they stand in the first three and in the last byte of the head.
        has_payload: whether it says that it carries something.
    """

    pid: int
    payload: bytes
    unit_start: bool = False
    continuity: int = 0
    adaptation: bytes | None = None
    other: int = 0
    has_payload: bool = True

    def encode(self) -> bytes:
        """The 188 bytes of the packet; it must be exactly as long."""
        control = self.has_payload * _PAYLOAD | (self.adaptation is not None) * _ADAPTATION
        head = SYNC << 24 | self.other | self.unit_start << 22 | self.pid << 8 | control | self.continuity
        field_ = b"" if self.adaptation is None else bytes((len(self.adaptation),)) + self.adaptation
        return head.to_bytes(_HEAD, "big") + field_ + self.payload

    @property
    def broken(self) -> bool:
        """Whether whoever received it before said that there is an error in it."""
        return bool(self.other & 0x800000)


def parse_packet(data: bytes) -> TsPacket:
    """Read a packet of 188 bytes.

    Raises:
        PeerFault: it is none.
    """
    if len(data) != PACKET_BYTES or data[0] != SYNC:
        raise PeerFault("a packet of its transport stream is damaged", 415)
    head = int.from_bytes(data[:_HEAD], "big")
    adaptation, at = None, _HEAD
    if head & _ADAPTATION:
        at += 1 + data[_HEAD]
        if at > PACKET_BYTES:
            raise PeerFault("a packet of its transport stream is damaged", 415)
        adaptation = data[_HEAD + 1 : at]
    return TsPacket(
        pid=head >> 8 & 0x1FFF,
        payload=data[at:],
        unit_start=bool(head & 0x400000),
        continuity=head & 0xF,
        adaptation=adaptation,
        other=head & 0xA000C0,
        has_payload=bool(head & _PAYLOAD),
    )


@dataclass(slots=True)
class PacketSplitter:
    """Cuts a transport stream into packets.

    Attributes:
        skipped: bytes passed over so far that belonged to no packet.
    """

    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _in_step: bool = False

    def feed(self, data: bytes) -> list[TsPacket]:
        """Take bytes; give the packets that are whole. The first is believed when a second follows it."""
        self._buffer += data
        found: list[TsPacket] = []
        at = 0
        while len(self._buffer) - at >= PACKET_BYTES + (not self._in_step):
            if self._begins(at):
                packet = _read(bytes(self._buffer[at : at + PACKET_BYTES]))
                found += [packet] if packet is not None else []
                self._in_step = True
                at += PACKET_BYTES
            else:
                at = self._search(at)
        del self._buffer[:at]
        return found

    def _begins(self, at: int) -> bool:
        behind = at + PACKET_BYTES
        follows = self._in_step or self._buffer[behind] == SYNC
        return self._buffer[at] == SYNC and follows

    def _search(self, at: int) -> int:
        self._in_step = False
        place = self._buffer.find(SYNC, at + 1)
        end = place if place > 0 else len(self._buffer)
        self.skipped += end - at
        return end


def _read(data: bytes) -> TsPacket | None:
    try:
        return parse_packet(data)
    except PeerFault:
        return None
