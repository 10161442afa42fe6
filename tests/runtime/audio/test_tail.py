import numpy as np

from runtime.audio.pcm import Block, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, HeldTail, ShapedTail, cut

TRACK = Segment("music/1", "track")


def block(first: int, length: int) -> Block:
    samples = np.arange(first, first + length, dtype=np.float32)[:, None].repeat(2, axis=1)
    return Block(samples, TRACK, first)


def left(samples) -> list[float]:
    return samples[:, 0].tolist()


class TestTheRestOfATrack:
    def test_is_taken_little_by_little_whatever_the_sizes_of_its_blocks(self):
        tail = BlockTail([block(0, 3), block(3, 3)])

        assert [left(tail.take(2)), left(tail.take(3)), tail.length, left(tail.take(9))] == [
            [0, 1],
            [2, 3, 4],
            1,
            [5],
        ]

    def test_is_no_longer_than_is_wanted(self):
        blocks = cut([block(0, 3), block(3, 3)], 4)

        assert [each.length for each in blocks] == [3, 1]

    def test_can_be_worked_on_as_it_is_taken(self):
        tail = ShapedTail(BlockTail([block(1, 3)]), lambda samples: samples * 2)

        assert (left(tail.take(2)), tail.length, left(tail.take(2)), left(tail.take(1))) == (
            [2, 4],
            1,
            [6],
            [],
        )

    def test_is_nothing_where_nothing_was_begun(self):
        assert (NO_TAIL.length, len(NO_TAIL.take(5))) == (0, 0)


class TestASoundThatBrokeOff:
    def test_stays_at_its_last_sample(self):
        tail = HeldTail(np.array([[0.5, -0.5]], np.float32), 3)

        assert tail.take(2).tolist() == [[0.5, -0.5]] * 2
        assert (tail.length, len(tail.take(5)), tail.length) == (1, 1, 0)
