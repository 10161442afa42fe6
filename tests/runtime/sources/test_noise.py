import random

import numpy as np
import pytest

from runtime.audio.meter import rms
from runtime.audio.pcm import PcmFormat
from runtime.plan import NodeId, Noise
from runtime.sources.noise import NoiseSource


def noise() -> NoiseSource:
    return NoiseSource(Noise(-20.0), node=NodeId("noise"), pcm=PcmFormat(), rng=random.Random(1))


class TestNoise:
    def test_is_as_loud_as_it_is_told(self):
        assert rms(noise().pull(44_100).samples) == pytest.approx(-20, abs=0.1)

    def test_never_repeats_and_is_different_on_both_sides(self):
        source = noise()
        first, second = source.pull(1000).samples, source.pull(1000).samples

        assert np.abs(first - second).max() > 0.1
        assert np.abs(first[:, 0] - first[:, 1]).max() > 0.1

    def test_has_no_end(self):
        source = noise()
        source.skip()

        assert (source.ready, source.settling, source.remaining) == (True, False, None)
        assert source.leave(10).length == 10
