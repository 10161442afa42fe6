"""Peers that take nothing."""

import pytest

from runtime.servers.stuck import STUCK_SECONDS, StuckWatch


class Wire:
    """A connection with so many bytes waiting."""

    def __init__(self, waiting):
        self.waiting = waiting

    def get_write_buffer_size(self):
        return self.waiting


@pytest.fixture
def watch():
    return StuckWatch()


class TestAConnection:
    def test_is_stuck_when_nothing_was_taken_for_long(self, watch):
        wire = Wire(1000)

        assert [watch.look([wire], now) for now in (0.0, STUCK_SECONDS / 2, STUCK_SECONDS)] == [
            [],
            [],
            [wire],
        ]

    def test_is_stuck_though_more_is_waiting(self, watch):
        wire = Wire(1000)
        watch.look([wire], 0.0)
        wire.waiting = 5000

        assert watch.look([wire], STUCK_SECONDS) == [wire]

    def test_that_takes_a_little_is_slow_and_not_stuck(self, watch):
        wire = Wire(1000)
        watch.look([wire], 0.0)
        wire.waiting = 999

        assert watch.look([wire], STUCK_SECONDS) == []

    def test_with_nothing_waiting_is_at_rest(self, watch):
        wire = Wire(0)
        watch.look([wire], 0.0)

        assert watch.look([wire], 10 * STUCK_SECONDS) == []

    def test_begins_anew_after_it_took_all(self, watch):
        wire = Wire(1000)
        watch.look([wire], 0.0)
        wire.waiting = 0
        watch.look([wire], 5.0)
        wire.waiting = 1000

        assert watch.look([wire], STUCK_SECONDS) == []
