"""Who of several source clients is heard."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from runtime.plan import Account, Both, Seconds, Secret, Times, Weekdays
from runtime.servers.rota import STALE_SECONDS, Moment, Verdict, is_over, next_on, verdict

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
NOW = 1000.0
EVENING = Both((Weekdays((0,)), Times(18 * 3600.0, 20 * 3600.0)))


def account(user="anna", priority=0, early=0.0, late=0.0, times=EVENING):
    return Account(Secret("pw"), user, times, priority, Seconds(early), Seconds(late))


@dataclass
class There:
    """Somebody who is on, or waits."""

    account: Account
    last_data: float = NOW


def at(hour, minute=0, second=0):
    return Moment(NOW, MONDAY + timedelta(hours=hour, minutes=minute, seconds=second))


class TestTheTimesOfAnAccount:
    @pytest.mark.parametrize(
        ("hour", "minute", "found"),
        [
            (17, 44, Verdict.NOT_NOW), (17, 45, Verdict.WAITS), (17, 59, Verdict.WAITS), (18, 0, Verdict.ON),
            (19, 59, Verdict.ON), (20, 0, Verdict.NOT_NOW), (20, 3, Verdict.NOT_NOW),
        ],
    )  # fmt: skip
    def test_decide_what_becomes_of_who_comes(self, hour, minute, found):
        anna = account(early=15 * 60.0, late=5 * 60.0)

        assert verdict(anna, None, "refuse", at(hour, minute)) is found

    @pytest.mark.parametrize(
        ("hour", "minute", "waiting", "over"),
        [(19, 59, True, False), (20, 0, False, False), (20, 4, False, False), (20, 5, False, True), (20, 0, True, True)],
    )  # fmt: skip
    def test_end_a_show_at_once_or_a_little_later_while_nobody_waits(self, hour, minute, waiting, over):
        anna = There(account(late=5 * 60.0))
        ben = There(account("ben", times=Times(20 * 3600.0, 22 * 3600.0)))

        assert is_over(anna, [ben] if waiting else [], at(hour, minute)) is over

    def test_who_came_early_and_is_on_stays(self):
        assert not is_over(There(account(early=900.0)), [], at(17, 50))


class TestWhoComesWhileAnotherIsOn:
    @pytest.mark.parametrize(
        ("takeover", "found"),
        [("refuse", Verdict.TAKEN), ("replace", Verdict.ON), ("wait", Verdict.WAITS)],
    )
    def test_of_the_same_priority_it_is_as_the_script_says(self, takeover, found):
        assert verdict(account("ben"), There(account()), takeover, at(19)) is found

    @pytest.mark.parametrize("takeover", ["refuse", "replace", "wait"])
    def test_the_higher_priority_takes_over(self, takeover):
        assert verdict(account(priority=1), There(account()), takeover, at(19)) is Verdict.ON

    @pytest.mark.parametrize(
        ("takeover", "found"),
        [("refuse", Verdict.TAKEN), ("replace", Verdict.TAKEN), ("wait", Verdict.WAITS)],
    )
    def test_the_lower_priority_does_not(self, takeover, found):
        assert verdict(account(), There(account(priority=1)), takeover, at(19)) is found

    @pytest.mark.parametrize("priority", [0, 9])
    def test_one_that_sends_nothing_gives_way(self, priority):
        silent = There(account(priority=priority), NOW - STALE_SECONDS)

        assert verdict(account(), silent, "refuse", at(19)) is Verdict.ON


class TestWhoGoesOn:
    def test_is_the_highest_then_the_first_to_wait(self):
        anna, ben, chief = There(account()), There(account("ben")), There(account("chief", 5))

        assert next_on([anna, ben], None, "wait", at(19)) is anna
        assert next_on([anna, ben, chief], None, "wait", at(19)) is chief

    def test_is_nobody_whose_time_has_not_come(self):
        assert next_on([There(account(early=900.0))], None, "wait", at(17, 50)) is None

    def test_is_nobody_while_another_stays(self):
        assert next_on([There(account("ben"))], There(account()), "wait", at(19)) is None
        assert next_on([There(account("ben"))], There(account(), NOW - 5), "wait", at(19)) is None

    def test_takes_over_when_its_time_begins_and_the_script_lets_it(self):
        assert next_on([There(account("ben"))], There(account()), "replace", at(19)) is not None
        assert next_on([There(account("ben", 1))], There(account()), "refuse", at(19)) is not None
