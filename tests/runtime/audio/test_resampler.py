import numpy as np
import pytest

from runtime.audio.pcm import PcmFormat
from runtime.audio.resampler import Resampler, frame_of, samples_of


def convert(samples, source: PcmFormat, target: PcmFormat, step: int = 1764) -> np.ndarray:
    resampler = Resampler(source, target)
    parts = [
        frame for at in range(0, len(samples), step) for frame in resampler.convert(samples[at : at + step])
    ]
    parts += resampler.convert(None)
    return np.concatenate([samples_of(part, target.channels) for part in parts])


class TestAResampler:
    @pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (22_050, 1), (32_000, 2), (44_100, 1)])
    def test_keeps_length_and_place(self, music, rate, channels):
        source, target = PcmFormat(), PcmFormat(rate, channels)
        sound = music(2)

        there = convert(sound, source, target)
        back = convert(there, target, source).mean(axis=1)

        assert abs(len(there) - 2 * rate) <= 2
        middle = slice(20_000, 60_000)
        assert np.corrcoef(back[middle], sound.mean(axis=1)[middle])[0, 1] > 0.99


class TestFrames:
    def test_hold_what_was_put_into_them(self, music):
        sound = music(0.1)

        assert np.array_equal(samples_of(frame_of(sound, PcmFormat()), 2), sound)

    def test_turn_what_is_no_number_into_silence(self):
        rows = np.array([[np.nan, 0.5], [np.inf, -0.5]], np.float32)

        assert samples_of(frame_of(rows, PcmFormat()), 2).tolist() == [[0.0, 0.5], [0.0, -0.5]]
