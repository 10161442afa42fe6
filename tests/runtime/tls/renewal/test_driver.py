"""Renewal at work, with an authority, a clock and a disk of the test's own."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from runtime import plan
from runtime.errors import OperatorFault
from runtime.testing import ManualClock
from runtime.testing.authority import Authority as Signer
from runtime.tls.acme.authority import AcmeFault, Issued, RenewalInfo, Solvers
from runtime.tls.renewal import Issuer, wanted
from runtime.tls.renewal.driver import Driver
from runtime.tls.renewal.obtaining import Issuing, Needs
from runtime.tls.renewal.vault import Vault
from runtime.tls.storage import BEAT_SECONDS, Storage, label_of

SIGNER = Signer()
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DIRECTORY, STAGING = "https://ca.example/directory", "https://staging.example/directory"

PATIENCE = 45.0
"""Seconds of the machine's own time for what takes months on the test's clock."""


class FakeAuthority:
    """Issues certificates at once, or does what the test says."""

    def __init__(self, world, directory, life=timedelta(days=90)):
        self.world, self.directory, self.life = world, directory, life
        self.orders, self.faults, self.window, self.asked, self.revoked = [], [], None, 0, []
        self.hang = False

    async def obtain(self, request, solvers):
        self.orders.append(request)
        self.world.most_at_once = max(self.world.most_at_once, self.world.under_way + 1)
        self.world.under_way += 1
        try:
            await asyncio.sleep(0)
            if self.hang:
                await asyncio.Event().wait()
            if self.faults:
                raise self.faults.pop(0)
            now = self.world.clock.wall()
            paper = SIGNER.issue(*request.names, begins=now, ends=now + self.life)
            return Issued(paper.chain.decode(), paper.key.decode(), replaced=bool(request.replaces))
        finally:
            self.world.under_way -= 1

    async def renewal_info(self, certificate):
        self.asked += 1
        return self.window

    async def revoke(self, certificate, reason):
        if self.faults:
            raise self.faults.pop(0)
        self.revoked.append((certificate.serial, reason.name))


class World:
    """Everything around a driver."""

    def __init__(self, folder, *, domains=("radio.example",), second=False, staging=True, **said):
        self.clock = ManualClock(wall=NOON)
        self.storage = Storage(folder)
        self.domains, self.said = domains, said
        self.authority = FakeAuthority(self, DIRECTORY)
        self.practice = FakeAuthority(self, STAGING)
        self.other = FakeAuthority(self, "https://other.example/directory")
        self.second, self.staging = second, staging
        self.objection, self.changes, self.under_way, self.most_at_once = "", 0, 0, 0
        self.told_fault = None
        self.driver = self.made()

    def made(self):
        node = plan.Acme("me@radio.example", self.domains, **self.said)
        issuing = [Issuing(Issuer(DIRECTORY, STAGING if self.staging else ""), self.authority, self.practice)]
        if self.second:
            issuing.append(Issuing(Issuer(self.other.directory), self.other))
        needs = Needs(
            self.clock,
            Random(1),
            lambda _tries: Solvers(),
            self.object_to,
            self.change,
            self.told,
            asyncio.Lock(),
            self.sleep,
        )
        vault = Vault(self.storage, ("ca.example", self.domains[0]))
        return Driver(node, wanted(self.domains, node.keys, node.profile), issuing, vault, needs)

    async def object_to(self, names, directory):
        return self.objection

    def change(self):
        self.changes += 1

    async def told(self):
        if self.told_fault:
            raise self.told_fault

    async def sleep(self, seconds):
        """Time passes when renewal waits; the beat of a lease is no such wait."""
        if seconds == BEAT_SECONDS:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        self.clock.advance(seconds)

    def run(self, until):
        """Let the driver run until a condition holds; then end it, and begin anew with what is on the disk."""

        async def main():
            await self.driver.start()
            try:
                async with asyncio.timeout(PATIENCE):
                    while not until():  # noqa: ASYNC110 - whatever happens next is waited for
                        await asyncio.sleep(0)
            finally:
                await self.driver.stop()

        asyncio.run(main())

    def again(self, **said):
        """Another station on the same folder."""
        for name, value in said.items():
            setattr(self, name, value)
        self.driver = self.made()

    def tried(self, number):
        """Whether so many orders have come to their ends."""
        return len(self.authority.orders) == number and self.driver._core._busy is None

    def row(self):
        return self.driver.holdings()[0]

    def served(self):
        return self.row().certificate


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


class TestTheFirstCertificate:
    def test_is_got_kept_and_served(self, world, tmp_path):
        world.run(lambda: world.served() is not None)

        assert world.served().names == ("radio.example",)
        assert world.row().outcome == "got"
        assert not world.row().failing
        kept = world.storage.certificate(world.storage.labels()[0])
        assert kept.chain_pem == world.served().chain_pem
        assert world.changes

    def test_has_a_row_before_it_is_there(self, world):
        row = world.row()

        assert (row.kind, row.origin, row.names, row.certificate) == (
            "acme",
            "ca.example",
            ("radio.example",),
            None,
        )

    def test_is_there_at_once_at_the_next_start(self, world):
        world.run(lambda: world.served() is not None)
        world.again()

        async def main():
            await world.driver.start()
            served = world.served()
            await world.driver.stop()
            return served

        assert asyncio.run(main()) is not None
        assert len(world.authority.orders) == 1

    def test_of_both_kinds_is_one_row(self, tmp_path):
        world = World(tmp_path, keys=("ecdsa", "rsa"))
        world.run(lambda: world.row().rsa is not None)

        assert [each.key for each in world.authority.orders] == ["ecdsa", "rsa"]
        assert world.most_at_once == 1

    def test_more_than_25_names_are_split_where_the_profile_wants_it(self, tmp_path):
        names = tuple(f"r{n}.example" for n in range(60))
        world = World(tmp_path, domains=names, profile="shortlived")
        world.run(lambda: all(each.certificate for each in world.driver.holdings()))

        assert [len(each.names) for each in world.driver.holdings()] == [25, 25, 10]
        assert {each.profile for each in world.authority.orders} == {"shortlived"}


class TestRenewal:
    def test_follows_the_authoritys_window_and_says_what_it_replaces(self, world):
        world.run(lambda: world.served() is not None)
        first = world.served()
        begin = NOON + timedelta(days=3)
        world.authority.window = RenewalInfo(begin, begin + timedelta(days=1), 6 * 3600.0)
        world.again()
        world.run(lambda: len(world.authority.orders) == 2 and world.served() != first)

        assert begin <= world.served().not_before <= begin + timedelta(days=1, minutes=11)
        assert world.authority.orders[1].replaces == first.replaces()
        assert world.row().outcome == "renewed"

    def test_of_a_revoked_certificate_comes_at_the_next_question(self, world):
        world.run(lambda: world.served() is not None)
        first, revoked = world.served(), NOON - timedelta(days=2)
        world.authority.window = RenewalInfo(revoked, revoked + timedelta(days=1), 6 * 3600.0)
        world.again()
        world.run(lambda: world.served() not in {None, first})

        assert world.clock.wall() - NOON < timedelta(minutes=20)

    def test_keeps_the_old_pair_until_the_new_one_is_served_everywhere(self, world):
        world.run(lambda: world.served() is not None)
        first, revoked = world.served(), NOON - timedelta(days=2)
        world.authority.window = RenewalInfo(revoked, revoked + timedelta(days=1), 6 * 3600.0)
        world.again()
        world.told_fault = OperatorFault("an edge does not answer")
        world.run(lambda: world.served() not in {None, first})
        label = world.storage.labels()[0]
        (world.storage.folder / "certificates" / f"{label}.pem").unlink()

        assert world.storage.certificate(label).chain_pem == first.chain_pem


class TestWhenItFails:
    def test_the_reason_is_told_in_words_and_the_next_time(self, world, caplog):
        world.authority.faults = [AcmeFault("connection", "port 80 of radio.example cannot be reached")]
        world.practice.hang = True
        with caplog.at_level(logging.WARNING):
            world.run(lambda: world.row().failing)
        row = world.row()

        assert row.outcome == "port 80 of radio.example cannot be reached"
        assert row.last_attempt is not None
        assert "trying again in 1 min (attempt 2)" in caplog.text

    def test_the_next_try_is_practice_and_then_comes_the_real_one(self, world):
        world.authority.faults = [AcmeFault("connection", "no way in")]
        world.practice.faults = [AcmeFault("connection", "no way in")]
        world.run(lambda: world.served() is not None)

        assert (len(world.authority.orders), len(world.practice.orders)) == (2, 2)
        assert world.served().chain_pem

    def test_practice_is_never_served_nor_kept(self, world):
        world.authority.faults = [AcmeFault("connection", "no way in")] * 2
        world.run(lambda: len(world.authority.orders) == 2)

        assert world.practice.orders
        assert world.served() is None
        assert (
            world.storage.certificate(world.storage.labels()[0] if world.storage.labels() else "none") is None
        )

    def test_another_authority_is_asked(self, tmp_path):
        world = World(tmp_path, second=True)
        world.authority.faults = [AcmeFault("unreachable", "nobody answers")]
        world.run(lambda: world.served() is not None)

        assert len(world.other.orders) == 1

    def test_a_restart_remembers_it(self, world):
        world.authority.faults = [AcmeFault("unreachable", "nobody answers")] * 3
        world.run(lambda: world.tried(3))
        before = world.clock.now()
        world.again()
        assert world.row().outcome == ""
        world.run(lambda: len(world.authority.orders) == 4)

        assert world.clock.now() - before >= 90 * 60

    def test_a_caa_entry_that_forbids_it_costs_no_order(self, world):
        world.objection = "radio.example may have certificates from digicert.com alone"
        world.run(lambda: world.row().failing)

        assert world.authority.orders == []
        assert world.row().outcome == world.objection

    def test_a_disk_that_cannot_be_written_costs_no_order(self, world, monkeypatch):
        def full():
            raise OperatorFault("the disk is full")

        monkeypatch.setattr(world.storage, "test", full)
        world.run(lambda: world.row().failing)

        assert world.authority.orders == []
        assert world.row().outcome == "the disk is full"

    def test_a_disk_that_becomes_full_meanwhile_does_not_cost_the_certificate(self, world, monkeypatch):
        def full(*_):
            raise OperatorFault("the disk is full")

        monkeypatch.setattr(world.storage, "keep_certificate", full)
        world.run(lambda: world.served() is not None)

        assert "not kept for the next start: the disk is full" in world.row().outcome

    def test_a_certificate_for_other_names_is_not_served(self, world, monkeypatch):
        real = world.authority.obtain

        async def other(request, solvers):
            return await real(type(request)(("other.example",), request.key), solvers)

        monkeypatch.setattr(world.authority, "obtain", other)
        world.run(lambda: world.row().failing)

        assert world.served() is None
        assert "without radio.example" in world.row().outcome

    def test_a_mistake_of_ours_is_reported_and_survived(self, world, caplog):
        world.authority.faults = [ZeroDivisionError("oops")]
        world.run(lambda: world.served() is not None)

        assert "a mistake of LegacyStream's" in caplog.text

    def test_somebody_who_mended_it_need_not_wait(self, world):
        world.authority.faults = [AcmeFault("unreachable", "nobody answers")] * 4
        hurried = []

        def done():
            if world.tried(4) and not hurried:
                hurried.append(world.clock.now())
                world.driver.hurry()
            return len(world.authority.orders) == 5

        world.run(done)

        assert world.clock.now() - hurried[0] <= 600


class TestRevoking:
    def revoked(self, world, name="radio.example", until=lambda: True):
        """Have it revoked by whoever runs the station; returns whether there was any, or the fault."""
        answers = []

        async def revoke():
            try:
                answers.append(await world.driver.revoke(name, "key-compromise"))
            except AcmeFault as fault:
                answers.append(fault)

        tasks = []

        def done():
            if world.served() is not None and not tasks:
                tasks.append(asyncio.ensure_future(revoke()))
            return bool(answers) and until()

        world.run(done)
        return answers[0]

    def test_takes_it_back_and_orders_another_at_once(self, world):
        world.run(lambda: world.served() is not None)
        first, before = world.served(), world.clock.now()
        found = self.revoked(world, until=lambda: world.served() != first)

        assert found
        assert world.authority.revoked == [(first.serial, "KEY_COMPROMISE")]
        assert world.authority.orders[1].replaces == first.replaces()
        assert (
            world.clock.now() - before < 3600
        )  # renewal waits for nothing; the disk does, while the test's clock runs

    def test_takes_both_kinds_of_keys(self, tmp_path):
        world = World(tmp_path, keys=("ecdsa", "rsa"))
        world.run(lambda: world.row().rsa is not None)
        self.revoked(world, until=lambda: len(world.authority.orders) == 4)

        assert len({serial for serial, _ in world.authority.revoked}) == 2

    def test_of_a_name_that_it_has_not_is_nothing(self, world):
        assert self.revoked(world, "other.example") is False
        assert (len(world.authority.orders), world.authority.revoked) == (1, [])

    def test_that_the_authority_refuses_is_told_and_orders_nothing(self, world):
        world.run(lambda: world.served() is not None)
        first = world.served()
        world.authority.faults = [AcmeFault("badRevocationReason", "ca.example does not take that reason")]
        fault = self.revoked(world)

        assert "does not take that reason" in str(fault)
        assert world.served() == first
        assert len(world.authority.orders) == 1

    def test_is_remembered_where_the_next_order_fails(self, world):
        world.run(lambda: world.served() is not None)
        first = world.served()
        world.authority.hang = True
        self.revoked(world, until=lambda: len(world.authority.orders) == 2)
        world.authority.hang = False
        world.again()
        world.run(lambda: world.served() not in {None, first})

        assert world.authority.orders[2].replaces == first.replaces()


class TestADateThatIsNotBelieved:
    @pytest.mark.parametrize(("days", "hinders"), [(3, False), (80, True)])
    def test_is_shown_where_it_hinders_a_renewal(self, world, days, hinders):
        world.run(lambda: world.served() is not None)
        core = world.driver._core
        world.clock.set_wall(world.clock.wall() + timedelta(days=days))
        core.next(world.clock.wall().timestamp(), world.clock.now())

        assert f"clock went forward by {days} days" in core.doubt
        assert world.row().failing == hinders


class TestACertificateThatEndedWhileTheStationWasOff:
    def test_is_served_until_another_one_comes_which_is_ordered_at_once(self, world):
        world.run(lambda: world.served() is not None)
        old = world.served()
        world.clock.advance(100 * 86400)
        world.again()
        seen = []

        def renewed():
            seen.append((world.clock.now(), world.served()))
            return world.served() not in {None, old}

        world.run(renewed)

        assert old in [served for _, served in seen]
        assert world.row().outcome == "renewed"
        assert seen[-1][0] - seen[0][0] < 3600

    def test_is_kept_trying_for_where_the_authority_is_down_at_first(self, world):
        world.run(lambda: world.served() is not None)
        old = world.served()
        world.clock.advance(100 * 86400)
        world.authority.faults = [AcmeFault("unreachable", "nobody answers")] * 3
        world.again()
        world.run(lambda: world.served() not in {None, old})

        assert len(world.authority.orders) == 5
        assert world.practice.orders == []


class TestAChangeOfTheScript:
    def test_serves_the_old_certificate_until_there_is_one_for_the_new_names(self, world):
        world.run(lambda: world.served() is not None)
        old = world.served()
        world.again(domains=("radio.example", "www.radio.example"))
        seen = []
        world.run(
            lambda: (
                seen.append(world.served()) or (len(world.authority.orders) == 2 and world.served() != old)
            )
        )

        assert seen[0] is None or seen[0] == old
        assert old in seen
        assert world.served().names == ("radio.example", "www.radio.example")

    def test_of_the_authority_gets_one_of_the_new_one(self, world):
        world.run(lambda: world.served() is not None)
        first = world.served()
        world.driver = World.made(world)
        world.again(said={"profile": "tlsserver"})
        world.run(lambda: world.served() not in {None, first})

        assert world.authority.orders[1].profile == "tlsserver"


class TestTwoStationsOnOneFolder:
    def test_make_one_order(self, world, tmp_path):
        other = World(tmp_path)
        other.clock = world.clock
        other.driver = other.made()
        other.run(lambda: other.served() is not None)
        world.run(lambda: world.served() is not None)

        assert world.authority.orders == []
        assert world.served() == other.served()


class TestTheEnd:
    def test_gives_up_an_order_and_does_not_count_it(self, world):
        world.authority.hang = True
        world.run(lambda: bool(world.authority.orders))
        attempts = world.storage.state(label_of(("radio.example",), "ecdsa"))["attempts"]

        assert (attempts["failures"], attempts["failing"]) == (0, False)
        assert attempts["next_try"] <= world.clock.wall().timestamp()

    def test_before_the_beginning_is_no_fault(self, world):
        asyncio.run(world.driver.stop())
