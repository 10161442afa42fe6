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
