import numpy as np
import pytest

from runtime.audio.meter import QUIETEST, decibels, factor, peak, rms


class TestALevel:
    def test_of_a_full_square_wave_is_nothing_below_full_scale(self):
        assert rms(np.array([[1.0, -1.0]] * 10, np.float32)) == pytest.approx(0)

    def test_of_a_full_sine_is_three_decibels_less(self):
        wave = np.sin(np.arange(44_100) / 44_100 * 2 * np.pi * 441).astype(np.float32)[:, None]

        assert (rms(wave), peak(wave)) == (pytest.approx(-3.01, abs=0.01), pytest.approx(0, abs=0.01))

    def test_of_silence_and_of_nothing_is_the_least_there_is(self):
        assert [rms(np.zeros((9, 2), np.float32)), rms(np.zeros((0, 2))), peak(np.zeros((0, 2)))] == [
            QUIETEST
        ] * 3

    def test_is_a_factor_and_back(self):
        assert decibels(factor(-6.0)) == pytest.approx(-6.0)
