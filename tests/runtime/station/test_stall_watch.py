"""Every output is watched without being asked for: one that stands still is told once, and helped where that is possible."""

import pytest

from runtime.plan.origin import Origin
from runtime.station.stall_watch import STALLS, Flow, StallWatch

ORIGIN = Origin("station.lss", 9)


class Encoder:
    def __init__(self, *, helps=True):
        self.helps = helps
        self.restarts = 0

    def restart(self):
        self.restarts += 1
        return self.helps


class Station:
    """One mount, that goes on when it is told to."""

    def __init__(self):
        self.reached = 0.0
        self.encoder = None
        self.there = True
        self.events = []
        self.watch = StallWatch(self.flows, lambda name, source, details: self.events.append((name, source)))

    def flows(self):
        flow = Flow('mount "/a.mp3"', "/a.mp3", self.reached, "nothing new", self.encoder, ORIGIN)
        return [flow] if self.there else []

    def looks(self, times=STALLS + 1, *, by=0.0):
        for _ in range(times):
            self.watch.look()
            if self.reached is not None:
                self.reached += by


@pytest.fixture
def station():
    return Station()


class TestAnOutput:
    def test_that_goes_on_is_not_talked_about(self, station, caplog):
        station.looks(100, by=1.0)

        assert (station.events, caplog.records) == ([], [])

    def test_that_need_not_go_on_is_not_talked_about(self, station):
        station.reached = None
        station.looks(100)

        assert station.events == []

    def test_that_stands_still_is_told_once_with_its_line_and_as_an_event(self, station, caplog):
        station.looks(100)

        assert station.events == [("stall", "/a.mp3")]
        assert [(r.getMessage(), r.origin) for r in caplog.records] == [
            ('mount "/a.mp3": nothing new for 10 s', ORIGIN)
        ]

    def test_that_goes_on_again_is_told_once(self, station, caplog):
        station.looks(15)
        station.looks(15, by=1.0)

        assert station.events == [("stall", "/a.mp3"), ("flow", "/a.mp3")]
        assert caplog.records[-1].getMessage() == 'mount "/a.mp3" goes on, after 15 s'

    def test_that_has_gone_is_forgotten(self, station):
        station.looks(STALLS)
        station.there = False
        station.looks(1)
        station.there = True
        station.looks(STALLS)

        assert station.events == []


class TestAnEncoderThatHangs:
    def test_is_begun_anew(self, station, caplog):
        station.encoder = Encoder()
        station.looks()

        assert station.encoder.restarts == 1
        assert "another encoder takes over" in caplog.text

    def test_again_is_helped_again_and_told_no_more(self, station, caplog):
        station.encoder = Encoder()
        station.looks(STALLS * 3 + 1)

        assert station.encoder.restarts == 3
        assert len(caplog.records) == 1

    def test_too_often_is_left_alone(self, station, caplog):
        station.encoder = Encoder(helps=False)
        station.looks()

        assert "another encoder" not in caplog.text
