"""Orders of certificates, as a station places them."""

import asyncio

import pytest

from runtime.kernel.clock import SystemClock
from runtime.tls.acme import AcmeAuthority, AcmeFault, AuthoritySettings, CertificateRequest, Solvers
from runtime.tls.certificate import Certificate


def of(pebble, storage, email="me@radio.example", patience=None, **more):
    settings = AuthoritySettings(pebble.directory, email=email, ca=pebble.ca, **more)
    return AcmeAuthority(settings, storage, SystemClock(), patience=patience, sleep=nap)


async def nap(seconds):
    """The authority asks for a second where it needs a moment."""
    await asyncio.sleep(min(seconds, 0.05))


def obtain(authority, *names, proofs=None, dns=None, kinds=("http-01", "tls-alpn-01", "dns-01"), **request):
    solvers = Solvers(proofs=proofs, dns=dns, kinds=kinds)
    return asyncio.run(authority.obtain(CertificateRequest(names, **request), solvers))


def read(issued):
    return Certificate.from_pem(issued.chain_pem.encode(), issued.key_pem.encode())


def failed(authority, *names, **more):
    """The fault that an order ends in."""
    with pytest.raises(AcmeFault) as caught:
        obtain(authority, *names, **more)
    return caught.value
