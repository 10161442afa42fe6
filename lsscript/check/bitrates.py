"""Which bitrates and sample rates the formats have."""

from lsscript.source import Span
from runtime import plan

from .station_problems import NotABitrate

__all__ = ["rate_problems"]

MP3_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""MPEG-1 Layer III in kbit/s (ISO/IEC 11172-3, table of bitrate_index); the same for each of its sample rates."""

MP3_SAMPLE_RATES = (32_000.0, 44_100.0, 48_000.0)
OPUS_LOWEST, OPUS_HIGHEST = 6, 510
"""Opus in kbit/s (RFC 6716, section 2.1.1)."""


def rate_problems(encoder: plan.Encoder, bitrate: Span, sample_rate: Span) -> list[NotABitrate]:
    """What a format cannot have, at the places where it is given."""
    if isinstance(encoder, plan.Opus):
        return opus_problems(encoder, bitrate)
    return mp3_problems(encoder, bitrate, sample_rate)


def opus_problems(encoder: plan.Opus, span: Span) -> list[NotABitrate]:
    """Opus takes every bitrate of its range."""
    if OPUS_LOWEST * 1000 <= encoder.bitrate <= OPUS_HIGHEST * 1000:
        return []
    nearest = min(max(encoder.bitrate, OPUS_LOWEST * 1000), OPUS_HIGHEST * 1000) // 1000
    possible = f"{OPUS_LOWEST}kbps to {OPUS_HIGHEST}kbps"
    return [NotABitrate(span, "Opus", "bitrate", kbps(encoder.bitrate), possible, f"{nearest}kbps")]


def mp3_problems(encoder: plan.Mp3, bitrate: Span, sample_rate: Span) -> list[NotABitrate]:
    """MP3 has a table of bitrates and three sample rates."""
    found = []
    if encoder.bitrate not in (each * 1000 for each in MP3_BITRATES):
        nearest = min(MP3_BITRATES, key=lambda each: abs(each * 1000 - encoder.bitrate))
        possible = ", ".join(map(str, MP3_BITRATES)) + " kbps"
        found.append(
            NotABitrate(bitrate, "MP3", "bitrate", kbps(encoder.bitrate), possible, f"{nearest}kbps")
        )
    if encoder.sample_rate not in MP3_SAMPLE_RATES:
        closest = min(MP3_SAMPLE_RATES, key=lambda each: abs(each - encoder.sample_rate))
        possible = ", ".join(khz(each) for each in MP3_SAMPLE_RATES)
        given = khz(encoder.sample_rate)
        found.append(NotABitrate(sample_rate, "MP3", "sample rate", given, possible, khz(closest)))
    return found


def kbps(bits: float) -> str:
    """A bitrate as it is written."""
    return f"{bits / 1000:g}kbps"


def khz(hertz: float) -> str:
    """A sample rate as it is written."""
    return f"{hertz / 1000:g}kHz"
