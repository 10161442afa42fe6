"""Looking for entries where authorities look."""

import asyncio
import logging

import pytest

from runtime.errors import OperatorFault
from runtime.testing import ManualClock
from runtime.tls.dns import ZoneServers

NAME = "_acme-challenge.radio.example"


class Answers:
    """A world of name servers: (server, name, kind) → entries. What is not there is empty; a silent server never answers."""

    def __init__(self, entries=(), silent=()):
        self.entries, self.silent, self.asked = dict(entries), set(silent), []

    async def ask(self, name, kind, server=""):
        self.asked.append((server, kind, name))
        if server in self.silent:
            return None
        return tuple(self.entries.get((server, kind, name), ()))


ZONE = {
    ("", "NS", "radio.example"): ["ns1.dns.example", "ns2.dns.example"],
    ("", "A", "ns1.dns.example"): ["192.0.2.1"],
    ("", "AAAA", "ns2.dns.example"): ["2001:db8::2"],
}


def look(answers, *, wait=120.0, servers=(), after=None, name=NAME):
    """Look until it is shown; `after` is called with the number of each pause."""
    clock, pauses = ManualClock(), []

    async def sleep(seconds):
        pauses.append(seconds)
        clock.advance(seconds)
        if after is not None:
            after(len(pauses))

    asyncio.run(ZoneServers(answers, clock, wait, servers, sleep).shown(name, "proof"))
    return pauses


class TestLooking:
    def test_asks_every_server_of_the_zone(self):
        answers = Answers(
            ZONE | {("192.0.2.1", "TXT", NAME): ["proof"], ("2001:db8::2", "TXT", NAME): ["a", "proof"]}
        )

        assert look(answers) == []
        assert [each for each in answers.asked if each[1] == "TXT"] == [
            ("192.0.2.1", "TXT", NAME),
            ("2001:db8::2", "TXT", NAME),
        ]

    def test_waits_for_the_slowest_in_steps_of_two_seconds(self):
        answers = Answers(ZONE | {("192.0.2.1", "TXT", NAME): ["proof"]})

        def later(number):
            if number == 5:
                answers.entries["2001:db8::2", "TXT", NAME] = ["proof"]

        assert look(answers, after=later) == [2.0] * 5

    def test_ends_after_its_time_and_says_who_is_late(self):
        answers = Answers(ZONE | {("192.0.2.1", "TXT", NAME): ["proof"]})

        with pytest.raises(OperatorFault, match="120 s later 2001:db8::2 did not show it"):
            look(answers)

        assert sum(1 for each in answers.asked if each[0] == "192.0.2.1") == 61

    def test_can_be_left_out(self):
        answers = Answers()

        assert look(answers, wait=0) == []
        assert answers.asked == []

    def test_asks_whom_the_script_names_instead(self):
        answers = Answers({("192.0.2.53:5353", "TXT", NAME): ["proof"]})
        look(answers, servers=("192.0.2.53:5353",))

        assert {server for server, _, _ in answers.asked} == {"192.0.2.53:5353"}

    def test_servers_that_nobody_lets_us_ask_are_left_to_the_authority(self, caplog):
        answers = Answers(ZONE | {("192.0.2.1", "TXT", NAME): ["proof"]}, silent={"2001:db8::2"})
        with caplog.at_level(logging.WARNING):
            pauses = look(answers)

        assert pauses == [2.0, 2.0]
        assert "some do not answer (2001:db8::2)" in caplog.text

    def test_a_zone_whose_servers_cannot_be_found_out_is_not_waited_for(self):
        assert look(Answers()) == []


class TestDelegation:
    def delegated(self, entries):
        return asyncio.run(ZoneServers(Answers(entries), ManualClock(), 0).delegated(NAME))

    def test_follows_aliases_to_their_end(self):
        entries = {
            ("", "CNAME", NAME): ["Proofs.Dns.example"],
            ("", "CNAME", "proofs.dns.example"): ["radio.acme.example"],
        }

        assert self.delegated(entries) == "radio.acme.example"

    def test_is_the_name_itself_where_there_is_none(self):
        assert self.delegated({}) == NAME

    def test_in_a_circle_is_told(self):
        entries = {("", "CNAME", NAME): ["b.example"], ("", "CNAME", "b.example"): [NAME]}

        with pytest.raises(OperatorFault, match="in a circle"):
            self.delegated(entries)
