"""`timeshift(…)`: the same, later, by the clock."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.plan import Origin, Timeshift
from runtime.sources.shared import SharedSource, Timeline
from runtime.sources.timeshift import TimeshiftSource

PCM = PcmFormat(rate=100, channels=1)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
STEP = 4


class Counting:
    """Plays the number of each sample since noon, in segments of seven samples; nothing while it is away."""

    origin = Origin("station.lss", 3)
    settling = False
    remaining = None
    now_playing = None

    def __init__(self, begin):
        self.id = "radio"
        self.at = begin
        self.away = False
        self.ready = True

    def pull(self, most):
        if self.away:
            return None
        number = self.at // 7
        length = min(most, 7 - self.at % 7)
        samples = np.arange(self.at, self.at + length, dtype=np.float32)[:, None] / 20000
        block = Block(samples, Segment(f"song {number}", "track"), self.at % 7, (self.at + length) % 7 == 0)
        self.at += length
        return block


class Station:
    """A station that began some seconds after noon."""

    def __init__(self, folder, by, began=0):
        self.timeline = Timeline(began=0.0)
        self.began = began
        self.counting = Counting(round(began * PCM.rate))
        self.radio = SharedSource(self.counting, self.timeline)
        self.source = TimeshiftSource(
            Timeshift(("radio",), by, origin=Origin("station.lss", 5)),
            node="west",
            child=self.radio,
            pcm=PCM,
            timeline=self.timeline,
            wall=lambda: NOON + timedelta(seconds=self.began + self.timeline.position / PCM.rate),
            folder=folder,
        )
        self.place = SharedSource(self.source, self.timeline)
        self.heard = []

    def play(self, seconds, *, others=True):
        """Play so long; what is heard, −1 for nothing."""
        found = []
        for _ in range(round(seconds * PCM.rate / STEP)):
            at = self.timeline.position
            if others:
                self.advance(self.radio, at)
            found += self.advance(self.place, at)
            while self.source._line.work():
                pass
            self.timeline.position = at + STEP
        return found

    def advance(self, place, at):
        found, self.timeline.position = [], at
        while self.timeline.position < at + STEP:
            left = at + STEP - self.timeline.position
            block = place.pull(left)
            if block is not None:
                self.heard.append(block)
            found += [-1.0] * left if block is None else block.samples[:, 0].tolist()
            self.timeline.position += left if block is None else block.length
        return found


def numbers(first, last):
    return pytest.approx([number / 20000 for number in range(first, last)], abs=4e-5)


class TestWhatIsHeardLater:
    @pytest.mark.parametrize("others", [True, False])
    def test_is_every_sample_in_its_place(self, others):
        station = Station(None, 2.0)

        found = station.play(8, others=others)
        assert found[:200] == [-1.0] * 200
        assert found[200:] == numbers(0, 600)

    def test_has_the_titles_of_then_each_a_segment_of_its_own(self):
        station = Station(None, 2.0)
        station.play(4, others=False)
        segments = {id(block.segment): block.segment for block in station.heard}

        assert [each.id.rsplit("/", 1)[1] for each in segments.values()][:2] == ["song 0", "song 1"]
        assert len(segments) == len({each.id for each in segments.values()})
        assert all(each.origin.line == 5 for each in segments.values())

    def test_has_a_hole_where_the_programme_had_one(self):
        station = Station(None, 2.0)
        station.play(1)
        station.counting.away = True
        station.play(1)
        station.counting.away = False
        found = station.play(4)

        assert found[:100] == numbers(0, 100)
        assert found[100:200] == [-1.0] * 100
        assert found[200:] == numbers(100, 300)

    def test_is_not_skipped(self):
        station = Station(None, 2.0)
        station.play(3)
        station.source.skip()

        assert station.play(1) == numbers(100, 200)

    def test_goes_on_while_somebody_fades_it_out(self):
        station = Station(None, 2.0)
        station.play(3)
        tail = station.source.leave(50)

        assert tail.take(50)[:, 0].tolist() == numbers(100, 150)
        assert station.play(1) == numbers(100, 200)


class TestARestart:
    def test_leaves_a_hole_of_its_own_length_and_moves_nothing(self, tmp_path):
        first = Station(tmp_path, 100.0)
        first.play(40)
        first.source._line.close()
        again = Station(tmp_path, 100.0, began=60)
        found = again.play(110)

        at = {second: found[round((second - 60) * 100)] for second in (101, 139, 141, 159, 161, 169)}
        assert at == pytest.approx(
            {101: 0.005, 139: 0.195, 141: -1.0, 159: -1.0, 161: 0.305, 169: 0.345}, abs=5e-5
        )
