import threading
from collections.abc import Iterator

import numpy as np

from runtime.audio.pcm import PcmFormat, Segment
from runtime.audio.read_ahead import ReadAhead

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
        reader = ReadAhead(shelf, PCM, lambda: 0.0, "test")
        reader.start()
        assert shelf.rang.wait(5)

        block = reader.queue.pull(10)
        reader.stop()

        assert block is not None
        assert tape.closed
        assert reader.queue.pull(10) is None

    def test_outlives_a_mistake_in_what_it_asks_and_tells_it_ever_more_seldom(self, caplog):
        reader = ReadAhead(Shelf(Tape()), PCM, lambda: 0.0, "music")
        reader.queue.work = lambda now: 1 / 0

        for _ in range(100):
            reader._step()

        assert len(caplog.records) == 7
        assert "a mistake in LegacyStream" in caplog.text
