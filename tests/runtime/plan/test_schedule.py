from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runtime.plan.schedule import Always, Both, Dates, Either, Not, Times, Weekdays, is_on, next_change

BERLIN, YORK, SYDNEY = (ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Australia/Sydney"))
NIGHTS = [
    pytest.param(BERLIN, datetime(2026, 3, 29, tzinfo=BERLIN), id="Berlin, forward"),
    pytest.param(BERLIN, datetime(2026, 10, 25, tzinfo=BERLIN), id="Berlin, back"),
    pytest.param(YORK, datetime(2026, 3, 8, tzinfo=YORK), id="New York, forward"),
    pytest.param(YORK, datetime(2026, 11, 1, tzinfo=YORK), id="New York, back"),
    pytest.param(SYDNEY, datetime(2026, 10, 4, tzinfo=SYDNEY), id="Sydney, forward"),
    pytest.param(SYDNEY, datetime(2026, 4, 5, tzinfo=SYDNEY), id="Sydney, back"),
    pytest.param(BERLIN, datetime(2026, 12, 31, tzinfo=BERLIN), id="Berlin, New Year's Eve"),
]
FRIDAY, HOUR = Weekdays((4,)), 3600


def at(text, zone=BERLIN, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


class TestTimes:
    def test_include_their_start_and_not_their_end(self):
        morning = Times(6 * HOUR, 10 * HOUR)
        moments = [at(f"2026-06-01T{each}") for each in ("05:59:59", "06:00:00", "09:59:59", "10:00:00")]

        assert [is_on(morning, each) for each in moments] == [False, True, True, False]

    def test_past_midnight_belong_to_the_day_they_begin_on(self):
        late = Both((FRIDAY, Times(22 * HOUR, 2 * HOUR)))
        moments = ["06-05T01:00", "06-05T22:00", "06-06T01:59:59", "06-06T02:00", "06-06T23:00"]

        assert [is_on(late, at(f"2026-{each}")) for each in moments] == [False, True, True, False, False]

    def test_go_over_the_years_end(self):
        party = Both((Dates(date(2026, 12, 31), date(2026, 12, 31)), Times(22 * HOUR, 4 * HOUR)))

        assert next_change(party, at("2026-06-01T00:00")) == at("2026-12-31T22:00")
        assert next_change(party, at("2026-12-31T22:00")) == at("2027-01-01T04:00")
        assert next_change(party, at("2027-01-01T04:00")) is None

    def test_that_end_where_they_start_take_a_whole_day(self):
        assert is_on(Both((FRIDAY, Times(6 * HOUR, 6 * HOUR))), at("2026-06-06T05:59:59"))

    def test_until_midnight_end_there(self):
        assert next_change(Times(20 * HOUR, 24 * HOUR), at("2026-06-01T21:00")) == at("2026-06-02T00:00")

    def test_may_have_a_part_cut_out_behind_midnight(self):
        shape = Both((FRIDAY, Times(22 * HOUR, 2 * HOUR), Not(Times(HOUR, 1.5 * HOUR))))
        moments = ["2026-06-06T00:30", "2026-06-06T01:15", "2026-06-06T01:45"]

        assert [is_on(shape, at(each)) for each in moments] == [True, False, True]


class TestTheNightWhenClocksGoForward:
    def test_a_time_left_out_comes_when_the_clocks_are_put_forward(self):
        assert next_change(Times(2.5 * HOUR, 4 * HOUR), at("2026-03-29T01:00")) == at("2026-03-29T03:00")

    def test_a_range_left_out_does_not_come(self):
        assert next_change(Times(2.25 * HOUR, 2.75 * HOUR), at("2026-03-29T00:00")) == at("2026-03-30T02:15")


class TestTheNightWhenClocksGoBack:
    def test_a_time_that_comes_twice_counts_the_first_time(self):
        news = Times(2.5 * HOUR, 2.75 * HOUR)

        assert next_change(news, at("2026-10-25T01:00")) == at("2026-10-25T02:30")
        assert next_change(news, at("2026-10-25T02:30")) == at("2026-10-25T02:45")
        assert next_change(news, at("2026-10-25T02:45")) == at("2026-10-26T02:30")

    def test_what_is_on_when_they_are_put_back_stays_on(self):
        show = Times(2.5 * HOUR, 3.5 * HOUR)

        assert is_on(show, at("2026-10-25T02:10", fold=1))
        assert next_change(show, at("2026-10-25T02:30")) == at("2026-10-25T03:30")

    def test_what_came_the_first_time_does_not_come_again(self):
        news = Times(2.5 * HOUR, 2.75 * HOUR)

        assert next_change(news, at("2026-10-25T02:10", fold=1)) == at("2026-10-26T02:30")


class TestWhatNeverChanges:
    @pytest.mark.parametrize(
        "schedule", [Always(), Not(Always()), Weekdays(tuple(range(7))), Either((FRIDAY, Not(FRIDAY))), Both(()), Either(())]
    )  # fmt: skip
    def test_says_so(self, schedule):
        assert next_change(schedule, at("2026-06-01T00:00")) is None


# ---- Beside a reference that walks through time ---------------------------------------------------------------------


def walked(zone, first, hours, step):
    """Moments one after the other, each with the latest time that the clocks have shown so far."""
    shown, moment = datetime(2000, 1, 1), first.astimezone(UTC) - timedelta(hours=30)  # noqa: DTZ001 - a reading of a clock
    end, offset = first.astimezone(UTC) + timedelta(hours=hours), None
    while moment < end:
        local = moment.astimezone(zone)
        if offset not in (
            None,
            local.utcoffset(),
        ):  # what the clocks showed up to the second in which they were changed
            passed = ((moment - timedelta(seconds=ago)).astimezone(zone) for ago in range(1, step))
            shown = max([shown, *(each.replace(tzinfo=None, fold=0) for each in passed)])
        shown, offset = max(shown, local.replace(tzinfo=None, fold=0)), local.utcoffset()
        yield local, shown
        moment += timedelta(seconds=step)


def naive(parts, wall):
    """`days and times`, told plainly: was the range begun on a day that is meant?"""
    days, times = parts
    for ago in (0, 1):
        day = (wall - timedelta(days=ago)).date()
        begin = datetime.combine(day, datetime.min.time()) + timedelta(seconds=times.start)
        end = datetime.combine(day, datetime.min.time()) + timedelta(seconds=times.end)
        end += timedelta(days=int(times.end <= times.start))
        if begin <= wall < end and day.weekday() in days.days:
            return True
    return False


SECONDS = st.integers(0, 24 * HOUR - 1)
RANGES = st.builds(Times, SECONDS, SECONDS)
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: Weekdays(tuple(sorted(days))))


class TestBesideAReference:
    @pytest.mark.parametrize(("zone", "night"), NIGHTS)
    @settings(max_examples=8, deadline=None)
    @example(days=Weekdays((0, 6)), times=Times(0, 10643))
    @given(days=DAYS, times=RANGES)
    def test_is_on_when_a_walk_through_time_says_so(self, zone, night, days, times):
        for moment, shown in walked(zone, night, 30, 60 * 7 + 13):
            assert is_on(Both((days, times)), moment) == naive((days, times), shown), moment

    @pytest.mark.parametrize(("zone", "night"), NIGHTS)
    @settings(max_examples=10, deadline=None)
    @given(days=DAYS, times=RANGES, other=RANGES, start=st.integers(-24 * HOUR, 24 * HOUR))
    def test_changes_to_the_second_where_it_says(self, zone, night, days, times, other, start):
        schedule = Either((Both((days, times)), Not(other)))
        after = (night.astimezone(UTC) + timedelta(seconds=start)).astimezone(zone)
        change = next_change(schedule, after)
        if change is None:
            return
        before = (change.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)

        assert is_on(schedule, change) != is_on(schedule, before) or before < after
        steps = (change - after.astimezone(UTC)) / 40
        between = [(after.astimezone(UTC) + steps * each).astimezone(zone) for each in range(40)]
        assert {is_on(schedule, each) for each in between} == {is_on(schedule, after)}

    @pytest.mark.parametrize(("zone", "night"), NIGHTS)
    def test_every_second_of_the_night(self, zone, night):
        times, days = Times(1.5 * HOUR + 7, 2.5 * HOUR + 11), Weekdays(tuple(range(7)))
        told = [
            is_on(times, moment) == naive((days, times), shown)
            for moment, shown in walked(zone, night + timedelta(hours=0), 5, 1)
            if moment >= night
        ]

        assert all(told)
        assert len(told) == 5 * HOUR
