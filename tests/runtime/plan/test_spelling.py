from datetime import date

import pytest

from runtime.plan import Always, Both, Dates, Either, Not, Times, Weekdays
from runtime.plan.spelling import spelled

MORNING = Times(6 * 3600.0, 10 * 3600.0)


class TestASchedule:
    @pytest.mark.parametrize(
        ("schedule", "words"),
        [
            (Always(), "always"),
            (MORNING, "06:00..10:00"),
            (Times(86_370.0, 30.0), "23:59:30..00:00:30"),
            (Weekdays((0, 1, 2, 3, 4)), "mon..fri"),
            (Weekdays((0, 5, 6)), "sat..mon"),
            (Weekdays((2,)), "wed"),
            (Weekdays((0, 2)), "mon or wed"),
            (Dates(date(2026, 12, 24), date(2026, 12, 24)), "2026-12-24"),
            (Dates(date(2026, 12, 1), date(2026, 12, 26)), "2026-12-01..2026-12-26"),
            (Both((Weekdays((5, 6)), Not(MORNING))), "sat..sun and not 06:00..10:00"),
            (Both((Either((Weekdays((5,)), MORNING)), Always())), "(sat or 06:00..10:00) and always"),
        ],
    )
    def test_is_spelled_as_the_script_does(self, schedule, words):
        assert spelled(schedule) == words
