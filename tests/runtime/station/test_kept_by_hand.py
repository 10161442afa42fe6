"""What an operator has set by hand, as it is remembered."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from runtime.sources.by_hand import Hand, Pin, Pinnable
from runtime.station.kept_by_hand import KeptHand, KeptPeaks, KeptRecording
from runtime.stats.census import Census
from runtime.testing import ManualClock


class Choosing(Pinnable):
    def __init__(self, *branches):
        self._children = tuple(SimpleNamespace(id=each, ready=True) for each in branches)


@pytest.fixture
def clock():
    return ManualClock()


def kept(clock, source=None, hand=None):
    return KeptHand(SimpleNamespace(hand=hand), source or Choosing("studio", "music"), clock)


class TestAGain:
    def test_is_there_after_a_restart(self, clock):
        hand = Hand()
        hand.gain = -6.0
        later = kept(clock)
        later.recall(kept(clock, hand=hand).remembered())

        assert later.place.hand.gain == -6.0

    def test_is_nothing_where_nobody_set_one(self, clock):
        assert kept(clock, hand=Hand()).remembered() == {}

    @pytest.mark.parametrize("gain", [300.0, "loud", None])
    def test_is_none_that_nobody_could_have_set(self, clock, gain):
        later = kept(clock)
        later.recall({"gain": gain})

        assert later.place.hand is None


class TestABranch:
    def test_is_there_after_a_restart_until_its_time_is_over(self, clock):
        before, after = Choosing("studio", "music"), Choosing("studio", "music")
        until = clock.wall().timestamp() + 60
        before.pin = Pin("music", "by anna, for 1 min", until=until)
        kept(clock, after).recall(kept(clock, before).remembered())

        assert (after.pin.child, after.pin.by, after.pin.until) == ("music", "by anna, for 1 min", until)
        assert not after.pin.is_over()
        clock.set_wall(clock.wall() + timedelta(seconds=61))
        assert after.pin.is_over()

    def test_is_not_chosen_when_its_time_was_over_meanwhile(self, clock):
        after = Choosing("studio", "music")
        kept(clock, after).recall({"branch": ["music", "by anna", clock.wall().timestamp() - 1]})

        assert after.pin is None

    def test_that_the_script_has_no_more_is_not_chosen(self, clock):
        after = Choosing("studio", "talk")
        kept(clock, after).recall({"branch": ["music", "by anna", None]})

        assert after.pin is None


class TestARecording:
    def test_that_was_stopped_stays_so(self):
        recording = SimpleNamespace(is_paused=False)
        KeptRecording(recording).recall(KeptRecording(SimpleNamespace(is_paused=True)).remembered())

        assert recording.is_paused
        assert KeptRecording(SimpleNamespace(is_paused=False)).remembered() == {}


class TestPeaks:
    @pytest.mark.parametrize(("goes_on", "peaks"), [(True, {"": 9, "/a": 5, "/b": 4}), (False, {"": 0})])
    def test_go_on_in_a_process_that_was_started_again_and_not_in_a_station(self, goes_on, peaks):
        before, after = Census(), Census()
        before.report(1, {"/a": {"listeners": 5}, "/b": {"listeners": 4}})
        KeptPeaks(after, goes_on).recall(KeptPeaks(before, True).remembered())

        assert after.peaks == peaks
