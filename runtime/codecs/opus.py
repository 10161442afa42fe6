"""Opus in Ogg: the two header packets, and how long a packet is.

RFC 6716 §3.1 (the TOC byte), RFC 7845 §5 (headers). Channel mapping family 0, one or two channels, is what is
written; other families are read as far as `channels` and `pre_skip`.
"""

import struct
from dataclasses import dataclass

from runtime.codecs.comments import comment_block, parse_comment_block
from runtime.errors import PeerFault
from runtime.media.title import Title

__all__ = [
    "OpusHead",
    "head_packet",
    "packet_samples",
    "parse_head",
    "parse_tags",
    "tags_packet",
]

_TAGS = b"OpusTags"
_HEAD = struct.Struct("<8sBBHIhB")
_FRAME_SAMPLES = (480, 960, 1920, 2880) * 3 + (480, 960) * 2 + (120, 240, 480, 960) * 4
"""Samples (48 kHz) of one frame by configuration, RFC 6716 table 2."""

_MOST_SAMPLES = 5760
"""120 ms, the longest packet there may be."""


@dataclass(frozen=True, slots=True)
class OpusHead:
    """The identification header.

    Attributes:
        channels: 1 or 2 in family 0.
        pre_skip: samples (48 kHz) that a decoder throws away at the start.
        input_rate: what the sound came from, in Hz; tells nothing about decoding.
        gain: Q7.8 dB that a decoder applies.
        family: the channel mapping.
    """

    channels: int = 2
    pre_skip: int = 312
    input_rate: int = 48_000
    gain: int = 0
    family: int = 0


def parse_head(packet: bytes) -> OpusHead:
    """Read an OpusHead packet.

    Raises:
        PeerFault: it is none, or of a version that is not understood.
    """
    if len(packet) < _HEAD.size:
        raise PeerFault("the Opus header is too short", 415)
    magic, version, channels, pre_skip, rate, gain, family = _HEAD.unpack_from(packet)
    if magic != b"OpusHead" or version >> 4 or not channels:
        raise PeerFault("this is no Opus header that can be understood", 415)
    return OpusHead(channels, pre_skip, rate, gain, family)


def head_packet(head: OpusHead) -> bytes:
    """Write an OpusHead packet of family 0."""
    return _HEAD.pack(b"OpusHead", 1, head.channels, head.pre_skip, head.input_rate, head.gain, 0)


def tags_packet(vendor: str, title: Title) -> bytes:
    """Write an OpusTags packet; what is not known is left out."""
    return _TAGS + comment_block(vendor, title)


def parse_tags(packet: bytes) -> tuple[tuple[str, str], ...]:
    """Read the comments of an OpusTags packet, names in lower case, in their order.

    Raises:
        PeerFault: it is none, or its lengths run past its end or past what is read of it.
    """
    if not packet.startswith(_TAGS):
        raise PeerFault("these are no Opus comments", 415)
    return parse_comment_block(packet[len(_TAGS) :])


def packet_samples(packet: bytes) -> int:
    """The length of a packet in samples at 48 kHz; 0 when it is empty or breaks RFC 6716 §3.4."""
    if not packet:
        return 0
    code = packet[0] & 3
    if code == 3 and len(packet) < 2:
        return 0
    frames = packet[1] & 63 if code == 3 else (1, 2, 2)[code]
    samples = frames * _FRAME_SAMPLES[packet[0] >> 3]
    return samples if samples <= _MOST_SAMPLES else 0
