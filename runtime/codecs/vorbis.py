"""Vorbis in Ogg: its three header packets, and how long a packet is.

A packet gives sound only together with the one before it: half of its own window overlaps half of the last
one's. So the first packet of a chain gives none, and each later one a quarter of both block sizes.

Vorbis I §4.2 (headers), §4.3.1 (packet type, mode and window), §1.3.2 (overlap).
"""

import struct
from dataclasses import dataclass, field

from runtime.codecs.comments import comment_block, parse_comment_block
from runtime.codecs.vorbis_setup import parse_modes
from runtime.errors import PeerFault
from runtime.media.title import Title

__all__ = ["PacketClock", "VorbisHead", "comments_packet", "head_packet", "parse_comments", "parse_head"]

_HEAD = struct.Struct("<7sIBIiiiBB")
_HEAD_MARK, _COMMENTS_MARK = b"\x01vorbis", b"\x03vorbis"
_FRAMING = b"\x01"
_BLOCK_BITS = range(6, 14)


@dataclass(frozen=True, slots=True)
class VorbisHead:
    """The identification header.

    Attributes:
        channels: 1 to 255.
        sample_rate: Hz.
        nominal: bits a second that are aimed at; 0 or less: not said.
        highest, lowest: bits a second that are kept to; as above.
        short, long: the two block sizes in samples; powers of two from 64 to 8192.
    """

    channels: int = 2
    sample_rate: int = 44_100
    nominal: int = 0
    highest: int = 0
    lowest: int = 0
    short: int = 256
    long: int = 2048


def parse_head(packet: bytes) -> VorbisHead:
    """Read an identification header.

    Raises:
        PeerFault: it is none, or breaks §4.2.2.
    """
    if len(packet) < _HEAD.size:
        raise PeerFault("the Vorbis header is too short", 415)
    mark, version, channels, rate, highest, nominal, lowest, sizes, framing = _HEAD.unpack_from(packet)
    if mark != _HEAD_MARK or version or not channels or not rate or not framing & 1:
        raise PeerFault("this is no Vorbis header that can be understood", 415)
    short, long = sizes & 15, sizes >> 4
    if short not in _BLOCK_BITS or long not in _BLOCK_BITS or short > long:
        raise PeerFault("this Vorbis header names block sizes that cannot be", 415)
    return VorbisHead(channels, rate, nominal, highest, lowest, 1 << short, 1 << long)


def head_packet(head: VorbisHead) -> bytes:
    """Write an identification header."""
    sizes = (head.long.bit_length() - 1) << 4 | head.short.bit_length() - 1
    rates = (head.highest, head.nominal, head.lowest)
    return _HEAD.pack(_HEAD_MARK, 0, head.channels, head.sample_rate, *rates, sizes, 1)


def comments_packet(vendor: str, title: Title) -> bytes:
    """Write a comment header; what is not known is left out."""
    return _COMMENTS_MARK + comment_block(vendor, title) + _FRAMING


def parse_comments(packet: bytes) -> tuple[tuple[str, str], ...]:
    """Read the comments of a comment header, names in lower case, in their order.

    Raises:
        PeerFault: it is none, or its lengths run past its end or past what is read of it.
    """
    if not packet.startswith(_COMMENTS_MARK):
        raise PeerFault("these are no Vorbis comments", 415)
    return parse_comment_block(packet[len(_COMMENTS_MARK) :])


@dataclass(slots=True)
class PacketClock:
    """Tells how many samples come out when a packet goes in, packet by packet.

    Attributes:
        head: the stream's block sizes.
        modes: by mode number, whether a packet is a long block.
    """

    head: VorbisHead
    modes: tuple[bool, ...]
    _last: int = field(default=0)

    @classmethod
    def of(cls, head: bytes, setup: bytes) -> "PacketClock":
        """By the first and third header packets.

        Raises:
            PeerFault: one of them is not what it should be.
        """
        parsed = parse_head(head)
        return cls(parsed, parse_modes(setup, parsed.channels))

    def samples(self, packet: bytes) -> int:
        """What `packet` adds; nothing for the first, and for what is no packet of sound."""
        block = self.block(packet)
        if not block:
            return 0
        last, self._last = self._last, block
        return (last + block) // 4 if last else 0

    def next_short(self) -> int:
        """What a short block would add now."""
        return (self._last + self.head.short) // 4 if self._last else 0

    def block(self, packet: bytes) -> int:
        """The block size of a packet; 0 for what is no packet of sound (§4.3.1: decoders pass over it)."""
        if not packet or packet[0] & 1:
            return 0
        mode = packet[0] >> 1 & ((1 << (len(self.modes) - 1).bit_length()) - 1)
        if mode >= len(self.modes):
            return 0
        return self.head.long if self.modes[mode] else self.head.short
