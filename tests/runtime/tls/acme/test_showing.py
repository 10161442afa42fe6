import asyncio

import pytest
from acme import messages

from runtime.errors import NetworkFault
from runtime.testing import ManualClock
from runtime.tls.acme import Solvers
from runtime.tls.acme.keys import account_key, new_key
from runtime.tls.acme.names import identifier
from runtime.tls.acme.showing import showing

TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA"
KEY = account_key(new_key())


class Ports:
    def __init__(self, hang=False):
        self.story = []
        self._hang = hang

    def show_http(self, token, text):
        self.story.append(("show", token, text))

    def hide_http(self, token):
        self.story.append(("hide", token))

    def show_alpn(self, name, cert, key):
        self.story.append(("show", name))

    def hide_alpn(self, name):
        self.story.append(("hide", name))

    async def told(self):
        self.story.append("told")
        if self._hang:
            await asyncio.Event().wait()


class Zone:
    def __init__(self):
        self.story = []

    async def present(self, name, value):
        self.story.append(("present", name, value))

    async def clean_up(self, name, value):
        self.story.append(("clean up", name, value))


class Servers:
    def __init__(self):
        self.story = []

    async def delegated(self, name):
        return f"{name}.proofs.example"

    async def shown(self, name, value):
        self.story.append((name, value))


def challenge(kind):
    body = {"type": kind, "url": "https://ca.example/c/1", "token": TOKEN, "status": "pending"}
    return messages.ChallengeBody.from_json(body).chall


def all_of_it(kind, solvers, within=5.0):
    async def story():
        proof = await showing(
            kind,
            identifier("radio.example"),
            challenge(kind),
            key=KEY,
            solvers=solvers,
            clock=ManualClock(),
            within=within,
        )
        await proof.show()
        await proof.seen()
        await proof.hide()

    asyncio.run(story())


class TestAProof:
    def test_at_port_80_is_the_token_with_our_key_s_print(self):
        ports = Ports()
        all_of_it("http-01", Solvers(proofs=ports))

        text = challenge("http-01").key_authorization(KEY)
        assert ports.story == [("show", TOKEN, text), "told", ("hide", TOKEN)]
        assert text.startswith(f"{TOKEN}.")

    def test_in_a_handshake_is_a_certificate_of_the_name(self):
        ports = Ports()
        all_of_it("tls-alpn-01", Solvers(proofs=ports))

        assert ports.story == [("show", "radio.example"), "told", ("hide", "radio.example")]

    def test_in_dns_stands_where_the_alias_leads(self):
        zone, servers = Zone(), Servers()
        all_of_it("dns-01", Solvers(dns=zone, name_servers=servers))

        place, value = "_acme-challenge.radio.example.proofs.example", challenge("dns-01").validation(KEY)
        assert zone.story == [("present", place, value), ("clean up", place, value)]
        assert servers.story == [(place, value)]

    def test_in_dns_trusts_the_zone_where_nobody_looks(self):
        zone = Zone()
        all_of_it("dns-01", Solvers(dns=zone))

        assert [name for _, name, _ in zone.story] == ["_acme-challenge.radio.example"] * 2

    @pytest.mark.parametrize("kind", ["http-01", "tls-alpn-01"])
    def test_that_an_edge_never_shows_is_told_in_time(self, kind):
        with pytest.raises(NetworkFault, match="not every edge shows it within 0 seconds"):
            all_of_it(kind, Solvers(proofs=Ports(hang=True)), within=0.01)
