from collections.abc import Iterator

import numpy as np

from runtime.audio.pcm import PcmFormat, Segment
from runtime.audio.track_queue import AHEAD, NEXT_AHEAD, Depth, TrackQueue

PCM = PcmFormat(rate=1000)
CHUNK = 100


class Tape:
    """A track of numbered samples."""

    def __init__(self, chunks: int, fails_at: int | None = None) -> None:
        self.chunks = chunks
        self.fails_at = fails_at
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[tuple[np.ndarray, bool]]:
        for n in range(self.chunks):
            if n == self.fails_at:
                raise RuntimeError("broken tape")
            self.read += 1
            rows = np.arange(n * CHUNK, (n + 1) * CHUNK, dtype=np.float32)
            yield np.stack([rows, rows], axis=1), n == self.chunks - 1

    def close(self) -> None:
        self.closed = True


class Shelf:
    """Gives these tapes one after the other; a number means "ask again in so many seconds"."""

    def __init__(self, *tapes: Tape | float) -> None:
        self.tapes = list(tapes)
        self.asked: list[float] = []
        self.ended: list[tuple[str, Exception | None]] = []

    def open_next(self, now: float) -> tuple[Segment, Tape] | float:
        self.asked.append(now)
        found = self.tapes.pop(0) if self.tapes else 3.0
        return found if isinstance(found, float) else (Segment(str(len(self.asked)), "track"), found)

    def finished(self, segment: Segment, decoded: Tape, error: Exception | None) -> None:
        self.ended.append((segment.id, error))


def work(queue: TrackQueue, now: float = 0.0) -> int:
    """Work until there is nothing to do; the number of steps."""
    steps = 1
    while queue.work(now) == 0:
        steps += 1
        assert steps < 10_000
    return steps


def pull_all(queue: TrackQueue, size: int = 64) -> list:
    blocks = []
    while (block := queue.pull(size)) is not None:
        blocks.append(block)
    return blocks


class TestReadingAhead:
    def test_decodes_some_seconds_of_this_track_and_a_little_of_the_next(self):
        one, two, three = Tape(1000), Tape(1000), Tape(1000)
        queue = TrackQueue(Shelf(one, two, three), PCM)

        work(queue)

        assert one.read * CHUNK == AHEAD * PCM.rate
        assert two.read * CHUNK == NEXT_AHEAD * PCM.rate
        assert three.read == 0

    def test_goes_on_when_a_fifth_is_played(self):
        tape = Tape(1000)
        queue = TrackQueue(Shelf(tape), PCM)
        work(queue)
        queue.pull(900)
        work(queue)
        before = tape.read

        for _ in range(20):
            queue.pull(100)
        work(queue)

        assert before * CHUNK == AHEAD * PCM.rate
        assert tape.read * CHUNK >= AHEAD * PCM.rate + 2000

    def test_closes_a_track_that_is_decoded(self):
        tape, shelf = Tape(3), Shelf()
        shelf.tapes = [tape]

        work(TrackQueue(shelf, PCM))

        assert tape.closed
        assert shelf.ended == [("1", None)]

    def test_asks_again_when_it_was_told_to_and_not_before(self):
        shelf = Shelf(3.0, Tape(5))
        queue = TrackQueue(shelf, PCM)
        for now in (0.0, 1.0, 2.9):
            queue.work(now)
        too_early = list(shelf.asked)

        work(queue, 3.0)

        assert too_early == [0.0]
        assert queue.ready


class TestPulling:
    def test_gives_every_sample_once_and_never_crosses_a_seam(self):
        queue = TrackQueue(Shelf(Tape(3), Tape(2)), PCM)
        work(queue)

        blocks = pull_all(queue)

        first = np.concatenate([b.samples[:, 0] for b in blocks if b.segment.id == "1"])
        second = np.concatenate([b.samples[:, 0] for b in blocks if b.segment.id == "2"])
        assert np.array_equal(first, np.arange(300))
        assert np.array_equal(second, np.arange(200))
        assert [b.segment.id for b in blocks if b.last] == ["1", "2"]
        assert all(int(b.samples[0, 0]) == b.offset for b in blocks)
        assert max(b.length for b in blocks) == 64

    def test_gives_as_much_as_is_asked_whatever_the_sizes_in_which_it_was_decoded(self):
        queue = TrackQueue(Shelf(Tape(8)), PCM)
        work(queue)

        assert [block.length for block in pull_all(queue, 250)] == [250, 250, 250, 50]

    def test_joins_tracks_without_a_gap(self):
        queue = TrackQueue(Shelf(Tape(30), Tape(30)), PCM)
        work(queue)
        pulled = 0

        while pulled < 6000:
            block = queue.pull(70)
            assert block is not None
            pulled += block.length
            work(queue)

    def test_gives_nothing_while_nothing_is_decoded(self):
        queue = TrackQueue(Shelf(Tape(30)), PCM)

        assert queue.pull(10) is None
        assert not queue.ready
        assert queue.settling

    def test_that_ran_dry_waits_for_a_little_more_than_nothing(self):
        queue = TrackQueue(Shelf(Tape(30)), PCM)
        queue.work(0)
        queue.work(0)
        one_chunk = queue.pull(10)
        queue.work(0)
        queue.work(0)

        assert one_chunk is None
        assert queue.ready

    def test_is_settling_until_there_is_enough_and_not_when_it_was_told_to_wait(self):
        queue = TrackQueue(Shelf(Tape(3), 3.0), PCM)
        found = []
        for _ in range(6):
            found.append((queue.settling, queue.ready))
            queue.work(0)
        pull_all(queue)

        assert found[:4] == [(True, False)] * 4
        assert found[4:] == [(False, True)] * 2
        assert not queue.settling

    def test_of_a_track_shorter_than_that_does_not_wait(self):
        queue = TrackQueue(Shelf(Tape(1)), PCM)

        work(queue)

        assert queue.ready

    def test_names_the_segment_that_comes_next(self):
        queue = TrackQueue(Shelf(Tape(1), Tape(1)), PCM)
        work(queue)
        queue.pull(100)

        assert queue.now_playing is not None
        assert queue.now_playing.id == "2"


class TestASkip:
    def test_finds_the_next_track_ready(self):
        one, two = Tape(1000), Tape(1000)
        queue = TrackQueue(Shelf(one, two), PCM)
        work(queue)

        queue.skip()
        block = queue.pull(10)

        assert block is not None
        assert block.segment.id == "2"
        work(queue)
        assert one.closed

    def test_without_a_next_track_leaves_nothing(self):
        queue = TrackQueue(Shelf(Tape(1000)), PCM)
        work(queue)

        queue.skip()

        assert queue.pull(10) is None
        assert queue.now_playing is None

    def test_of_nothing_does_nothing(self):
        TrackQueue(Shelf(), PCM).skip()


class TestATrackThatBreaks:
    def test_ends_where_it_broke_and_the_next_plays(self):
        shelf = Shelf(Tape(10, fails_at=4), Tape(2))
        queue = TrackQueue(shelf, PCM)
        work(queue)

        blocks = pull_all(queue)

        assert sum(b.length for b in blocks) == 600
        assert [b.segment.id for b in blocks if b.last] == ["1", "2"]
        assert str(shelf.ended[0][1]) == "broken tape"

    def test_at_once_is_left_out(self):
        queue = TrackQueue(Shelf(Tape(10, fails_at=0), Tape(2)), PCM)
        work(queue)

        assert {b.segment.id for b in pull_all(queue)} == {"2"}


class TestATrackThatIsLeft:
    def test_gives_what_is_decoded_of_it_and_the_next_is_up(self):
        queue = TrackQueue(Shelf(Tape(5), Tape(5)), PCM)
        work(queue)
        queue.pull(150)
        tail = queue.leave(300)

        assert tail.length == 300
        assert tail.take(300)[:, 0].tolist() == list(range(150, 450))
        assert queue.now_playing.id == "2"

    def test_of_which_nothing_was_pulled_is_not_left(self):
        queue = TrackQueue(Shelf(Tape(5), Tape(5)), PCM)
        work(queue)

        assert queue.leave(300).length == 0
        assert queue.now_playing.id == "1"

    def test_is_closed_though_it_was_not_read_to_its_end(self):
        tape = Tape(60)
        queue = TrackQueue(Shelf(tape, Tape(5)), PCM)
        work(queue)
        queue.pull(150)
        queue.leave(300)
        work(queue)

        assert tape.closed


class TestTheEndOfATrack:
    def test_is_known_once_it_is_decoded(self):
        queue = TrackQueue(Shelf(Tape(60), 3.0), PCM)
        work(queue)
        before = queue.remaining
        queue.pull(1100)
        work(queue)

        assert (before, queue.remaining) == (None, 4900)

    def test_is_known_earlier_where_somebody_must_know_more(self):
        queue = TrackQueue(Shelf(Tape(60), Tape(60)), PCM)
        queue.depth = Depth()
        queue.depth.at_least(10.0, 3.0)
        work(queue)

        assert queue.remaining == 6000
        assert sum(track.buffered for track in queue._line) == 9000


class TestASegmentThatIsInTheLineNoMore:
    def test_is_told_once_whichever_way_it_went(self):
        over = []
        queue = TrackQueue(Shelf(Tape(1), Tape(3), Tape(3), Tape(3), Tape(0), Tape(1)), PCM)
        queue.over = lambda segment: over.append(segment.id)
        work(queue)
        queue.pull(CHUNK)
        assert over == ["1"]
        work(queue)
        queue.skip()
        assert over == ["1", "2"]
        work(queue)
        queue.pull(10)
        queue.leave(10)
        assert over == ["1", "2", "3"]
        work(queue)
        assert queue.drop("4")
        work(queue)

        assert sorted(over) == ["1", "2", "3", "4", "5"]

    def test_is_not_over_because_the_station_ends(self):
        over = []
        queue = TrackQueue(Shelf(Tape(3)), PCM)
        queue.over = lambda segment: over.append(segment.id)
        work(queue)
        queue.close()

        assert over == []
