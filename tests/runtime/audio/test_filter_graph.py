import numpy as np
import pytest

from runtime.audio.filter_graph import FilterGraph, why_not
from runtime.audio.pcm import PcmFormat

PCM = PcmFormat()


def through(text: str, samples: np.ndarray, size: int = 1764) -> np.ndarray:
    graph = FilterGraph(text, PCM)
    parts = [out for at in range(0, len(samples), size) for out in graph.push(samples[at : at + size])]
    return np.concatenate([*parts, *graph.flush()])


def noise(length: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, (length, 2)).astype(np.float32)


class TestSoundThroughAGraph:
    def test_is_what_the_filters_make_of_it(self):
        assert through("volume=0.5", noise(9000)) == pytest.approx(noise(9000) * 0.5, abs=1e-6)

    def test_can_go_more_ways_than_one(self):
        text = "[in]asplit[a][b];[a]volume=0.25[c];[b]volume=0.5[d];[c][d]amix=inputs=2:normalize=0[out]"

        assert through(text, noise(9000)) == pytest.approx(noise(9000) * 0.75, abs=1e-6)

    def test_comes_out_to_the_last_sample_though_a_filter_looks_ahead(self):
        heard = through("alimiter=limit=0.9:level=disabled:latency=1", noise(9001))

        assert heard == pytest.approx(noise(9001), abs=1e-6)


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("acompresor=ratio=3", "there is no filter `acompresor`"),
            ("acompressor=ration=3", "`acompressor=ration=3` cannot be: it has no such option"),
            ("acompressor=ratio=300", "`acompressor=ratio=300` cannot be: a number is outside what it takes"),
            ("volume=loud(", "`volume=loud(` cannot be: its options are not understood"),
            ("scale=10:10", "its filters cannot be joined; are they all filters of sound?"),
            ("asplit[a][b];[a]anull", "[b] goes nowhere"),
            ("[x]anull", "[x] comes from nowhere"),
            ("anullsink", "nothing comes out of it"),
            ("anullsrc", "nothing goes into it"),
            ("amix=inputs=2", "a side of the filter `amix` leads nowhere"),
        ],
    )
    def test_is_said_in_words(self, text, words):
        assert why_not(text, PCM) == words

    def test_is_nothing_where_all_is_well(self):
        assert why_not("acompressor=ratio=3,alimiter", PCM) == ""
