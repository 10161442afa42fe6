"""Opus in Ogg: the two header packets, and how long a packet is.

RFC 6716 §3.1 (the TOC byte), RFC 7845 §5 (headers). Channel mapping family 0, one or two channels, is what is
written; other families are read as far as `channels` and `pre_skip`.
"""

import struct
from dataclasses import dataclass

from runtime.errors import PeerFault
from runtime.media.title import Title

__all__ = [
    "LONGEST_COMMENTS",
    "LONGEST_FIELD",
    "OpusHead",
    "head_packet",
    "packet_samples",
    "parse_head",
    "parse_tags",
    "tags_packet",
]

LONGEST_COMMENTS = 65_536
"""Bytes of an OpusTags packet that is read; covers in it can be larger, and are not wanted."""

LONGEST_FIELD = 1_500
"""Bytes of one field that is written, so that header pages stay small (a ring keeps 8 KiB of them)."""

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
    known = {"ARTIST": title.artist, "TITLE": title.title, "ALBUM": title.album, "URL": title.url}
    comments = [_comment_field(name, text) for name, text in known.items() if text]
    return b"".join(
        [b"OpusTags", _sized(vendor.encode()), struct.pack("<I", len(comments)), *map(_sized, comments)]
    )


def parse_tags(packet: bytes) -> tuple[tuple[str, str], ...]:
    """Read the comments of an OpusTags packet, names in lower case, in their order.

    Raises:
        PeerFault: it is none, or its lengths run past its end or past what is read of it.
    """
    if packet[:8] != b"OpusTags":
        raise PeerFault("these are no Opus comments", 415)
    data = packet[:LONGEST_COMMENTS]
    _, at = _field(data, 8)
    if at + 4 > len(data):
        raise PeerFault("the Opus comments are cut off", 415)
    found, count, at = [], int.from_bytes(data[at : at + 4], "little"), at + 4
    for _ in range(count):
        raw, at = _field(data, at)
        found.append(_comment(raw))
    return tuple(found)


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


def _comment_field(name: str, text: str) -> bytes:
    """A comment, cut at a character where it is beyond bounds."""
    kept = text.encode("utf-8", "replace")[:LONGEST_FIELD].decode("utf-8", "ignore")
    return f"{name}={kept}".encode()


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _field(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(data[at : at + 4], "little")
    if at + 4 > len(data) or end > len(data):
        raise PeerFault("the Opus comments are cut off", 415)
    return data[at + 4 : end], end


def _comment(raw: bytes) -> tuple[str, str]:
    name, _, text = raw.decode("utf-8", "replace").partition("=")
    return name.lower(), text
