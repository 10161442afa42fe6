import pytest

from lsscript.check.bitrates import MP3_BITRATES, rate_problems
from lsscript.source import Span
from runtime.plan import Mp3, Opus

HERE = Span("a", 0, 1)


@pytest.mark.parametrize("rate", MP3_BITRATES)
@pytest.mark.parametrize("hertz", [32_000, 44_100, 48_000])
def test_mp3_has_these(rate, hertz):
    assert rate_problems(Mp3(rate * 1000, hertz), HERE, HERE) == []


@pytest.mark.parametrize(
    ("bits", "nearest"), [(8_000, "32kbps"), (100_000, "96kbps"), (144_000, "128kbps"), (999_000, "320kbps")]
)
def test_mp3_has_no_others(bits, nearest):
    (problem,) = rate_problems(Mp3(bits), HERE, HERE)

    assert problem.nearest == nearest


def test_mp3_has_no_other_sample_rates():
    (problem,) = rate_problems(Mp3(128_000, 22_050), HERE, HERE)

    assert (problem.what, problem.nearest) == ("sample rate", "32kHz")


@pytest.mark.parametrize("bits", [6_000, 96_000, 97_123, 510_000])
def test_opus_has_these(bits):
    assert rate_problems(Opus(bits), HERE, HERE) == []


@pytest.mark.parametrize(("bits", "nearest"), [(5_999, "6kbps"), (510_001, "510kbps")])
def test_opus_has_no_others(bits, nearest):
    (problem,) = rate_problems(Opus(bits), HERE, HERE)

    assert problem.nearest == nearest
