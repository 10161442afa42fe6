"""Valid frames of each codec, made by arithmetic: a test of the ring or of a server needs no encoder."""

import random

from runtime.media.frame import Frame

__all__ = ["mp3_frame", "mp3_frames", "opus_packet", "opus_packets"]

MP3_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""MPEG-1 Layer III, kbit/s, by the header's index (ISO 11172-3, 2.4.2.3)."""

MP3_SAMPLES = 1152
"""Samples in an MPEG-1 Layer III frame."""

MP3_RATES = (44100, 48000, 32000)
"""Sample rates by the header's index."""

MP3_FILLABLE_FROM = 36
"""Header and side information of a stereo frame: the bytes that stay zero so that the frame is silence."""

OPUS_SAMPLES = 960
"""Samples of a 20 ms packet at 48 kHz."""

OPUS_TOC = 0xFC
"""CELT, full band, 20 ms, stereo, one frame in the packet (RFC 6716, section 3.1)."""


def mp3_frame(number: int = 0, *, bitrate: int = 128, rate: int = 44100, seed: int | None = None) -> bytes:
    """The frame `number` of a constant bitrate stream: silence, padded as an encoder pads.

    Args:
        number: place in the stream; decides the padding, so that the rate holds exactly.
        bitrate: kbit/s, one of Layer III's.
        rate: samples a second: 44100, 48000 or 32000.
        seed: with one, ancillary bytes differ from frame to frame, so that a slice can be found again.
    """
    length = _mp3_end(number + 1, bitrate, rate) - _mp3_end(number, bitrate, rate)
    padded = length > 144 * bitrate * 1000 // rate
    header = bytes(
        (0xFF, 0xFB, MP3_BITRATES.index(bitrate) << 4 | MP3_RATES.index(rate) << 2 | padded << 1, 0x00)
    )
    return _filled(header, length, MP3_FILLABLE_FROM, None if seed is None else seed * 1_000_003 + number)


def _mp3_end(number: int, bitrate: int, rate: int) -> int:
    return number * 144 * bitrate * 1000 // rate


def _filled(head: bytes, length: int, keep: int, seed: int | None) -> bytes:
    """Zeros after `head`; from `keep` on, seeded bytes that can never look like a sync word."""
    if seed is None:
        return head.ljust(length, b"\0")
    filling = random.Random(seed).randbytes(max(0, length - keep)).replace(b"\xff", b"\x7f")
    return head.ljust(min(keep, length), b"\0") + filling


def mp3_frames(count: int, *, bitrate: int = 128, rate: int = 44100, seed: int | None = None) -> list[Frame]:
    """A stream of `count` frames, in time."""
    return [
        Frame(mp3_frame(n, bitrate=bitrate, rate=rate, seed=seed), n * MP3_SAMPLES, MP3_SAMPLES)
        for n in range(count)
    ]


def opus_packet(number: int = 0, *, length: int = 3, seed: int | None = None) -> bytes:
    """A packet of 20 ms stereo. Without a seed and at 3 bytes it is the well-known packet of silence."""
    if seed is None and length == 3:
        return bytes((OPUS_TOC, 0xFF, 0xFE))
    return _filled(bytes((OPUS_TOC,)), length, 1, None if seed is None else seed * 1_000_003 + number)


def opus_packets(count: int, *, length: int = 240, seed: int | None = None) -> list[Frame]:
    """A stream of `count` packets, in time; 240 bytes each is 96 kbit/s."""
    return [
        Frame(opus_packet(n, length=length, seed=seed), n * OPUS_SAMPLES, OPUS_SAMPLES) for n in range(count)
    ]
