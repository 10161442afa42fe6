"""Months of renewal on a clock of the test's own: authorities that are down, refuse, revoke and limit; stations that restart.

What must hold whatever happens: one thing at a time, never beyond what an authority takes, and always a valid certificate
where the authority works at all.
"""

import json
from collections import defaultdict
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.tls.renewal import LETS_ENCRYPTS, Ask, Issuer, Life, Order, Renewals, Wait, Wanted
from runtime.tls.renewal.life import DAY, HOUR, MINUTE

START = 1_800_000_000.0
LE = Issuer("https://le.example/directory", "https://staging.example/directory", LETS_ENCRYPTS)
OTHER = Issuer("https://other.example/directory")
RADIO = Wanted(("radio.example", "www.radio.example"))


class World:
    """A station and its authorities, from one step of the core to the next."""

    def __init__(
        self, *, seed=1, life=90 * DAY, issuers=(LE,), wanted=(RADIO,), down=(), advice=True, restart=0.0
    ):
        self.random, self.life, self.issuers, self.wanted = Random(seed), life, issuers, wanted
        self.down, self.advice, self.restart_every = down, advice, restart
        self.now, self.ticks = START, 0.0
        self.lives, self.serial = {}, 0
        self.orders = defaultdict(list)
        self.issued = defaultdict(list)
        self.without = []
        self.asked = []
        self.core = self.started({}, {})

    def started(self, common, own):
        core = Renewals(self.issuers, self.now, self.ticks, self.random, common)
        for each in self.wanted:
            core.want(each, self.lives.get(each), self.now, own.get(each))
        return core

    def restart(self):
        common = json.loads(json.dumps(self.core.to_fields(self.now)))
        own = {each: json.loads(json.dumps(self.core.record(each).to_fields())) for each in self.wanted}
        self.core = self.started(common, own)

    def is_down(self, directory):
        return any(start <= self.now - START < end and directory in where for start, end, where in self.down)

    def run(self, length):
        end, last_restart = START + length, START
        while self.now < end:
            step = self.core.next(self.now, self.ticks)
            match step:
                case Wait():
                    self.let_pass(min(step.seconds, end - self.now))
                case Ask():
                    self.ask(step)
                case Order():
                    self.order(step)
            if self.restart_every and self.now - last_restart >= self.restart_every:
                last_restart = self.now
                self.restart()
        return self

    def let_pass(self, seconds):
        self.now += seconds
        self.ticks += seconds
        if self.lives and not all(life.valid(self.now) for life in self.lives.values()):
            self.without.append(self.now)

    def ask(self, step):
        self.asked.append(self.now)
        self.let_pass(0.5)
        issuer = self.issuers[step.authority]
        if self.is_down(issuer.directory):
            self.core.unanswered(step, self.now)
        elif not self.advice:
            self.core.advised(step, self.now, None)
        else:
            life = self.lives[step.wanted]
            middle = life.start + life.length * 2 / 3
            self.core.advised(
                step, self.now, (middle - life.length / 50, middle + life.length / 50), 6 * HOUR
            )

    def order(self, step):
        issuer = self.issuers[step.authority]
        directory = issuer.staging if step.rehearsal else issuer.directory
        busy = self.core.next(self.now, self.ticks)
        assert isinstance(busy, Wait), "two things at once"
        self.orders[directory].append(self.now)
        self.let_pass(20.0)
        if self.is_down(directory):
            self.core.refused(step, self.now, self.ticks, "unreachable", "nobody answers")
        elif step.rehearsal:
            self.core.rehearsed(step, self.now)
        else:
            self.lives[step.wanted] = Life(self.now - HOUR, self.now - HOUR + self.life)
            if not step.replaces:
                self.issued[directory, step.wanted.names].append(self.now)
            self.core.issued(step, self.now, self.ticks, self.lives[step.wanted], replaced=step.replaces)


def most_within(moments, length):
    """The most of them in any window of a length."""
    return max((sum(1 for each in moments if first <= each < first + length) for first in moments), default=0)


class TestTwoDaysOfOutage:
    """A certificate of 160 hours has 80 left when it is renewed."""

    @pytest.mark.parametrize(
        "begin", [0.0, 40 * HOUR, 70 * HOUR, 79 * HOUR, 80 * HOUR, 81 * HOUR, 100 * HOUR, 150 * HOUR]
    )
    @pytest.mark.parametrize("advice", [True, False], ids=["advised", "by the backstop"])
    @pytest.mark.parametrize("seed", [1, 2])
    def test_never_leaves_a_station_without_a_short_lived_certificate(self, begin, advice, seed):
        down = [(HOUR + begin, HOUR + begin + 48 * HOUR, (LE.directory, LE.staging))]
        world = World(seed=seed, life=160 * HOUR, down=down, advice=advice).run(30 * DAY)

        assert world.without == []
        assert 7 <= len(world.issued[LE.directory, RADIO.names]) + len(world.orders[LE.directory]) <= 40

    def test_step_by_step(self):
        """The order of the day: the first try at half of its life, then 1, 10 and 100 minutes, then a tenth of what is left."""
        down = [(70 * HOUR, 70 * HOUR + 48 * HOUR, (LE.directory, LE.staging))]
        world = World(life=160 * HOUR, down=down, advice=False).run(70 * HOUR)
        before = len(world.orders[LE.directory])
        world.run(120 * HOUR)
        tries = [(each - START) / HOUR for each in world.orders[LE.directory][before:]]
        pauses = [round((b - a) * 60) for a, b in pairwise(tries)]

        assert 71 <= tries[0] <= 80
        assert pauses[:3] == [1, 10, 100]
        assert all(4 * 60 <= each <= 9 * 60 for each in pauses[3:])
        assert 118 <= tries[-1] <= 118 + 9
        assert world.without == []

    def test_costs_few_questions(self):
        world = World(life=160 * HOUR, down=[(70 * HOUR, 118 * HOUR, (LE.directory,))], advice=True).run(
            200 * HOUR
        )

        assert len(world.asked) < 200


class TestALongOutage:
    def test_of_weeks_is_bridged_by_ninety_days(self):
        world = World(down=[(50 * DAY, 75 * DAY, (LE.directory, LE.staging))]).run(100 * DAY)

        assert world.without == []

    def test_of_one_authority_is_bridged_by_another(self):
        world = World(
            issuers=(LE, OTHER), life=160 * HOUR, down=[(DAY, 60 * DAY, (LE.directory, LE.staging))]
        )
        world.run(60 * DAY)

        assert world.without == []
        assert len(world.orders[LE.directory]) < 60

    def test_ends_the_gap_within_an_hour(self):
        world = World(life=160 * HOUR, down=[(DAY, 12 * DAY, (LE.directory, LE.staging))]).run(13 * DAY)

        assert world.without
        assert world.without[-1] - (START + 12 * DAY) <= HOUR + MINUTE


outages = st.lists(
    st.tuples(
        st.floats(0, 60 * DAY),
        st.floats(0, 3 * DAY),
        st.sampled_from([(LE.directory,), (LE.directory, LE.staging), (LE.staging,), (OTHER.directory,)]),
    ),
    max_size=4,
)


class TestWhateverHappens:
    @settings(max_examples=6, deadline=None)
    @given(
        seed=st.integers(0, 1000),
        life=st.sampled_from([160 * HOUR, 45 * DAY]),
        outages=outages,
        two=st.booleans(),
        advice=st.booleans(),
        restart=st.sampled_from([0.0, 5 * HOUR, 3 * DAY]),
    )
    def test_there_is_always_a_certificate_and_no_limit_is_met(
        self, seed, life, outages, two, advice, restart
    ):
        down, free = [], 0.0
        for begin, length, where in sorted(outages):
            begin = max(begin, free)
            down.append((begin, begin + length, where))
            free = begin + length + life / 2
        wanted = (RADIO, Wanted(RADIO.names, "rsa"), Wanted(("*.radio.example",)))
        issuers = (LE, OTHER) if two else (LE,)
        world = World(
            seed=seed, life=life, issuers=issuers, wanted=wanted, down=down, advice=advice, restart=restart
        )
        if not any(begin < 4 * DAY for begin, _, _ in down):
            world.run(max(12 * DAY, life * 0.8))

            assert world.without == []
        else:
            world.run(8 * DAY)

        for moments in (*world.issued.values(),):
            assert most_within(moments, 7 * DAY) <= 5 + 7 * 24 / 34
        for moments in world.orders.values():
            assert most_within(moments, 3 * HOUR) <= 60

    @settings(max_examples=5, deadline=None)
    @given(
        seed=st.integers(0, 1000), each=st.floats(60.0, 2 * DAY), life=st.sampled_from([160 * HOUR, 90 * DAY])
    )
    def test_a_station_that_dies_all_the_time_stays_within_limits(self, seed, each, life):
        world = World(seed=seed, life=life, restart=each).run(20 * DAY)

        assert most_within(world.orders[LE.directory], 3 * HOUR) <= 10
        assert world.without == []

    @settings(max_examples=5, deadline=None)
    @given(seed=st.integers(0, 1000), jumps=st.lists(st.floats(-40 * DAY, 40 * DAY), max_size=4))
    def test_no_jump_of_the_clock_has_all_renewed(self, seed, jumps):
        wanted = tuple(Wanted((f"r{n}.example",)) for n in range(6))
        world = World(seed=seed, wanted=wanted).run(DAY)
        for jump in jumps:
            before = len(world.orders[LE.directory])
            world.now += jump
            ticks = world.ticks
            while world.ticks - ticks < 50 * MINUTE:
                step = world.core.next(world.now, world.ticks)
                if isinstance(step, Ask):
                    world.core.advised(step, world.now, None)
                elif isinstance(step, Order):
                    world.order(step)
                else:
                    world.now += step.seconds
                    world.ticks += step.seconds
            if abs(jump) > DAY + MINUTE:
                assert len(world.orders[LE.directory]) == before
