from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from runtime.stats import tally as tally_module
from runtime.stats.addresses import DailyKey
from runtime.stats.sessions import Session
from runtime.stats.tally import Tally
from runtime.testing import ManualClock


class Time:
    def __init__(self):
        self.clock = ManualClock()
        self.day = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.tally = Tally(self.clock.now, lambda: self.day, DailyKey(None))

    def come(self, number=1, ip="192.0.2.7", mount="/a", agent="VLC"):
        session = Session(number, mount, self.clock.now(), ip, agent)
        self.tally.came(session)
        return session


@pytest.fixture
def time():
    return Time()


class TestListenerHours:
    def test_count_those_who_are_still_here(self, time):
        time.come()
        time.clock.advance(1800)

        assert time.tally.mount("/a").hours == pytest.approx(0.5)

    def test_do_not_shrink_when_somebody_goes(self, time):
        session = time.come()
        time.clock.advance(1800)
        time.tally.gone(session, 1800.0, 0, "left")
        time.clock.advance(3600)

        assert time.tally.mount("/a").hours == pytest.approx(0.5)
        assert time.tally.whole().hours == pytest.approx(0.5)

    def test_belong_to_the_mount_that_was_heard(self, time):
        before = time.come(mount="/a")
        time.clock.advance(1800)
        after = replace(before, mount="/b")
        time.tally.moved(before, after)
        time.clock.advance(3600)
        time.tally.gone(after, 5400.0, 0, "left")

        assert time.tally.mount("/a").hours == pytest.approx(0.5)
        assert time.tally.mount("/b").hours == pytest.approx(1.0)
        assert time.tally.whole().sessions == 1


class TestSessions:
    def test_are_counted_for_each_mount_and_all(self, time):
        time.come(1, mount="/a")
        time.come(2, mount="/b")

        assert (time.tally.mount("/a").sessions, time.tally.whole().sessions) == (1, 2)


class TestDifferentListeners:
    def test_are_pairs_of_address_and_player(self, time):
        for number, (ip, agent) in enumerate([("x", "VLC"), ("x", "VLC"), ("x", "mpv"), ("y", "VLC")]):
            time.come(number, ip, agent=agent)

        assert time.tally.mount("/a").unique == 3

    def test_on_two_mounts_are_one(self, time):
        time.come(1, mount="/a")
        time.come(2, mount="/b")

        assert time.tally.whole().unique == 1

    def test_are_of_today(self, time):
        time.come()
        time.day += timedelta(days=1)

        assert time.tally.whole().unique == 0

    def test_before_a_restart_count_too(self, time):
        time.tally.restore([1, 2, 3])
        time.come()

        assert time.tally.whole().unique == 4

    def test_have_a_bound(self, time, monkeypatch):
        monkeypatch.setattr(tally_module, "MOST_DIFFERENT", 2)
        for number in range(5):
            time.come(number, str(number))

        assert time.tally.whole().unique == 2
