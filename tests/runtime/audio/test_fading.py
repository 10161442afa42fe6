import numpy as np
import pytest

from runtime.audio.fading import Overlap, OverlapTail, fade_in, fade_out, rising
from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import BlockTail


def ones(length: int) -> np.ndarray:
    return np.ones((length, 2), np.float32)


def tail(length: int) -> BlockTail:
    return BlockTail([Block(ones(length), Segment("a/1", "track"))])


class TestACurve:
    @pytest.mark.parametrize("shape", ["sin", "lin", "exp", "log"])
    def test_begins_at_nothing_ends_at_everything_and_never_falls(self, shape):
        gains = rising(shape, np.linspace(-0.1, 1.1, 200, dtype=np.float32))

        assert (gains[0], gains[-1]) == (pytest.approx(0), pytest.approx(1))
        assert (np.diff(gains) >= 0).all()

    def test_of_sines_keeps_two_sounds_equally_loud_together(self):
        coming, going = fade_in(ones(100), "sin", 0, 100), fade_out(ones(100), "sin", 0, 100)

        assert coming**2 + going**2 == pytest.approx(1, abs=1e-6)

    def test_of_lines_keeps_two_equal_sounds_equally_loud_together(self):
        assert fade_in(ones(100), "lin", 0, 100) + fade_out(ones(100), "lin", 0, 100) == pytest.approx(1)

    def test_is_the_same_in_pieces(self):
        pieces = [fade_in(ones(30), "sin", 0, 100), fade_in(ones(70), "sin", 30, 100)]

        assert np.concatenate(pieces) == pytest.approx(fade_in(ones(100), "sin", 0, 100))


class TestAnOverlap:
    def test_lets_one_go_while_the_other_comes(self):
        overlap = Overlap(tail(100), "lin", going=100, coming=100)

        assert overlap.mix(ones(40)) == pytest.approx(1)
        assert not overlap.over
        assert overlap.mix(ones(100)) == pytest.approx(1)
        assert overlap.over

    def test_takes_no_more_of_the_tail_than_its_fade_is_long(self):
        overlap = Overlap(tail(100), "lin", going=10, coming=None)

        mixed = overlap.mix(ones(20))

        assert mixed[10:].tolist() == ones(10).tolist()
        assert overlap.over

    def test_can_leave_both_as_they_are(self):
        overlap = Overlap(tail(10), "lin", going=None, coming=None)

        assert overlap.mix(ones(20))[:, 0].tolist() == [2.0] * 10 + [1.0] * 10

    def test_can_be_left_itself_with_all_that_is_still_heard(self):
        overlap = Overlap(tail(100), "lin", going=100, coming=100)
        overlap.mix(ones(50))

        both = OverlapTail(overlap, tail(20))

        assert both.length == 50
        assert both.take(20) == pytest.approx(1)
        assert len(both.take(100)) == 30
        assert both.length == 0
