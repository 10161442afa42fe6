"""Sound on its way from a source client into the programme."""

import numpy as np

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.media.title import Title
from runtime.sources.live_line import LiveLine
from runtime.testing import ManualClock

PCM = PcmFormat(rate=10)
UNNAMED, NAMED = Segment("1", "live"), Segment("1", "live", Title(title="Sea"))


def line():
    made = LiveLine(PCM, ManualClock().now)
    for offset in (0, 10):
        made.put(Block(np.zeros((10, 2), np.float32), UNNAMED, offset))
    return made


class TestATitleThatComesRightAfterTheConnection:
    def test_is_that_of_the_first_sample(self):
        waiting = line()

        assert waiting.rename(NAMED)
        assert waiting.take(5).segment.title == Title(title="Sea")

    def test_is_a_new_one_once_something_was_heard(self):
        waiting = line()
        waiting.take(5)

        assert not waiting.rename(NAMED)
        assert waiting.take(5).segment is UNNAMED


class TestAClientWhoseTurnComes:
    """A second is in hand with 10 samples, and the line takes four seconds."""

    def waited(self, seconds):
        clock = ManualClock()
        made = LiveLine(PCM, clock.now)
        for offset in range(0, 40, 5):
            made.put(Block(np.zeros((5, 2), np.float32), UNNAMED, offset))
        clock.advance(seconds)
        return made

    def test_is_live_but_for_what_is_in_hand(self):
        assert self.waited(1.5).take(5).offset == 30

    def test_loses_nothing_where_he_is_heard_at_once(self):
        assert self.waited(0.5).take(5).offset == 0

    def test_loses_nothing_of_his_end(self):
        line = self.waited(0.5)
        line.end()

        assert [line.take(5).offset for _ in range(8)] == list(range(0, 40, 5))
