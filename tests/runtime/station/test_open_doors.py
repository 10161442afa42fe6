"""The ports that a station listens on."""

import asyncio

import pytest

from runtime.errors import PortTaken
from runtime.plan import Server
from runtime.station.doors import Doors, Ports


class Host:
    """Listens on paper."""

    def __init__(self, taken=()):
        self.doors = {}
        self.taken = taken

    async def listen(self, door, host, port, mode="plain"):
        if port in self.taken:
            raise PortTaken(f"{host}:{port}")
        self.doors[door] = (port, mode)
        return host, port or 4711

    def unlisten(self, door):
        self.doors.pop(door, None)


def opened(*servers, taken=()):
    host = Host(taken)
    doors = Doors(host, servers[0])

    async def story():
        for server in servers:
            await doors.open(server)

    asyncio.run(story())
    return host.doors, doors.ports


class TestDoors:
    @pytest.mark.parametrize(
        ("server", "doors", "ports"),
        [
            (Server(8000), {"http": (8000, "plain")}, Ports(8000)),
            (Server(8000, https=8443), {"http": (8000, "plain"), "https": (8443, "tls")}, Ports(8000, 8443)),
            (Server(8000, https=8000), {"http": (8000, "both")}, Ports(8000, 8000)),
            (Server(0, https=0), {"http": (0, "plain"), "https": (0, "tls")}, Ports(4711, 4711)),
            (Server(8000, https=0), {"http": (8000, "plain"), "https": (0, "tls")}, Ports(8000, 4711)),
            (
                Server(8000, https=8443, legacy_https=8444),
                {"http": (8000, "plain"), "https": (8443, "tls"), "legacy": (8444, "legacy")},
                Ports(8000, 8443, 8444),
            ),
        ],
    )
    def test_are_those_of_the_script(self, server, doors, ports):
        assert opened(server) == (doors, ports)

    def test_come_and_go_with_the_script(self):
        doors, ports = opened(Server(8000, https=8443), Server(8000), Server(8000, legacy_https=8444))

        assert (doors, ports) == ({"http": (8000, "plain"), "legacy": (8444, "legacy")}, Ports(8000, 0, 8444))

    def test_for_https_that_cannot_be_had_cost_only_themselves(self, caplog):
        _, ports = opened(Server(8000, https=443, legacy_https=8444), taken=(443,))

        assert ports == Ports(8000, 0, 8444)
        assert "nobody can come by HTTPS" in caplog.text

    def test_for_https_take_the_port_that_shoutcast_has_unasked(self):
        host = Host()
        host.doors["shoutcast"] = (8001, "plain")
        asyncio.run(Doors(host, Server(8000)).open(Server(8000, https=8001)))

        assert "shoutcast" not in host.doors

    def test_for_http_are_what_a_station_cannot_do_without(self):
        with pytest.raises(PortTaken):
            opened(Server(80, https=443), taken=(80,))


class TestThePortForProofs:
    def opened(self, server, *wanted, taken=()):
        host = Host(taken)
        doors = Doors(host, server)

        async def story():
            await doors.open(server)
            for each in wanted:
                await doors.open_for_proofs(server, wanted=each)

        asyncio.run(story())
        return host.doors

    def test_is_opened_once_and_closed_when_nobody_wants_it_any_more(self):
        assert self.opened(Server(8000), True, True)["proofs"] == (80, "plain")
        assert "proofs" not in self.opened(Server(8000), True, False)

    def test_is_not_opened_where_it_is_the_scripts_own(self):
        assert "proofs" not in self.opened(Server(80), True)

    def test_that_cannot_be_had_is_told_with_the_way_round(self, caplog):
        assert "proofs" not in self.opened(Server(8000), True, taken=(80,))
        assert "must be led to port 8000" in caplog.text
