"""Encoders: the formats a mount can send."""

from dataclasses import dataclass
from typing import Literal

from .origin import Origin, origin_field
from .units import Bitrate, Hertz

__all__ = ["Aac", "Encoder", "Flac", "Mp3", "Opus", "Vorbis"]


@dataclass(frozen=True, slots=True)
class Mp3:
    """MPEG-1 Layer III at a constant bitrate; with `quality` (0 best to 9 smallest) at a variable one."""

    bitrate: Bitrate = Bitrate(128_000)
    sample_rate: Hertz = Hertz(44_100)
    channels: int = 2
    quality: int | None = None
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Aac:
    """AAC in ADTS frames. `profile` is "lc", "he" (with SBR) or "he2" (with SBR and parametric stereo)."""

    bitrate: Bitrate = Bitrate(128_000)
    profile: Literal["lc", "he", "he2"] = "lc"
    sample_rate: Hertz = Hertz(44_100)
    channels: int = 2
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Vorbis:
    """Vorbis in Ogg at the variable bitrate of a `quality` (0 to 10), or of the one whose average is near `bitrate`."""

    bitrate: Bitrate = Bitrate(128_000)
    quality: float | None = None
    sample_rate: Hertz = Hertz(44_100)
    channels: int = 2
    origin: Origin = origin_field()


@dataclass(frozen=True, slots=True)
class Opus:
    """Opus in Ogg (RFC 7845) at a constrained variable bitrate; always 48 kHz."""

    bitrate: Bitrate = Bitrate(96_000)
    channels: int = 2
    origin: Origin = origin_field()

    @property
    def sample_rate(self) -> Hertz:
        """48 kHz, whatever goes in."""
        return Hertz(48_000)


@dataclass(frozen=True, slots=True)
class Flac:
    """FLAC, sample for sample, in Ogg or as a native stream."""

    container: Literal["ogg", "native"] = "ogg"
    sample_rate: Hertz = Hertz(44_100)
    channels: int = 2
    bits: int = 16
    origin: Origin = origin_field()

    @property
    def bitrate(self) -> Bitrate:
        """What the samples take; FLAC takes less of music, and hardly more of anything."""
        return Bitrate(int(self.sample_rate) * self.channels * self.bits)


Encoder = Mp3 | Aac | Vorbis | Opus | Flac
