import numpy as np

from runtime.audio.pcm import PcmFormat
from runtime.plan import Hertz, Tone
from runtime.sources.tone import ToneSource


class TestATone:
    def test_goes_on_without_a_seam(self):
        source = ToneSource(Tone(Hertz(440.0), -6.0), node="tone", pcm=PcmFormat())

        wave = np.concatenate([source.pull(n).samples for n in (100, 1764, 1)])

        expected = 10 ** (-6 / 20) * np.sin(2 * np.pi * 440 * np.arange(1865) / 44_100)
        assert np.abs(wave - expected[:, None]).max() < 1e-6

    def test_keeps_its_pitch_for_days(self):
        source = ToneSource(Tone(Hertz(1000.0), 0.0), node="tone", pcm=PcmFormat(48_000, 1))
        source._position = 10 * 86_400 * 48_000

        assert np.abs(source.pull(48).samples[:, 0] - np.sin(2 * np.pi * np.arange(48) / 48)).max() < 1e-4

    def test_is_always_ready_and_says_what_it_is(self):
        source = ToneSource(Tone(), node="tone", pcm=PcmFormat())

        assert source.ready
        assert str(source.now_playing.title) == "440 Hz"
        assert source.pull(10).segment.endless
