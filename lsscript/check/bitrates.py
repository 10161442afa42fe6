"""Which bitrates and sample rates the formats have."""

from collections.abc import Callable

from lsscript.source import Span
from runtime import plan

from .station_problems import NotABitrate, OutOfRange

__all__ = ["rate_problems"]

MP3_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""MPEG-1 Layer III in kbit/s (ISO/IEC 11172-3, table of bitrate_index); the same for each of its sample rates."""

MP3_SAMPLE_RATES = (32_000.0, 44_100.0, 48_000.0)
OPUS_RANGE = (6, 510)
"""Opus in kbit/s (RFC 6716, section 2.1.1)."""

AAC_RANGES = {"lc": (32, 320), "he": (24, 128), "he2": (16, 64)}
"""AAC in kbit/s, by profile: below, it is no music any more; above, nothing is gained."""

VORBIS_RANGE = (48, 500)
"""Vorbis in kbit/s: what libvorbis has between its qualities 0 (mono) and 10 (stereo)."""

ANY_RATE = (8_000.0, 96_000.0)
"""Hz for the formats that leave it to the station."""

HIGHEST_MP3_QUALITY, HIGHEST_VORBIS_QUALITY = 9, 10
FLAC_BITS = (16, 24)


def rate_problems(encoder: plan.Encoder, place: Callable[[str], Span]) -> list[NotABitrate | OutOfRange]:
    """What a format cannot have; `place` says where in the script an argument of the encoder stands."""
    bitrate, sample_rate, quality = place("bitrate"), place("samplerate"), place("quality")
    match encoder:
        case plan.Mp3():
            limits = quality_problems(encoder.quality, HIGHEST_MP3_QUALITY, quality)
            return [*mp3_problems(encoder, bitrate, sample_rate), *limits]
        case plan.Aac():
            found = range_problems(encoder, "AAC", AAC_RANGES[encoder.profile], bitrate)
            return [
                *found,
                *unusual_rate(encoder.sample_rate, "AAC", sample_rate),
                *stereo_problems(encoder, place),
            ]
        case plan.Vorbis():
            limits = quality_problems(encoder.quality, HIGHEST_VORBIS_QUALITY, quality)
            return [
                *range_problems(encoder, "Vorbis", VORBIS_RANGE, bitrate),
                *limits,
                *any_rate(encoder, sample_rate),
            ]
        case plan.Opus():
            return [*range_problems(encoder, "Opus", OPUS_RANGE, bitrate)]
        case plan.Flac():
            return [*bits_problems(encoder, place("bits")), *any_rate(encoder, sample_rate)]


def quality_problems(quality: float | None, highest: int, span: Span) -> list[OutOfRange]:
    """A quality beyond its scale."""
    if quality is None or 0 <= quality <= highest:
        return []
    return [
        OutOfRange(span, f"there is no quality {quality:g}", f"a quality is a number from 0 to {highest}")
    ]


def bits_problems(encoder: plan.Flac, span: Span) -> list[OutOfRange]:
    """Samples of FLAC have 16 bits or 24."""
    if encoder.bits in FLAC_BITS:
        return []
    return [OutOfRange(span, f"FLAC is not sent with {encoder.bits} bits", "`bits` is 16 or 24")]


def stereo_problems(encoder: plan.Aac, place: Callable[[str], Span]) -> list[OutOfRange]:
    """The second version of AAC+ is nothing but a way to say stereo."""
    if encoder.profile != "he2" or encoder.channels == 2:
        return []
    return [OutOfRange(place("stereo"), '"he2" is a profile for stereo', 'in mono the profile is "he"')]


def any_rate(encoder: plan.Vorbis | plan.Flac, span: Span) -> list[NotABitrate]:
    """A sample rate that is none."""
    lowest, highest = ANY_RATE
    if lowest <= encoder.sample_rate <= highest:
        return []
    nearest, name = min(max(encoder.sample_rate, lowest), highest), type(encoder).__name__
    given, possible = khz(encoder.sample_rate), f"{khz(lowest)} to {khz(highest)}"
    return [NotABitrate(span, name.replace("Flac", "FLAC"), "sample rate", given, possible, khz(nearest))]


def range_problems(
    encoder: plan.Aac | plan.Vorbis | plan.Opus, name: str, limits: tuple[int, int], span: Span
) -> list[NotABitrate]:
    """A format that takes every bitrate between two limits (kbit/s)."""
    lowest, highest = limits
    if lowest * 1000 <= encoder.bitrate <= highest * 1000:
        return []
    nearest = min(max(encoder.bitrate, lowest * 1000), highest * 1000) // 1000
    possible = f"{lowest}kbps to {highest}kbps"
    return [NotABitrate(span, name, "bitrate", kbps(encoder.bitrate), possible, f"{nearest}kbps")]


def unusual_rate(sample_rate: float, name: str, span: Span) -> list[NotABitrate]:
    """A sample rate that is none of the three that every player takes."""
    if sample_rate in MP3_SAMPLE_RATES:
        return []
    closest = min(MP3_SAMPLE_RATES, key=lambda each: abs(each - sample_rate))
    possible = ", ".join(khz(each) for each in MP3_SAMPLE_RATES)
    return [NotABitrate(span, name, "sample rate", khz(sample_rate), possible, khz(closest))]


def mp3_problems(encoder: plan.Mp3, bitrate: Span, sample_rate: Span) -> list[NotABitrate]:
    """MP3 has a table of bitrates and three sample rates."""
    found = []
    if encoder.bitrate not in (each * 1000 for each in MP3_BITRATES):
        nearest = min(MP3_BITRATES, key=lambda each: abs(each * 1000 - encoder.bitrate))
        possible = ", ".join(map(str, MP3_BITRATES)) + " kbps"
        found.append(
            NotABitrate(bitrate, "MP3", "bitrate", kbps(encoder.bitrate), possible, f"{nearest}kbps")
        )
    return [*found, *unusual_rate(encoder.sample_rate, "MP3", sample_rate)]


def kbps(bits: float) -> str:
    """A bitrate as it is written."""
    return f"{bits / 1000:g}kbps"


def khz(hertz: float) -> str:
    """A sample rate as it is written."""
    return f"{hertz / 1000:g}kHz"
