import pytest

from lsscript.check.bitrates import MP3_BITRATES, rate_problems
from lsscript.source import Span
from runtime.plan import Aac, Flac, Mp3, Opus, Vorbis

HERE = Span("a", 0, 1)


def problems(encoder):
    return rate_problems(encoder, lambda argument: HERE)


@pytest.mark.parametrize("rate", MP3_BITRATES)
@pytest.mark.parametrize("hertz", [32_000, 44_100, 48_000])
def test_mp3_has_these(rate, hertz):
    assert problems(Mp3(rate * 1000, hertz)) == []


@pytest.mark.parametrize(
    ("bits", "nearest"), [(8_000, "32kbps"), (100_000, "96kbps"), (144_000, "128kbps"), (999_000, "320kbps")]
)
def test_mp3_has_no_others(bits, nearest):
    (problem,) = problems(Mp3(bits))

    assert problem.nearest == nearest


def test_mp3_has_no_other_sample_rates():
    (problem,) = problems(Mp3(128_000, 22_050))

    assert (problem.what, problem.nearest) == ("sample rate", "32kHz")


@pytest.mark.parametrize("bits", [6_000, 96_000, 97_123, 510_000])
def test_opus_has_these(bits):
    assert problems(Opus(bits)) == []


@pytest.mark.parametrize(("bits", "nearest"), [(5_999, "6kbps"), (510_001, "510kbps")])
def test_opus_has_no_others(bits, nearest):
    (problem,) = problems(Opus(bits))

    assert problem.nearest == nearest


@pytest.mark.parametrize(
    "encoder",
    [
        Aac(),
        Aac(64_000, "he"),
        Aac(32_000, "he2", 48_000),
        Vorbis(48_000),
        Vorbis(quality=10.0, sample_rate=96_000),
        Flac(),
        Flac("native", 8_000, 1, 24),
        Mp3(quality=0),
    ],
    ids=str,
)
def test_the_others_have_these(encoder):
    assert problems(encoder) == []


@pytest.mark.parametrize(
    ("encoder", "nearest"),
    [
        (Aac(321_000), "320kbps"),
        (Aac(200_000, "he"), "128kbps"),
        (Aac(96_000, "he2"), "64kbps"),
        (Aac(sample_rate=96_000), "48kHz"),
        (Vorbis(24_000), "48kbps"),
        (Vorbis(sample_rate=192_000), "96kHz"),
        (Flac(sample_rate=1), "8kHz"),
    ],
    ids=str,
)
def test_the_others_have_no_others(encoder, nearest):
    (problem,) = problems(encoder)

    assert problem.nearest == nearest


@pytest.mark.parametrize(
    ("encoder", "what"),
    [
        (Mp3(quality=10), "there is no quality 10"),
        (Vorbis(quality=-0.5), "there is no quality -0.5"),
        (Flac(bits=20), "FLAC is not sent with 20 bits"),
        (Aac(32_000, "he2", channels=1), '"he2" is a profile for stereo'),
    ],
    ids=str,
)
def test_what_is_beyond_a_scale_is_said(encoder, what):
    (problem,) = problems(encoder)

    assert problem.what == what
