"""Certificates from a real authority: pebble, which Let's Encrypt tests with."""

import asyncio

import pytest
from instruments.doors import Doors
from instruments.pebble import Pebble, knows_renewal_information, program

from runtime.kernel.clock import SystemClock
from runtime.tls.acme import (
    AcmeAuthority,
    AuthoritySettings,
    CertificateRequest,
    Solvers,
)
from runtime.tls.certificate import Certificate
from runtime.tls.storage import Storage

pytestmark = [pytest.mark.skipif(not program(), reason="pebble is not installed"), pytest.mark.timeout(60)]
with_renewal_information = pytest.mark.skipif(
    not knows_renewal_information(),
    reason="this pebble knows no renewal information: .ci/peers could not have the newer one",
)


@pytest.fixture(scope="module")
def pebble():
    """One authority for all: one in ten good nonces is refused."""
    with Pebble(nonces=10, roots=1) as pebble:
        yield pebble


@pytest.fixture(scope="module")
def doors(pebble):
    with Doors(pebble.http_port, pebble.tls_port).open() as doors:
        yield doors


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "tls")


@pytest.fixture
def authority(pebble, storage):
    return of(pebble, storage)


def of(pebble, storage, **more):
    settings = AuthoritySettings(pebble.directory, email="me@radio.example", ca=pebble.ca, **more)
    return AcmeAuthority(settings, storage, SystemClock())


def obtain(authority, *names, proofs=None, dns=None, kinds=("http-01", "tls-alpn-01", "dns-01"), **request):
    solvers = Solvers(proofs=proofs, dns=dns, kinds=kinds)
    return asyncio.run(authority.obtain(CertificateRequest(names, **request), solvers))


def read(issued):
    return Certificate.from_pem(issued.chain_pem.encode(), issued.key_pem.encode())


class TestProofByHttp:
    def test_brings_a_certificate_with_a_key_of_its_own(self, authority, doors):
        issued = obtain(authority, "radio.example", "www.radio.example", proofs=doors)

        certificate = read(issued)
        assert sorted(certificate.names) == ["radio.example", "www.radio.example"]
        assert certificate.key_kind == "ecdsa"
        assert doors.http == {}
