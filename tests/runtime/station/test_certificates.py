"""The keeper: what the edges are told of certificates, and what is told of them to people."""

import asyncio
import logging
import sys
from datetime import UTC, timedelta

import pytest

from runtime.kernel.events import EventBus
from runtime.plan import Acme, CertificateFiles, Seconds, Server, Station
from runtime.station.certificates import CertificateKeeper
from runtime.station.doors import Ports
from runtime.testing import ManualClock
from runtime.testing.authority import Authority
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding

AUTHORITY = Authority()


class Edges:
    """Keeps what it is told."""

    def __init__(self):
        self.tables = []

    def publish_certificates(self, table):
        self.tables.append(table)

    async def certificates_told(self):
        return True


class Getter:
    """An authority's customer, told by the test what it has."""

    def __init__(self, changed):
        self.changed = changed
        self.now = ()
        self.stopped = self.hurried = False

    async def start(self):
        pass

    async def stop(self):
        self.stopped = True

    def hurry(self):
        self.hurried = True

    def holdings(self):
        return self.now


class House:
    """A keeper with all around it."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = ManualClock()
        self.edges = Edges()
        self.events = EventBus(self.clock.wall)
        self.heard = []
        self.events.subscribe(self.heard.append, "certificate")
        self.getters = []
        self.keeper = None
        self.ports = Ports(8000, 8443)

    def paper(self, *names, days=60.0, begins=-30.0):
        now = self.clock.wall().astimezone(UTC)
        return AUTHORITY.issue(*names, begins=now + timedelta(days=begins), ends=now + timedelta(days=days))

    def put(self, name, paper):
        (self.folder / f"{name}.pem").write_bytes(paper.chain + paper.key)
        return paper

    def station(self, *nodes, https=8443, **server):
        return Station(str(self.folder), server=Server(https=https, **server), certificates=nodes)

    def get(self, nodes, proofs, changed):
        self.getters.append(Getter(changed))
        return self.getters[-1]

    async def open(self, *nodes, state=None, **server):
        station = self.station(*nodes, **server)
        self.keeper = CertificateKeeper(
            station, self.edges, self, self.events, self.clock, state or self.folder / "state", self.get
        )
        self.events.start(asyncio.get_running_loop().call_soon_threadsafe)
        await self.keeper.start()
        return self

    async def until(self, condition):
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - files are looked at by a thread
                await asyncio.sleep(0.02)

    @property
    def table(self):
        return self.edges.tables[-1]

    @property
    def names(self):
        return [each.names for each in self.table.certificates]

    def told(self):
        return [(each.details["state"], each.source) for each in self.heard]

    async def hear(self):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return self.told()


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def run(story):
    """Run a story, and stop its keeper."""

    async def whole():
        house = await story
        await house.keeper.stop()
        return house

    return asyncio.run(whole())


class TestWhatEdgesAreTold:
    def test_is_the_certificates_of_the_script_in_its_order(self, house):
        house.put("b", house.paper("b.example"))
        house.put("a", house.paper("a.example"))
        run(house.open(CertificateFiles("b.pem"), CertificateFiles("a.pem")))

        assert house.names == [("b.example",), ("a.example",)]
        assert not house.table.self_signed

    def test_is_nothing_where_nobody_comes_encrypted(self, house):
        house.put("a", house.paper("a.example"))
        run(house.open(CertificateFiles("a.pem"), https=None))

        assert house.edges.tables == []

    def test_is_a_stand_in_where_there_is_none(self, house):
        run(house.open(CertificateFiles("lost.pem", domains=("radio.example",))))

        assert house.table.self_signed
        assert house.names == [("radio.example",)]

    def test_is_the_stand_in_until_the_files_come(self, house):
        async def story():
            await house.open(CertificateFiles("late.pem"))
            house.put("late", house.paper("late.example"))
            await house.until(lambda: not house.table.self_signed)
            return house

        run(story())

        assert house.names == [("late.example",)]

    def test_is_what_has_expired_where_there_is_nothing_else(self, house):
        house.put("a", house.paper("a.example", days=-1))
        run(house.open(CertificateFiles("a.pem")))

        assert house.names == [("a.example",)]
        assert not house.table.self_signed

    def test_is_the_new_one_when_the_file_changes(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            await house.open(CertificateFiles("a.pem"))
            house.put("a", house.paper("a.example", "b.example"))
            await house.until(lambda: len(house.edges.tables) == 2)
            return house

        run(story())

        assert house.names == [("a.example", "b.example")]

    def test_is_the_old_one_while_the_new_file_is_broken(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            await house.open(CertificateFiles("a.pem"))
            (house.folder / "a.pem").write_text("oops")
            await house.until(lambda: house.keeper.holdings()[0].failing)
            return house

        run(story())

        assert house.names == [("a.example",)]

    def test_follows_a_change_of_the_script(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            house.put("b", house.paper("b.example"))
            await house.open(CertificateFiles("a.pem"))
            await house.keeper.show(house.station(CertificateFiles("b.pem")))
            return house

        run(story())

        assert house.names == [("b.example",)]

    def test_is_what_was_served_before_where_a_change_leaves_nothing_of_what_is_wanted(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            await house.open(CertificateFiles("a.pem"))
            await house.keeper.show(house.station(CertificateFiles("typo.pem")))
            return house

        run(story())

        assert house.names == [("a.example",)]
        assert [row["state"] for row in house.keeper.shown()] == ["missing", "good"]

    def test_is_the_stand_in_again_where_the_script_wants_no_certificate_any_more(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            await house.open(CertificateFiles("a.pem"))
            await house.keeper.show(house.station())
            return house

        assert run(story()).table.self_signed

    def test_changes_once_for_a_change_of_the_script_however_many_files_it_names(self, house):
        async def story():
            for name in "abcd":
                house.put(name, house.paper(f"{name}.example"))
            await house.open(CertificateFiles("a.pem"), CertificateFiles("b.pem"))
            await house.keeper.show(house.station(CertificateFiles("c.pem"), CertificateFiles("d.pem")))
            return house

        run(story())

        assert len(house.edges.tables) == 2

    @pytest.mark.parametrize("name", ["bücher.example", "a..example", "x" * 300, "*", "", "192.0.2.7"])
    def test_is_a_stand_in_whatever_the_name(self, house, name):
        run(house.open(CertificateFiles("lost.pem", domains=(name,))))

        assert house.table.self_signed

    def test_is_something_even_where_a_mistake_of_ours_keeps_it_from_being_read(
        self, house, monkeypatch, caplog
    ):
        monkeypatch.setattr("runtime.tls.uploads.Uploads.load", lambda _self: 1 / 0)
        run(house.open())

        assert house.table.self_signed
        assert "a mistake in LegacyStream" in caplog.text


class TestProofs:
    def test_are_told_from_whatever_thread_and_waited_for(self, house):
        async def story():
            await house.open()
            await asyncio.to_thread(house.keeper.proofs.show_http, "token", "token.thumb")
            await house.keeper.proofs.told()
            return house

        run(story())

        assert house.table.proofs == {"token": "token.thumb"}


class TestHstsAndRedirects:
    def wanted(self, house, node):
        run(house.open(node, redirect=True, hsts=Seconds(5_184_000.0)))
        return house.table.redirect, house.table.hsts_seconds

    def test_are_said_with_a_certificate_that_browsers_believe(self, house):
        house.put("a", house.paper("a.example"))

        assert self.wanted(house, CertificateFiles("a.pem")) == (True, 5_184_000)
        assert house.table.https_port == 8443

    def test_lead_nowhere_where_the_port_for_https_could_not_be_had(self, house):
        house.put("a", house.paper("a.example"))
        house.ports = Ports(8000)

        assert self.wanted(house, CertificateFiles("a.pem"))[0] is False

    @pytest.mark.parametrize("days", [None, -1.0])
    def test_are_not_said_with_a_stand_in_or_an_old_one(self, house, days):
        if days is not None:
            house.put("a", house.paper("a.example", days=days))

        assert self.wanted(house, CertificateFiles("a.pem")) == (False, 0)


class TestAStartWithoutTheFiles:
    """As after a kill, while somebody has taken them away."""

    def start(self, house, *nodes):
        async def story():
            await house.open(*nodes)
            await asyncio.sleep(0)
            return house

        return run(story())

    def test_serves_the_copy_of_what_they_gave_last(self, house):
        house.put("a", house.paper("a.example"))
        before = self.start(house, CertificateFiles("a.pem")).table
        (house.folder / "a.pem").unlink()
        after = self.start(house, CertificateFiles("a.pem"))
        (row,) = after.keeper.shown()

        assert after.table.certificates == before.certificates
        assert not after.table.self_signed
        assert (row["state"], row["failing"]) == ("good", True)
        assert str(row["outcome"]).startswith("there is no such file")
        assert str(row["outcome"]).endswith("its copy is served")

    def test_shows_the_stand_in_where_nothing_was_ever_read(self, house):
        assert self.start(house, CertificateFiles("a.pem")).table.self_signed

    def test_forgets_the_copy_when_the_script_names_the_files_no_more(self, house):
        house.put("a", house.paper("a.example"))
        self.start(house, CertificateFiles("a.pem"))
        copies = house.folder / "state" / "tls" / "files"
        assert list(copies.rglob("*.pem"))

        async def story():
            await house.open()
            await house.until(lambda: not list(copies.rglob("*.pem")))
            return house

        run(story())


class TestAuthorities:
    NODE = Acme("me@radio.example", ("radio.example",))

    def test_are_asked_by_whoever_the_station_has_for_that(self, house):
        async def story():
            await house.open(self.NODE)
            paper = house.paper("radio.example")
            got = Certificate.from_pem(paper.chain, paper.key)
            house.getters[0].now = (Holding("acme", "Let's Encrypt", ("radio.example",), got),)
            house.getters[0].changed()
            return house

        run(story())

        assert house.names == [("radio.example",)]
        assert house.getters[0].stopped

    def test_go_on_over_a_reload_that_says_the_same(self, house):
        async def story():
            await house.open(self.NODE)
            await house.keeper.show(house.station(self.NODE, hsts=Seconds(1.0)))
            return house

        run(story())

        assert len(house.getters) == 1

    def test_are_asked_at_once_when_the_script_has_changed(self, house):
        async def story():
            await house.open(self.NODE)
            await house.keeper.show(house.station(Acme("me@radio.example", ("www.radio.example",))))
            return house

        run(story())

        assert [each.hurried for each in house.getters] == [False, True]

    def test_are_left_when_the_script_does(self, house):
        async def story():
            await house.open(self.NODE)
            await house.keeper.show(house.station())
            assert house.getters[0].stopped
            return house

        run(story())


class TestUploads:
    def test_are_served_at_once_and_after_a_restart(self, house):
        paper = house.paper("radio.example")

        async def story():
            await house.open()
            await house.keeper.upload(Certificate.from_pem(paper.chain, paper.key))
            return house

        run(story())
        first = house.names
        house.edges.tables.clear()
        run(house.open())

        assert first == house.names == [("radio.example",)]

    @pytest.mark.skipif(sys.platform == "win32", reason="rights of files are Unix's")
    def test_lie_where_nobody_else_reads_them(self, house):
        paper = house.paper("radio.example")

        async def story():
            await house.open()
            await house.keeper.upload(Certificate.from_pem(paper.chain, paper.key))
            return house

        run(story())
        kept = list((house.folder / "state").rglob("*.pem"))

        assert [oct(path.stat().st_mode & 0o777) for path in kept] == ["0o600"]

    def test_can_be_removed(self, house):
        paper = house.paper("radio.example")

        async def story():
            await house.open(CertificateFiles("lost.pem"))
            await house.keeper.upload(Certificate.from_pem(paper.chain, paper.key))
            assert await house.keeper.remove("radio.example")
            assert not await house.keeper.remove("radio.example")
            return house

        run(story())

        assert house.table.self_signed


class TestNews:
    def test_a_new_certificate_is_told(self, house):
        async def story():
            house.put("a", house.paper("a.example"))
            await house.open(CertificateFiles("a.pem"))
            await house.hear()
            return house

        assert run(story()).told() == [("new", "a.example")]

    @pytest.mark.parametrize(("days", "state"), [(19.5, "expires"), (-0.5, "expired")])
    def test_an_end_that_is_near_is_an_alarm_once_a_day(self, house, days, state, caplog):
        async def story():
            house.put("a", house.paper("a.example", days=days, begins=-70))
            await house.open(CertificateFiles("a.pem"))
            house.keeper.publish()
            await house.hear()
            first = house.told().count((state, "a.example"))
            house.clock.advance(86_401)
            house.keeper.publish()
            await house.hear()
            return house, first

        async def whole():
            house, first = await story()
            await house.keeper.stop()
            return house.told().count((state, "a.example")), first

        assert asyncio.run(whole()) == (2, 1)
        assert "it is served all the same" in caplog.text

    def test_what_cannot_be_read_is_told_with_the_reason(self, house):
        async def story():
            await house.open(CertificateFiles("lost.pem"))
            await house.hear()
            return house

        (event,) = run(story()).heard

        assert (event.details["state"], event.details["where"]) == ("failed", "lost.pem")
        assert event.details["reason"].startswith("there is no such file")

    def test_the_stand_in_is_told_once(self, house, caplog):
        async def story():
            await house.open()
            house.keeper.publish()
            return house

        with caplog.at_level(logging.WARNING):
            run(story())

        assert caplog.text.count("a stand-in that the station signed itself") == 1
