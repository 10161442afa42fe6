import json

import pytest

from runtime.plan import (
    ByAccounts,
    ByAddress,
    ByAgent,
    ByCountry,
    ByPassword,
    ByToken,
    ByUrl,
    Listening,
    Seconds,
    Secret,
    Server,
)
from runtime.protocols.icecast import Table
from runtime.station.listening import ListenerRules, station_judges

PASSWORD = ByPassword(Secret("geheim"))


def fields(*access, server=(), **how):
    return ListenerRules(Server(access=server), b"salt").mount(Listening(access=access, **how))


class TestAMount:
    def test_tells_edges_what_they_can_judge(self):
        told = fields(
            PASSWORD, ByToken(Secret("x" * 16)), ByAddress(deny=("10.0.0.0/8",)), ByAgent(deny=("*bot*",))
        )

        assert [rule["kind"] for rule in told["rules"]] == ["password", "token", "address", "agent"]
        assert "geheim" not in json.dumps(told)

    def test_has_the_servers_rules_first(self):
        told = fields(PASSWORD, server=(ByAddress(deny=("10.0.0.0/8",)),))

        assert [rule["kind"] for rule in told["rules"]] == ["address", "password"]

    def test_is_read_by_edges_as_it_was_meant(self):
        told = fields(PASSWORD, max_listeners=5, when_full="/low", max_duration=Seconds(60.0), hidden=True)
        entry = {"path": "/a", "content_type": "audio/mpeg", "ring": "a", **json.loads(json.dumps(told))}
        mount = Table.from_fields({"mounts": [entry]}).mounts["/a"]

        assert (mount.max_listeners, mount.when_full, mount.max_duration, mount.hidden) == (
            5,
            "/low",
            60.0,
            True,
        )
        assert len(mount.rules) == 1

    @pytest.mark.parametrize(
        ("access", "asks"),
        [
            ((), ""),
            ((PASSWORD,), ""),
            ((ByAccounts("x"),), "closed"),
            ((ByUrl("http://x"),), "closed"),
            ((ByUrl("http://x", on_failure="open"),), "open"),
            ((ByUrl(remove="http://x"),), "open"),
            ((ByCountry("x"),), "open"),
            ((ByCountry("x", unknown="deny"),), "closed"),
            ((ByCountry("x"), ByAccounts("x")), "closed"),
        ],
    )
    def test_is_open_without_the_station_only_where_every_rule_says_so(self, access, asks):
        assert fields(*access)["asks"] == asks

    def test_wants_to_know_the_headers_that_are_passed_on(self):
        assert fields(ByUrl("http://x", headers=("X-Foo", "referer")))["asked_headers"] == [
            "referer",
            "x-foo",
        ]


class TestJudges:
    def test_are_asked_cheap_ones_first(self):
        rules = ByUrl("http://x"), ByAccounts("x"), PASSWORD, ByCountry("x")

        assert [type(each) for each in station_judges(rules)] == [ByCountry, ByAccounts, ByUrl]


class TestLimits:
    def test_are_the_servers(self):
        server = Server(max_connections=9, max_listeners=5, max_per_address=2, buffer_size=4096)
        limits = ListenerRules(server).limits()

        assert {name: limits[name] for name in ("max_connections", "max_listeners", "max_per_address", "buffer_bytes")} == {
            "max_connections": 9, "max_listeners": 5, "max_per_address": 2, "buffer_bytes": 4096,
        }  # fmt: skip
