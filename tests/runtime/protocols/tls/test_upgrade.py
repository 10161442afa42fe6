"""TLS within a connection that began in plain."""

import pytest

from runtime.protocols.http1 import Headers, Request
from runtime.protocols.tls import host_name, wants_upgrade


def asked(**headers):
    return Request("OPTIONS", "*", "", "HTTP/1.1", Headers(tuple(headers.items())))


@pytest.mark.parametrize("upgrade", ["TLS/1.0", "TLS/1.0, HTTP/1.1", "HTTP/1.1,tls/1.2", "TLS"])
def test_tls_of_any_version_may_be_asked_for(upgrade):
    assert wants_upgrade(asked(Upgrade=upgrade, Connection="keep-alive, Upgrade"))


@pytest.mark.parametrize(
    ("upgrade", "connection"),
    [("TLS/1.0", "close"), ("h2c", "Upgrade"), ("websocket", "Upgrade"), ("", "Upgrade")],
)
def test_what_is_asked_otherwise_is_not_that(upgrade, connection):
    assert not wants_upgrade(asked(Upgrade=upgrade, Connection=connection))


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("radio.example:8000", "radio.example"),
        ("radio.example", "radio.example"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("", ""),
    ],
)
def test_how_it_calls_us_is_without_a_port(host, name):
    assert host_name(asked(Host=host)) == name
