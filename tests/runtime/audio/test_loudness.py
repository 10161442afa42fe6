import numpy as np
import pytest

from runtime.audio.loudness import LoudnessMeter, measure
from runtime.audio.pcm import PcmFormat

PCM = PcmFormat()
BLOCK = 1764


def wave(level: float, seconds: float) -> np.ndarray:
    """A tone of 1 kHz on both sides; BS.1770 says that one of −23 dB (peak) on both is −23 LUFS loud."""
    steps = np.arange(round(seconds * PCM.rate)) / PCM.rate
    one = 10 ** (level / 20) * np.sin(2 * np.pi * 1000 * steps)
    return np.repeat(one.astype(np.float32)[:, None], 2, axis=1)


def pieces(samples: np.ndarray) -> list[np.ndarray]:
    return [samples[at : at + BLOCK] for at in range(0, len(samples), BLOCK)]


class TestAWholeTrack:
    def test_is_as_loud_as_the_standard_says(self):
        found = measure(pieces(wave(-23.0, 5)), PCM)

        assert found.loudness == pytest.approx(-23.0, abs=0.1)
        assert found.peak == pytest.approx(-23.0, abs=0.2)

    def test_is_as_loud_as_it_is_where_it_is_not_silent(self):
        silence = np.zeros((PCM.rate * 5, 2), np.float32)

        assert measure(pieces(np.concatenate([wave(-20.0, 5), silence])), PCM).loudness == pytest.approx(
            -20, abs=0.2
        )

    def test_that_is_silent_has_no_loudness(self):
        assert measure(pieces(np.zeros((PCM.rate * 2, 2), np.float32)), PCM) is None

    def test_need_not_be_measured_to_its_end(self):
        assert measure(pieces(wave(-20.0, 5)), PCM, lambda: False) is None


class TestASoundThatIsFollowed:
    def test_is_as_loud_as_its_last_three_seconds(self):
        meter = LoudnessMeter(PCM)
        heard = [meter.hear(each) for each in pieces(np.concatenate([wave(-30.0, 5), wave(-20.0, 5)]))]

        assert heard[120] == pytest.approx(-30, abs=0.2)
        assert heard[-1] == pytest.approx(-20, abs=0.2)
