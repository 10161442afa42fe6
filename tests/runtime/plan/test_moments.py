import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.plan import Daily, Each, last_moment, next_moment

BERLIN = ZoneInfo("Europe/Berlin")
QUARTERS = Each(900.0)
SPRING, AUTUMN = datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 10, 25, tzinfo=BERLIN)
"""Midnight before the clocks are put forward at two, and back at three."""


def local(moment):
    return moment.astimezone(BERLIN)


def all_moments(moments, begin, hours):
    """The moments of some hours, in UTC."""
    found, now = [], begin.astimezone(UTC)
    while (now := next_moment(moments, now.astimezone(BERLIN))) <= begin.astimezone(UTC) + timedelta(
        hours=hours
    ):
        found.append(now)
    return found


class TestEach:
    def test_counts_from_the_full_hour(self):
        at = datetime(2026, 5, 1, 10, 7, 30, tzinfo=BERLIN)

        assert local(last_moment(QUARTERS, at)).strftime("%H:%M:%S") == "10:00:00"
        assert local(next_moment(QUARTERS, at)).strftime("%H:%M:%S") == "10:15:00"

    def test_counts_from_its_offset_where_it_has_one(self):
        half_past = Each(3600.0, 1800.0)
        at = datetime(2026, 5, 1, 10, 7, tzinfo=BERLIN)

        assert local(last_moment(half_past, at)).strftime("%H:%M") == "09:30"
        assert local(next_moment(half_past, at)).strftime("%H:%M") == "10:30"

    @pytest.mark.parametrize(("night", "hours"), [(SPRING, 3), (AUTUMN, 5)])
    def test_keeps_its_distance_over_a_summer_time_night(self, night, hours):
        found = all_moments(QUARTERS, night, hours)

        assert len(found) == hours * 4
        assert {b - a for a, b in itertools.pairwise(found)} == {timedelta(minutes=15)}


class TestDaily:
    def test_names_times_of_day(self):
        news = Daily((43_200.0, 64_800.0))
        at = datetime(2026, 5, 1, 12, 0, tzinfo=BERLIN)

        assert local(last_moment(news, at)).strftime("%d %H:%M") == "01 12:00"
        assert local(next_moment(news, at)).strftime("%d %H:%M") == "01 18:00"

    def test_goes_on_yesterday_and_tomorrow(self):
        news = Daily((43_200.0,))
        at = datetime(2026, 5, 1, 11, 59, tzinfo=BERLIN)

        assert local(last_moment(news, at)).strftime("%d %H:%M") == "30 12:00"
        assert local(next_moment(news, at + timedelta(hours=1))).strftime("%d %H:%M") == "02 12:00"

    @pytest.mark.parametrize(("night", "shown"), [(SPRING, ["03:00"]), (AUTUMN, ["02:30"])])
    def test_comes_once_in_a_summer_time_night(self, night, shown):
        found = all_moments(Daily((2.5 * 3600,)), night, 6)

        assert [local(each).strftime("%H:%M") for each in found] == shown


@pytest.mark.parametrize("moments", [QUARTERS, Each(3600.0, 1800.0), Daily((0.0, 9000.0, 43_200.0))])
class TestAnyMoments:
    @given(second=st.integers(0, 400 * 86_400))
    def test_the_last_one_is_past_and_the_next_one_to_come(self, moments, second):
        now = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(BERLIN)

        last, upcoming = last_moment(moments, now), next_moment(moments, now)

        assert last <= now.astimezone(UTC) < upcoming
        assert last_moment(moments, upcoming.astimezone(BERLIN)) == upcoming
