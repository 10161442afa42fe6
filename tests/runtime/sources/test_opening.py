import pytest

from runtime.audio.track_queue import Busy
from runtime.errors import MediaUnreadable
from runtime.sources.opening import HANGS, LEAVE, MOST_LEFT, Opener


class Open:
    """Stands for an open file."""

    closed = False

    def close(self):
        self.closed = True


@pytest.fixture
def opener(slow):
    """An opener, and what it told."""
    told = []
    made = Opener(slow, lambda text, *values: told.append(text % values))
    return made, told


class TestAFile:
    def test_is_given_when_it_is_open(self, opener, slow):
        made, told = opener
        file = Open()
        made.open(lambda: file, "a.mp3", 0.0)
        first = made.outcome(0.0)
        slow.sent[0].do()

        assert isinstance(first, Busy)
        assert made.outcome(0.1) is file
        assert (made.free, told) == (True, [])

    def test_that_cannot_be_opened_gives_the_reason(self, opener, slow):
        made, _ = opener

        def fail():
            raise MediaUnreadable("a.mp3", "it is empty")

        made.open(fail, "a.mp3", 0.0)
        slow.sent[0].do()
        fault = made.outcome(0.0)

        assert isinstance(fault, MediaUnreadable)
        assert fault.reason == "it is empty"


class TestADiskThatHangs:
    def test_is_told_once_and_told_again_when_it_answers(self, opener, slow):
        made, told = opener
        made.open(Open, "a.mp3", 0.0)
        waits = [made.outcome(now) for now in (HANGS - 0.1, HANGS, HANGS + 1)]
        slow.sent[0].do()
        made.outcome(HANGS + 2)

        assert [type(wait) for wait in waits] == [Busy, float, float]
        assert told == [
            "the disk has not given a.mp3 for 5 s; what plays now goes on while it can",
            "the disk answers again, after 7 s",
        ]

    def test_for_long_is_left_with_its_file(self, opener, slow):
        made, _ = opener
        file = Open()
        made.open(lambda: file, "a.mp3", 0.0)
        made.outcome(HANGS)
        left = made.outcome(LEAVE)
        slow.sent[0].do()

        assert left is None
        assert file.closed

    def test_is_told_with_the_whole_time_for_which_it_hung(self, opener, slow):
        made, told = opener
        made.open(Open, "a.mp3", 0.0)
        made.outcome(HANGS)
        made.outcome(LEAVE)
        made.open(Open, "b.mp3", LEAVE)
        slow.sent[1].do()
        made.outcome(LEAVE + 1)

        assert told[1:] == [
            "a.mp3 is left to itself; the next one is tried",
            "the disk answers again, after 31 s",
        ]

    def test_is_waited_for_where_too_many_hang_in_the_whole_station(self, opener, slow):
        made, _ = opener
        file = Open()
        made.open(lambda: file, "a.mp3", 0.0)
        slow.room = False
        waited = made.outcome(LEAVE + 60)
        slow.sent[0].do()

        assert isinstance(waited, float)
        assert made.outcome(LEAVE + 61) is file

    def test_is_not_asked_for_ever_more_files(self, opener, slow):
        made, _ = opener
        opened = 0
        while made.free:
            opened += 1
            made.open(Open, f"{opened}.mp3", 0.0)
            made.outcome(LEAVE)
        slow.sent[0].do()

        assert opened == MOST_LEFT
        assert made.free
