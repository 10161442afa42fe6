"""`campaign(…)`: booked tracks, as often as they may."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.plan import Campaign, Times
from runtime.sources.campaign import CampaignSource, allowed

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def booked(songs, clock):
    def make(**rules):
        return CampaignSource(Campaign((), **rules), node="spot", children=[songs("spot", 30)], wall=clock)

    return make


def hear(source, clock, seconds):
    """Ten seconds at a time, at one sample a second; how many tracks began."""
    begun = set()
    for _ in range(seconds // 10):
        block = source.pull(10)
        if block is not None:
            begun.add(block.segment.id)
        clock.now += timedelta(seconds=10)
    return len(begun)


class TestTheDecision:
    @pytest.mark.parametrize(
        ("rules", "minutes_ago", "why"),
        [
            ({}, [1, 1, 1], ""),
            ({"per_hour": 2}, [59, 61], ""),
            ({"per_hour": 2}, [59, 1], "2 in the last hour"),
            ({"per_day": 2}, [13 * 60, 60], ""),
            ({"per_day": 2}, [11 * 60, 60], "2 today"),
            ({"apart": 600.0}, [60, 9], "too soon after the last one"),
            ({"when": Times(0.0, 3600.0)}, [], "not now"),
        ],
    )
    def test_counts_what_began(self, rules, minutes_ago, why):
        begun = [NOON - timedelta(minutes=each) for each in minutes_ago]

        assert allowed(Campaign((), **rules), begun, NOON) == why


class TestACampaign:
    def test_has_nothing_once_it_played_often_enough(self, booked, clock):
        source = booked(per_hour=3)

        assert hear(source, clock, 600) == 3
        assert not source.ready
        assert hear(source, clock, 3600) == 3

    def test_plays_to_its_end_what_has_begun(self, booked, clock):
        source = booked(when=Times(0.0, 12 * 3600 + 10.0))
        source.pull(10)
        clock.now += timedelta(seconds=10)

        assert source.pull(10) is not None

    def test_is_counted_over_a_restart(self, booked, clock):
        source, again = booked(per_hour=3), booked(per_hour=3)
        hear(source, clock, 60)
        again.recall(source.remembered())

        assert hear(again, clock, 600) == 1

    def test_says_how_often_it_played(self, booked, clock):
        source = booked()
        hear(source, clock, 60)

        assert source.choice.why == "number 2 of today"
