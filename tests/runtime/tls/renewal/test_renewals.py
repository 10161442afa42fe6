"""The core of renewal, one rule after the other."""

import json
from itertools import pairwise
from random import Random

import pytest

from runtime.tls.renewal import LETS_ENCRYPTS, Ask, Issuer, Life, Order, Renewals, Wait, Wanted
from runtime.tls.renewal.life import DAY, HOUR, MINUTE

START = 1_800_000_000.0
RADIO = Wanted(("radio.example",))
LE = Issuer("https://le.example/directory", "https://staging.example/directory", LETS_ENCRYPTS)
OTHER = Issuer("https://other.example/directory")


class Station:
    """A core with a clock that is moved by hand."""

    def __init__(self, *issuers, life=90 * DAY, kept=None, seed=1):
        self.issuers = issuers or (LE,)
        self.now, self.ticks, self.life, self.seed = START, 0.0, life, seed
        self.core = self.made(kept)

    def made(self, kept=None):
        return Renewals(self.issuers, self.now, self.ticks, Random(self.seed), kept)

    def want(self, wanted=RADIO, life=None, kept=None):
        self.core.want(wanted, life, self.now, kept)

    def restart(self):
        common = json.loads(json.dumps(self.core.to_fields(self.now)))
        own = {
            wanted: (
                self.core.record(wanted).life,
                json.loads(json.dumps(self.core.record(wanted).to_fields())),
            )
            for wanted in list(self.core._records)
        }
        self.core = self.made(common)
        for wanted, (life, kept) in own.items():
            self.want(wanted, life, kept)

    def pass_(self, seconds):
        self.now += seconds
        self.ticks += seconds

    def next(self):
        return self.core.next(self.now, self.ticks)

    def until(self, kind, within=400 * DAY):
        """Let time pass until there is such a step; answers questions with no opinion."""
        end = self.now + within
        while self.now < end:
            step = self.next()
            if isinstance(step, kind):
                return step
            if isinstance(step, Ask):
                self.core.advised(step, self.now, None)
            elif isinstance(step, Wait):
                self.pass_(step.seconds)
        return None

    def issue(self, step, *, replaced=False):
        self.core.issued(step, self.now, self.ticks, Life(self.now, self.now + self.life), replaced=replaced)

    def refuse(self, step, problem="connection", **more):
        self.core.refused(step, self.now, self.ticks, problem, "no way in", **more)

    def certificate(self, wanted=RADIO):
        """Get the first one."""
        self.want(wanted)
        self.issue(self.until(Order))
        self.pass_(1)

    def left(self, wanted=RADIO):
        return self.core.record(wanted).life.left(self.now)


@pytest.fixture
def station():
    return Station()


class TestTheFirstCertificate:
    def test_is_ordered_at_once(self, station):
        station.want()

        assert station.next() == Order(
            RADIO, 0, rehearsal=False, replaces=False, why="there is no certificate for these names yet"
        )

    def test_comes_before_all_that_can_wait(self, station):
        station.certificate()
        other = Wanted(("other.example",))
        station.want(other)
        station.pass_(61 * DAY)

        assert station.next().wanted == other

    def test_nothing_else_happens_meanwhile(self, station):
        station.want()
        station.want(Wanted(("other.example",)))
        station.next()

        assert isinstance(station.next(), Wait)


class TestTheBackstop:
    @pytest.mark.parametrize(
        ("life", "least", "most"),
        [
            (90 * DAY, 30 * DAY, 31 * DAY),
            (64 * DAY, 30 * DAY, 31 * DAY),
            (45 * DAY, 30 * DAY, 31.5 * DAY),
            (200 * DAY, 200 / 3 * DAY, 68 * DAY),
            (160 * HOUR, 80 * HOUR, 88 * HOUR),
            (31 * DAY, 62 / 3 * DAY, 22 * DAY),
        ],
    )
    def test_is_thirty_days_or_a_third_or_half_of_a_short_life(self, life, least, most):
        station = Station(life=life)
        station.certificate()
        station.until(Order)

        assert least - 11 * MINUTE <= station.left() <= most

    def test_holds_whatever_the_authority_says(self, station):
        station.certificate()
        ask = station.until(Ask)
        station.core.advised(ask, station.now, (station.now + 89 * DAY, station.now + 89.5 * DAY), DAY)
        station.until(Order)

        assert station.left() >= 30 * DAY - 11 * MINUTE


class TestTheAuthoritysAdvice:
    def asked(self, station, start, end, retry_after=6 * HOUR):
        step = station.until(Ask)
        station.core.advised(step, station.now, (START + start, START + end), retry_after)
        return step

    def test_is_asked_for_twice_a_day_where_it_has_none(self, station):
        station.certificate()
        asked = []
        while station.now < START + 10 * DAY:
            step = station.next()
            if isinstance(step, Ask):
                asked.append(station.now)
                station.core.advised(step, station.now, None)
            else:
                station.pass_(step.seconds)

        assert 20 <= len(asked) <= 21

    @pytest.mark.parametrize(("said", "waited"), [(6 * HOUR, 6 * HOUR), (1.0, MINUTE), (90 * DAY, DAY)])
    def test_its_retry_after_is_obeyed_within_reason(self, station, said, waited):
        station.certificate()
        self.asked(station, 40 * DAY, 41 * DAY, said)
        before = station.now
        station.until(Ask)

        assert waited <= station.now - before <= waited + 2

    def test_a_random_moment_of_the_window_is_chosen_once(self, station):
        station.certificate()
        self.asked(station, 40 * DAY, 42 * DAY)
        chosen = station.core.next_renewal(RADIO)
        station.restart()
        self.asked(station, 40 * DAY + 5, 42 * DAY - 5)

        assert START + 40 * DAY < chosen < START + 42 * DAY
        assert station.core.next_renewal(RADIO) == chosen

    def test_stations_choose_different_moments(self):
        chosen = set()
        for seed in range(20):
            station = Station(seed=seed)
            station.certificate()
            self.asked(station, 40 * DAY, 42 * DAY)
            chosen.add(station.core.next_renewal(RADIO))

        assert len(chosen) == 20

    def test_a_window_that_moves_to_the_past_renews_at_once(self, station):
        station.certificate()
        self.asked(station, 40 * DAY, 42 * DAY)
        station.pass_(5 * DAY)
        step = station.next()
        station.core.advised(step, station.now, (station.now - 2 * DAY, station.now - DAY), 6 * HOUR)

        assert isinstance(station.next(), Order)

    def test_no_answer_changes_nothing_and_is_asked_for_ever_less(self, station):
        station.certificate()
        self.asked(station, 40 * DAY, 42 * DAY)
        chosen, pauses, before = station.core.next_renewal(RADIO), [], None
        for _ in range(11):
            step = station.until(Ask)
            pauses += [station.now - before] if before is not None else []
            before = station.now
            station.core.unanswered(step, station.now)

        assert [round(each / MINUTE) for each in pauses] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
        assert station.core.next_renewal(RADIO) == chosen


class TestACertificateThatIsRevoked:
    def test_is_replaced_at_once_also_behind_a_start(self, station):
        station.certificate()
        station.core.revoked(RADIO, station.now, "revoked")
        station.restart()
        step = station.next()

        assert isinstance(step, Order)
        assert (step.why, step.rehearsal, step.replaces) == ("the one before is revoked", False, True)

    def test_is_replaced_once(self, station):
        station.certificate()
        station.core.revoked(RADIO, station.now, "revoked")
        station.issue(station.next())
        station.restart()

        assert station.until(Order, within=DAY) is None

    def test_is_tried_again_with_the_usual_pauses_and_without_practice(self, station):
        station.certificate()
        station.core.revoked(RADIO, station.now, "revoked")
        station.refuse(station.next())
        failed = station.now
        step = station.until(Order)

        assert (station.now - failed, step.rehearsal) == (MINUTE, False)

    def test_waits_as_long_as_the_authority_said(self, station):
        station.certificate()
        station.core.revoked(RADIO, station.now, "revoked")
        station.refuse(station.next(), "rateLimited", retry_after=5 * HOUR)
        failed = station.now
        station.until(Order)

        assert station.now - failed >= 5 * HOUR


class TestWhatIsReplaced:
    def renewing(self, *issuers):
        station = Station(*issuers)
        station.certificate()
        return station, station.until(Order)

    def test_is_said(self):
        _, step = self.renewing()

        assert step.replaces

    def test_is_left_out_once_when_that_may_have_been_the_fault(self):
        station, step = self.renewing(OTHER)
        said = [step.replaces]
        for _ in range(3):
            station.refuse(step, "malformed")
            step = station.until(Order)
            said.append(step.replaces)

        assert said == [True, False, True, False]

    def test_is_said_to_its_own_authority_alone(self):
        station, step = self.renewing(LE, OTHER)
        station.refuse(step, "unreachable")
        other = station.until(Order)

        assert (other.authority, other.replaces) == (1, False)

    def test_is_never_said_in_a_rehearsal(self):
        station, step = self.renewing()
        station.refuse(step)
        step = station.until(Order)

        assert (step.rehearsal, step.replaces) == (True, False)


class TestAfterAFailure:
    def test_the_pauses_are_1_10_and_100_minutes_and_a_day(self):
        station = Station(OTHER)
        station.want()
        tried = []
        for _ in range(6):
            step = station.until(Order)
            tried.append(station.now)
            station.refuse(step, "unreachable")
        pauses = [round((later - sooner) / MINUTE) for sooner, later in pairwise(tried)]

        assert pauses == [1, 10, 100, 1440, 1440]

    def test_the_next_try_is_a_rehearsal_until_one_goes_well(self, station):
        station.want()
        station.refuse(station.until(Order))
        first = station.until(Order)
        station.refuse(first)
        second = station.until(Order)
        station.core.rehearsed(second, station.now)
        real = station.next()

        assert [first.rehearsal, second.rehearsal, real.rehearsal] == [True, True, False]

    def test_an_authority_that_is_down_is_not_practised_with(self, station):
        station.want()
        station.refuse(station.until(Order), "unreachable")

        assert not station.until(Order).rehearsal

    def test_a_staging_authority_that_is_down_leaves_it_to_the_real_one(self, station):
        station.want()
        station.refuse(station.until(Order))
        station.refuse(station.until(Order), "unreachable")

        assert not station.until(Order).rehearsal

    def test_nothing_is_practised_without_a_place_for_it(self):
        station = Station(OTHER)
        station.want()
        station.refuse(station.until(Order))

        assert not station.until(Order).rehearsal

    def test_what_failed_is_remembered_over_a_restart(self, station):
        station.want()
        station.refuse(station.until(Order))
        station.refuse(station.until(Order))
        station.restart()
        wait = station.next()

        assert isinstance(wait, Wait)
        record = station.core.record(RADIO)
        assert (record.attempts.failures, record.attempts.outcome) == (2, "no way in")
        assert station.core.next_renewal(RADIO) - station.now == pytest.approx(10 * MINUTE, abs=2)

    def test_who_dies_of_an_order_does_not_repeat_it_at_once(self, station):
        station.want()
        station.next()
        station.restart()

        assert isinstance(station.next(), Wait)

    def test_an_order_that_we_gave_up_ourselves_does_not_count(self, station):
        station.want()
        step = station.next()
        station.core.abandoned(step, station.now)

        assert station.next() == step

    def test_somebody_who_mended_it_need_not_wait(self, station):
        station.want()
        for _ in range(4):
            station.refuse(station.until(Order))
        station.core.hurry(station.now)

        assert isinstance(station.next(), Order)


class TestASecondAuthority:
    def test_is_asked_at_once_when_the_first_is_down(self):
        station = Station(LE, OTHER)
        station.want()
        station.refuse(station.until(Order), "unreachable")
        before = station.now
        step = station.until(Order)

        assert (step.authority, station.now - before) == (1, pytest.approx(MINUTE, abs=2))

    def test_is_asked_after_two_failures_of_our_own(self):
        station = Station(LE, OTHER)
        station.want()
        asked = []
        for _ in range(6):
            step = station.until(Order)
            asked.append((step.authority, step.rehearsal))
            station.refuse(step)

        assert asked == [(0, False), (0, True), (1, False), (1, False), (0, True), (0, True)]

    def test_gives_way_to_the_first_at_the_next_renewal(self):
        station = Station(LE, OTHER)
        station.want()
        station.refuse(station.until(Order), "unreachable")
        station.issue(station.until(Order))

        assert station.until(Order).authority == 0

    def test_is_the_one_that_is_asked_about_its_own_certificate(self):
        station = Station(LE, OTHER)
        station.want()
        station.refuse(station.until(Order), "unreachable")
        station.issue(station.until(Order))

        assert station.until(Ask).authority == 1

    def test_stands_in_while_the_first_takes_no_more(self):
        station = Station(LE, OTHER)
        station.want()
        station.refuse(station.until(Order), "rateLimited", retry_after=3 * DAY)
        asked = set()
        for _ in range(4):
            step = station.until(Order)
            asked.add(step.authority)
            station.refuse(step, "unreachable")
            if station.now > START + 2 * DAY:
                break

        assert asked == {1}


class TestLimits:
    def test_the_authoritys_own_word_holds_for_all_and_over_restarts(self, station):
        station.want()
        station.refuse(station.until(Order), "rateLimited", retry_after=3 * HOUR)
        station.restart()
        station.want(Wanted(("other.example",)))
        station.until(Order)

        assert station.now - START == pytest.approx(3 * HOUR, abs=2)

    def test_an_absurd_one_is_cut(self, station):
        station.want()
        station.refuse(station.until(Order), "rateLimited", retry_after=1e9)
        station.until(Order)

        assert station.now - START == pytest.approx(8 * DAY, abs=2)

    def test_five_certificates_for_the_same_names_then_one_in_34_hours(self):
        station = Station(life=2 * MINUTE)
        station.want()
        moments = []
        for _ in range(8):
            step = station.until(Order)
            moments.append(station.now - START)
            station.issue(step)

        assert moments[4] < HOUR
        assert moments[6] - moments[5] == pytest.approx(34 * HOUR, rel=0.01)

    def test_five_failed_proofs_of_one_name_then_one_in_12_minutes(self):
        issuer = Issuer("https://le.example/directory", rates=LETS_ENCRYPTS)
        station = Station(issuer)
        station.want()
        moments = []
        for _ in range(9):
            step = station.until(Order)
            moments.append(station.now)
            station.refuse(step)
            station.core.hurry(station.now)

        assert moments[4] - moments[0] < MINUTE
        assert [round((b - a) / MINUTE) for a, b in pairwise(moments[5:])] == [
            12,
            12,
            12,
        ]

    def test_a_replacement_is_free_of_them_but_not_of_a_bound_of_our_own(self):
        station = Station(life=2 * MINUTE)
        station.want()
        for _ in range(60):
            step = station.until(Order)
            station.issue(step, replaced=step.replaces)

        assert station.now - START > 40 * HOUR


class TestWhenTimeIsShort:
    def failing(self, life=90 * DAY):
        """How much of a life was left at each try, when none goes well."""
        station = Station(life=life)
        station.certificate()
        tries = []
        while station.left() > 0:
            step = station.until(Order)
            tries.append((station.left(), step.rehearsal))
            station.refuse(step)
        return tries

    def test_there_are_no_rehearsals_in_the_last_twentieth(self):
        tries = self.failing()

        assert all(rehearsal for left, rehearsal in tries[1:] if left > 4.5 * DAY)
        assert not any(rehearsal for left, rehearsal in tries if left < 4.5 * DAY - 1)

    def test_tries_come_more_often(self):
        lefts = [left for left, _ in self.failing()]
        pauses = [(sooner, sooner - later) for sooner, later in pairwise(lefts)]

        assert all(pause <= DAY + 5 for _, pause in pauses)
        assert all(pause <= 11 * HOUR for left, pause in pauses if left < 4.5 * DAY)
        assert all(pause <= 2 * HOUR for left, pause in pauses if left < 0.5 * DAY)

    def test_tries_go_on_behind_the_end(self):
        station = Station(life=90 * DAY)
        station.certificate()
        while station.left() > -3 * DAY:
            station.refuse(station.until(Order))
        before = station.now
        station.until(Order)

        assert station.now - before <= HOUR


class TestTheClock:
    def test_a_start_waits_a_little_with_what_can_wait(self):
        waited = set()
        for seed in range(10):
            station = Station(seed=seed)
            station.want(RADIO, Life(START - 61 * DAY, START + 29 * DAY))
            station.until(Order)
            waited.add(station.now - START)

        assert len(waited) == 10
        assert max(waited) <= 5 * MINUTE

    def test_a_start_does_not_wait_when_time_is_short(self, station):
        station.want(RADIO, Life(START - 88 * DAY, START + 2 * DAY))

        assert isinstance(station.next(), Order)

    def test_a_jump_of_hours_waits_a_little(self, station):
        station.certificate()
        station.until(Order)
        station = Station(seed=3)
        station.certificate()
        renewal = station.core.next_renewal(RADIO)
        while renewal - station.now > 5 * HOUR:
            step = station.next()
            if isinstance(step, Ask):
                station.core.advised(step, station.now, None)
            else:
                station.pass_(step.seconds)
        station.now += 6 * HOUR
        jumped = station.now

        assert not isinstance(station.next(), Order)
        station.until(Order)
        assert 0 < station.now - jumped <= 5 * MINUTE

    @pytest.mark.parametrize("moved", [70 * DAY, 3650 * DAY, 2 * DAY])
    def test_a_jump_of_days_renews_nothing_and_says_so(self, station, moved):
        others = [Wanted((f"r{n}.example",)) for n in range(4)]
        for each in others:
            station.certificate(each)
        station.now += moved
        step = station.until(Order, within=50 * MINUTE)

        assert step is None
        assert "clock went forward" in station.core.doubt

    def test_then_one_order_decides(self, station):
        for n in range(4):
            station.certificate(Wanted((f"r{n}.example",)))
        station.now += 70 * DAY
        jumped = station.now
        first = station.until(Order)
        station.core.issued(first, station.now, station.ticks, Life(jumped - 70 * DAY, jumped + 20 * DAY))

        assert "70 days ahead of the authority's" in station.core.doubt
        assert station.until(Order, within=30 * DAY) is None

    def test_a_clock_that_was_right_after_all_goes_on(self, station):
        for n in range(4):
            station.certificate(Wanted((f"r{n}.example",)))
        station.now += 70 * DAY
        jumped = station.now
        for _ in range(4):
            station.issue(station.until(Order))

        assert station.core.doubt == ""
        assert station.now - jumped < 2 * HOUR

    def test_a_clock_that_is_set_right_goes_on(self, station):
        station.certificate()
        station.now += 70 * DAY
        step = station.until(Order)
        station.core.issued(step, station.now, station.ticks, Life(START, START + 90 * DAY))
        station.now -= 70 * DAY
        station.issue(station.until(Order, within=90 * DAY))

        assert station.core.doubt == ""

    def test_a_clock_that_went_back_while_nobody_looked_is_seen(self, station):
        station.certificate()
        station.now -= 10 * DAY
        station.restart()

        assert "clock went back by 10 days" in station.core.doubt

    def test_waits_do_not_grow_with_a_clock_that_is_set_back(self, station):
        station.now += 60 * DAY
        station.want()
        station.refuse(station.until(Order), "unreachable")
        station.now -= 60 * DAY
        before = station.now
        station.until(Order)

        assert station.now - before < 2 * MINUTE

    def test_a_machine_without_a_clock_gets_its_first_certificate(self):
        station = Station()
        station.now = 1000.0
        station.core = station.made()
        station.want()
        station.refuse(station.next(), "unreachable")
        station.now += START
        station.ticks += 5

        assert isinstance(station.until(Order, within=2 * MINUTE), Order)


class TestWhatIsKept:
    def test_nonsense_is_nothing(self):
        nonsense = {"limits": [1], "clock": {"seen": "late"}}
        station = Station(kept=nonsense)
        station.want(
            kept={
                "advice": 3,
                "attempts": {"failures": "many", "authority": 7, "practise": ["x"]},
                "spread": -1,
            }
        )

        assert isinstance(station.next(), Order)
