"""What the edges are told of certificates."""

from datetime import timedelta

import pytest

from runtime.plan import Server
from runtime.protocols.tls import CertificateTable
from runtime.station.certificate_table import StandIn, certificate_table
from runtime.station.doors import Ports
from runtime.testing.authority import NOON, Authority
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding
from runtime.tls.proofs import Proofs

AUTHORITY = Authority()
WANTED = Holding("acme", "authority", ("radio.example",))


async def told():
    pass


def holding(days=30):
    paper = AUTHORITY.issue("radio.example", ends=NOON + timedelta(days=days))
    return Holding("files", "radio.pem", ("radio.example",), Certificate.from_pem(paper.chain, paper.key))


def table(*served, stand_in=None, https=443, **server):
    server = Server(80, https=443, redirect=True, hsts=60.0, **server)
    return certificate_table(served, stand_in, server, Ports(80, https), Proofs(lambda: None, told), NOON)


class TestTheStandIn:
    def test_is_for_all_names_that_are_wanted(self):
        assert StandIn().made_for([WANTED], NOON).names == ("radio.example",)

    def test_stays_the_same_until_its_names_change_or_it_grows_old(self):
        stand_in = StandIn()
        first = stand_in.made_for([WANTED], NOON)

        assert stand_in.made_for([WANTED], NOON + timedelta(days=300)) is first
        assert stand_in.made_for([], NOON).names == ("localhost",)
        assert stand_in.made_for([], NOON + timedelta(days=400)).valid(NOON + timedelta(days=400))


class TestTheTable:
    def test_sends_browsers_to_https_where_all_that_is_served_holds(self):
        made = table(holding())

        assert (made.redirect, made.hsts_seconds, made.https_port, made.self_signed) == (True, 60, 443, False)

    def test_sends_them_nowhere_else(self):
        stand_in = StandIn().made_for([], NOON)
        for made in (table(stand_in=stand_in), table(holding(days=-1)), table(holding(), holding(days=-1))):
            assert (made.redirect, made.hsts_seconds) == (False, 0)

    @pytest.mark.parametrize("upgrade", [True, False])
    def test_offers_an_upgrade_as_the_script_says(self, upgrade):
        made = table(holding(), upgrade=upgrade)

        assert CertificateTable.from_fields(made.to_fields()).upgrade is upgrade

    def test_sends_them_to_no_port_that_is_not_open(self):
        assert not table(holding(), https=0).redirect
