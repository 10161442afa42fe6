"""The time of the programme."""

from datetime import UTC, datetime, timedelta

from runtime.audio.pcm import PcmFormat
from runtime.sources.shared import Timeline
from runtime.station.programme_clock import ProgrammeClock
from runtime.testing import ManualClock

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class TestTheProgrammesTime:
    def test_is_the_machines_before_it_begins(self):
        clock = ManualClock(wall=NOON)

        assert ProgrammeClock(clock, Timeline(), PcmFormat()).wall() == NOON

    def test_is_when_the_sample_is_due_that_is_being_made(self):
        clock = ManualClock(wall=NOON)
        timeline = Timeline(position=44_100 * 3, began=clock.now() - 5)
        programme = ProgrammeClock(clock, timeline, PcmFormat())

        assert programme.wall() == NOON - timedelta(seconds=2)
        assert programme.now() == clock.now() - 2
        assert programme.now_ns() == clock.now_ns() - 2_000_000_000
