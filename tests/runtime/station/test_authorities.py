"""Certificates from authorities, as the station has them got."""

import logging

import pytest

from runtime.plan import Acme, Cloudflare, Secret, Server, Station
from runtime.station.authorities import authorities, wants_port_80
from runtime.station.equipment import Equipment
from runtime.tls.holding import Getter
from runtime.tls.proofs import Proofs

CLOUDFLARE = Cloudflare(Secret("x"))


def station(server, **said):
    return Station("", server=server, certificates=(Acme("me@radio.example", ("radio.example",), **said),))


async def nobody():
    """No edge to be told."""


class TestPort80:
    @pytest.mark.parametrize(
        ("server", "said"),
        [
            (Server(8000, https=8443), {}),
            (Server(8000, https=443), {"challenge": "http-01"}),
            (Server(8000, https=8443), {"dns": CLOUDFLARE, "challenge": "http-01"}),
        ],
    )
    def test_is_wanted_where_only_there_proofs_can_be_seen(self, server, said):
        assert wants_port_80(station(server, **said))

    @pytest.mark.parametrize(
        ("server", "said"),
        [
            (Server(80, https=443), {}),
            (Server(8000, https=443), {}),
            (Server(8000), {}),
            (Server(8000, https=8443, bind="127.0.0.1"), {}),
            (Server(8000, https=8443), {"dns": CLOUDFLARE}),
            (Server(8000, https=8443), {"challenge": "tls-alpn-01"}),
        ],
    )
    def test_is_left_alone_where_it_is_ours_or_would_not_help(self, server, said):
        assert not wants_port_80(station(server, **said))

    def test_is_left_alone_without_certificates_from_an_authority(self):
        assert not wants_port_80(Station("", server=Server(8000, https=8443)))


class TestWhoGetsThem:
    def made(self, tmp_path, state):
        plan = station(Server(8000, https=8443))
        make = authorities(Equipment(state=state), lambda: plan, function=None)
        return make(plan.certificates, Proofs(lambda: None, nobody), lambda: None)

    def test_is_made_of_what_the_script_says(self, tmp_path):
        getter: Getter = self.made(tmp_path, tmp_path)

        assert [(each.kind, each.origin, each.names) for each in getter.holdings()] == [
            ("acme", "acme-v02.api.letsencrypt.org", ("radio.example",))
        ]

    def test_needs_a_folder(self, tmp_path, caplog):
        with caplog.at_level(logging.ERROR):
            getter = self.made(tmp_path, None)

        assert getter is None
        assert "no folder to keep them in" in caplog.text
