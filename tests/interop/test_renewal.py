"""Renewal against a real authority: by what it advises, by the end of a life, and on the air."""

import asyncio
import datetime as dt
import json
import os
import signal
import socket
import time
from random import Random

import pytest
from instruments.doors import Doors
from instruments.encrypted import Listener, issued, names_of
from instruments.moody import Mood, Moody
from instruments.orders import of
from instruments.pebble import Pebble, knows_renewal_information, program

from benchmarks.station import RunningStation
from runtime import plan
from runtime.kernel.clock import SystemClock
from runtime.tls.acme import Solvers
from runtime.tls.renewal import Issuer, wanted
from runtime.tls.renewal.driver import Driver
from runtime.tls.renewal.obtaining import Issuing, Needs
from runtime.tls.renewal.vault import Vault
from runtime.tls.storage import BEAT_SECONDS, Storage

pytestmark = [pytest.mark.skipif(not program(), reason="pebble is not installed"), pytest.mark.timeout(90)]

PATIENCE = 30.0
"""Seconds of real time for what takes one or two."""

SHORT_LIFE = 5
"""Seconds for which a certificate holds, where its end is waited for."""

STATION = """lss 1
server(http={http}, https={https})
tls.acme("me@radio.example", {domains}, directory="{directory}", ca="{ca}", challenge="http-01")
mount("/radio.mp3", tone(), mp3(64kbps))
"""


@pytest.fixture(scope="module")
def pebble():
    with Pebble(seconds=86400) as pebble:
        yield pebble


@pytest.fixture(scope="module")
def doors(pebble):
    with Doors(pebble.http_port, pebble.tls_port).open() as doors:
        yield doors


class LeapingClock(SystemClock):
    """The machine's, some hours ahead."""

    def __init__(self):
        self.ahead = 0.0

    def now(self):
        return super().now() + self.ahead

    def wall(self):
        return super().wall() + dt.timedelta(seconds=self.ahead)


class Prompt(Random):
    """Chance that never delays."""

    def random(self):
        return 0.0


class Station:
    """As much of a station as renewal needs; where it waits, the clock leaps."""

    def __init__(self, authority, doors, storage):
        self.clock = LeapingClock()
        self._authority, self._doors, self._storage = authority, doors, storage

    async def until(self, happens):
        """Renew until something happens; returns what is served then, and why it was got."""
        driver = self._driver()
        await driver.start()
        try:
            async with asyncio.timeout(PATIENCE):
                while not happens(driver.holdings()[0].certificate):  # noqa: ASYNC110 - whatever comes
                    await asyncio.sleep(0.01)
        finally:
            await driver.stop()
        return driver.holdings()[0].certificate

    def _driver(self):
        node = plan.Acme("me@radio.example", ("radio.example",))
        issuing = Issuing(Issuer(self._authority.directory), self._authority)
        needs = Needs(
            self.clock,
            Prompt(),
            lambda _: Solvers(proofs=self._doors),
            self._no_objection,
            lambda: None,
            self._nothing,
            asyncio.Lock(),
            self._leap,
        )
        vault = Vault(self._storage, ("pebble", "radio.example"))
        return Driver(node, wanted(node.domains, node.keys, ""), [issuing], vault, needs)

    async def _no_objection(self, names, directory):
        return ""

    async def _nothing(self):
        pass

    async def _leap(self, seconds):
        if seconds == BEAT_SECONDS:
            await asyncio.Event().wait()
        await asyncio.sleep(0.02)
        self.clock.ahead += seconds


class TestRenewal:
    @pytest.mark.skipif(not knows_renewal_information(), reason="this pebble knows no renewal information")
    def test_comes_when_the_authority_has_revoked(self, pebble, doors, tmp_path):
        with Moody(pebble).running() as line:
            authority = of(line, Storage(tmp_path / "tls"))
            station = Station(authority, doors, Storage(tmp_path / "tls"))

            async def story():
                first = await station.until(lambda found: found and line.asked("renewalInfo"))
                await authority.revoke(first)
                ahead = station.clock.ahead
                second = await station.until(lambda found: found and found != first)
                return first, second, station.clock.ahead - ahead

            first, second, waited = asyncio.run(story())

        assert first.serial != second.serial
        assert waited < 0.5 * 86400  # the usual renewal, at half of its life, would have come later
        assert [body["replaces"] for body in line.bodies if "replaces" in body] == [first.replaces()]

    def test_comes_at_half_of_a_short_life_without_any_advice(self, pebble, doors, tmp_path):
        with Moody(pebble).running() as line:
            line.moods = [
                Mood("/dir", times=99, change=lambda data: data.replace(b'"renewalInfo"', b'"somethingElse"'))
            ]
            station = Station(of(line, Storage(tmp_path / "tls")), doors, Storage(tmp_path / "tls"))

            async def story():
                first = await station.until(lambda found: found)
                second = await station.until(lambda found: found and found != first)
                return first, second, station.clock.ahead

            first, second, waited = asyncio.run(story())

        assert first.serial != second.serial
        assert waited == pytest.approx(0.5 * 86400, rel=0.1)
        assert line.asked("/order-plz") == 2
        assert not [body for body in line.bodies if "replaces" in body]


class TestOnTheAir:
    def test_a_listener_hears_on_while_the_station_is_killed_and_the_certificate_that_ended_is_renewed(
        self, tmp_path
    ):
        with Pebble(seconds=SHORT_LIFE) as pebble:
            domains = ["radio.example", *(["six.example"] if knows_ipv6() else [])]
            pebble.names.six.add("six.example")
            script = tmp_path / "station.lss"
            text = STATION.format(
                http=pebble.http_port,
                https=pebble.tls_port,
                directory=pebble.directory,
                ca=pebble.ca,
                domains=json.dumps(domains),
            )
            script.write_text(text, "utf-8")
            with RunningStation(script, ("--port", str(pebble.http_port)), air=("/radio.mp3",)) as station:
                first = issued(pebble.tls_port, "radio.example", PATIENCE)
                listener = Listener(pebble.tls_port, "/radio.mp3")
                listener.hear(4_000)
                while dt.datetime.now(dt.UTC) < first.not_valid_after_utc:
                    listener.hear(1_000)
                    time.sleep(0.05)
                os.kill(station.pids("station")[0], signal.SIGKILL)
                second = issued(pebble.tls_port, "radio.example", PATIENCE, after=first)
                listener.hear(8_000)
                listener.close()

                assert second.not_valid_after_utc > first.not_valid_after_utc
                assert names_of(second) == set(domains)
                assert "PRIVATE KEY" not in station.text


def knows_ipv6():
    """Whether this machine reaches itself by IPv6; many containers do not."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False
