"""Encoders: the formats a mount can send."""

from dataclasses import dataclass

from .origin import Origin, origin_field
from .units import Bitrate, Hertz

__all__ = ["Encoder", "Mp3", "Opus"]


@dataclass(frozen=True, slots=True)
class Mp3:
    """MPEG-1 Layer III at a constant bitrate."""

    bitrate: Bitrate = Bitrate(128_000)
    sample_rate: Hertz = Hertz(44_100)
    channels: int = 2
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Opus:
    """Opus in Ogg (RFC 7845) at a constrained variable bitrate; always 48 kHz."""

    bitrate: Bitrate = Bitrate(96_000)
    channels: int = 2
    origin: Origin = origin_field()


Encoder = Mp3 | Opus
