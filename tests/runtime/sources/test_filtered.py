import numpy as np
import pytest

from runtime.audio.pcm import PcmFormat
from runtime.plan import Filter, NodeId, Origin
from runtime.sources.filtered import FilteredSource
from runtime.sources.shared import Timeline
from tests.runtime.sources.tape import Tape, Track, play, sound, titles

PCM = PcmFormat()
BLOCK = 1764
LIMITER = "alimiter=limit=0.9:level=disabled:latency=1"


def noise(length: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, length).astype(np.float32)


def filtered(tape: Tape, graph: str, speed: float = 1.0) -> FilteredSource:
    plan = Filter((NodeId("tape"),), "filter", graph, speed, origin=Origin("station.lss", 4))
    return FilteredSource(plan, node=NodeId("radio"), child=tape, pcm=PCM, timeline=Timeline())


class TestAFilter:
    def test_keeps_titles_with_their_sound_though_it_looks_ahead(self):
        tracks = [Track("a", noise(10_000, 1)), Track("b", noise(7_001, 2)), Track("c", noise(9_000, 3))]
        blocks = play(filtered(Tape(tracks), LIMITER), size=BLOCK)

        assert titles(blocks) == [("a", 0), ("b", 10_000), ("c", 17_001)]
        whole = np.concatenate([track.samples[:, 0] for track in tracks])
        assert sound(blocks) == pytest.approx(whole, abs=1e-6)
        assert [block.segment.id for block in blocks if block.last] == ["a", "b", "c"]

    def test_says_how_much_is_left_of_a_track(self):
        source = filtered(Tape([Track("a", noise(10_000, 1)), Track("b", noise(10_000, 2))]), LIMITER)
        heard = sum(block.length for block in play(source, 5_000, BLOCK))

        assert source.remaining == 10_000 - heard

    def test_begins_anew_after_a_pause(self):
        tape = Tape([Track("a", noise(20_000, 1))])
        source = filtered(tape, LIMITER)
        play(source, 5_000, BLOCK)
        tape.broken = True
        rest = play(source, size=BLOCK)
        tape.broken = False
        blocks = play(source, size=BLOCK)

        assert sum(block.length for block in rest) < BLOCK
        assert sum(block.length for block in [*rest, *blocks]) == 15_000

    def test_that_is_left_gives_what_is_in_it_and_what_is_left(self):
        track = Track("a", noise(20_000, 1))
        source = filtered(Tape([track, Track("b", noise(9_000, 2))]), LIMITER)
        heard = sum(block.length for block in play(source, 5_000, BLOCK))
        tail = source.leave(3_000)
        rest = np.concatenate([tail.take(1_000)[:, 0] for _ in range(4)])

        assert 3_000 <= len(rest) < 3_000 + 1_000
        assert rest == pytest.approx(track.samples[heard : heard + len(rest), 0], abs=1e-6)
        assert titles(play(source, 2_000, BLOCK)) == [("b", 0)]

    def test_that_changes_the_speed_changes_lengths_and_keeps_titles(self):
        tracks = [Track("a", noise(88_200, 1)), Track("b", noise(88_200, 2))]
        blocks = play(filtered(Tape(tracks), "atempo=1.25", 1.25), size=BLOCK)

        assert [name for name, _ in titles(blocks)] == ["a", "b"]
        assert titles(blocks)[1][1] == pytest.approx(70_560, abs=50)
        assert sum(block.length for block in blocks) == pytest.approx(2 * 70_560, abs=2_000)


class TestWhatComesOut:
    @pytest.mark.parametrize(("graph", "speed"), [(LIMITER, 1.0), ("atempo=1.01", 1.01), ("atempo=0.9", 0.9)])
    def test_is_in_blocks_as_large_as_they_are_asked_for(self, graph, speed):
        source = filtered(Tape([Track("a", noise(200_000, 1)), Track("b", noise(99_000, 2))]), graph, speed)
        blocks = play(source, 150_000, BLOCK)

        assert {block.length for block in blocks[:-1]} == {BLOCK}

    def test_is_pulled_no_further_ahead_than_the_filter_keeps(self):
        tape = Tape([Track("a", noise(200_000, 1))])
        source = filtered(tape, LIMITER)
        heard = sum(block.length for block in play(source, 50 * BLOCK, BLOCK))

        assert tape.position - heard < 500


class TestAFilterThatCannotBe:
    def test_is_told_once_with_its_line_and_the_sound_goes_by_it(self, origins):
        track = Track("a", noise(9_000, 1))
        blocks = play(filtered(Tape([track]), "acompresor"), size=BLOCK)

        assert origins() == [
            ("station.lss:4", "filter: there is no filter `acompresor`; the sound goes by it")
        ]
        assert sound(blocks) == pytest.approx(track.samples[:, 0])

    def test_keeps_no_more_than_a_few_seconds(self, origins):
        source = filtered(Tape([Track("a", noise(441_000, 1))]), "dynaudnorm=g=101")
        blocks = play(source, 10_000, BLOCK)

        assert sum(block.length for block in blocks) == 10_000
