import threading
from collections.abc import Iterator

import numpy as np

from runtime.audio.left_alone import LeftAlone
from runtime.audio.pcm import PcmFormat, Segment
from runtime.audio.read_ahead import MOST_LEFT, ReadAhead
from runtime.testing import ManualClock

PCM = PcmFormat(rate=1000)


class Tape:
    """A track that never ends."""

    closed = False

    def __iter__(self) -> Iterator[tuple[np.ndarray, bool]]:
        while True:
            yield np.zeros((100, 2), np.float32), False

    def close(self) -> None:
        self.closed = True


class Shelf:
    """Gives one tape, and rings when it is asked for another, which is when the first is decoded far enough."""

    def __init__(self, tape: Tape) -> None:
        self.tapes = [tape]
        self.rang = threading.Event()

    def open_next(self, now: float) -> tuple[Segment, Tape] | float:
        if self.tapes:
            return Segment("1", "track"), self.tapes.pop()
        self.rang.set()
        return 3.0

    def finished(self, segment, decoded, error) -> None:
        """A tape that never ends never is."""


class TestTheThread:
    def test_fills_the_queue_and_lets_go_of_everything_when_stopped(self):
        tape = Tape()
        shelf = Shelf(tape)
        reader = ReadAhead(shelf, PCM, lambda: 0.0, "test", LeftAlone())
        reader.start()
        assert shelf.rang.wait(5)

        block = reader.queue.pull(10)
        reader.stop()

        assert block is not None
        assert tape.closed
        assert reader.queue.pull(10) is None

    def test_outlives_a_mistake_in_what_it_asks_and_tells_it_ever_more_seldom(self, caplog):
        reader = ReadAhead(Shelf(Tape()), PCM, lambda: 0.0, "music", LeftAlone())
        reader.queue.work = lambda now: 1 / 0

        for _ in range(100):
            reader._step()

        assert len(caplog.records) == 7
        assert "a mistake in LegacyStream" in caplog.text


class Hanging:
    """A track on a disk that does not answer after the first chunk, until the test lets it."""

    def __init__(self) -> None:
        self.asked, self.answer, self.closed = threading.Event(), threading.Event(), threading.Event()

    def __iter__(self) -> Iterator[tuple[np.ndarray, bool]]:
        yield np.zeros((300, 2), np.float32), False
        self.asked.set()
        self.answer.wait(20)
        yield np.ones((300, 2), np.float32), False

    def close(self) -> None:
        self.closed.set()


class TestADiskThatHangs:
    def test_is_seen_by_how_long_a_step_takes(self):
        clock, tape = ManualClock(), Hanging()
        shelf = Shelf(tape)
        reader = ReadAhead(shelf, PCM, clock.now, "test", LeftAlone())
        reader.start()
        assert tape.asked.wait(5)
        clock.advance(7)
        waited, left = reader.waited, reader.queue.pull(300)
        dry = reader.queue.ready
        tape.answer.set()
        assert tape.closed.wait(5) or shelf.rang.wait(5)
        reader.stop()

        assert (waited, dry) == (7.0, False)
        assert left is not None

    def test_costs_its_track_and_the_next_one_plays(self):
        hanging, good = Hanging(), Tape()
        shelf = Shelf(good)
        shelf.tapes.append(hanging)
        reader = ReadAhead(shelf, PCM, ManualClock().now, "test", LeftAlone())
        reader.start()
        assert hanging.asked.wait(5)
        old = reader._thread

        left = reader.abandon()
        assert shelf.rang.wait(5)
        block = reader.queue.pull(100)
        hanging.answer.set()
        assert hanging.closed.wait(5)
        old.join(5)
        reader.stop()

        assert left is not None
        assert block is not None
        assert not block.samples.any()
        assert not old.is_alive()
        assert good.closed

    def test_is_not_given_ever_more_threads(self):
        tapes = [Hanging() for _ in range(MOST_LEFT + 2)]
        shelf = Shelf(tapes[0])
        shelf.tapes = list(reversed(tapes))
        reader = ReadAhead(shelf, PCM, ManualClock().now, "test", LeftAlone())
        reader.start()
        left = []
        for tape in tapes[: MOST_LEFT + 1]:
            assert tape.asked.wait(5)
            left.append(reader.abandon())
        for tape in tapes:
            tape.answer.set()
        reader.stop()

        assert [segment is not None for segment in left] == [True] * MOST_LEFT + [False]

    def test_that_is_not_read_from_is_not_left(self):
        shelf = Shelf(Tape())
        reader = ReadAhead(shelf, PCM, lambda: 0.0, "test", LeftAlone())
        reader.start()
        assert shelf.rang.wait(5)
        left = reader.abandon()
        reader.stop()

        assert left is None
