import asyncio
import importlib.util
import socket
import time
from pathlib import Path

import pytest

from runtime.kernel.clock import SystemClock
from runtime.tls.acme import (
    AcmeAuthority,
    AcmeFault,
    AuthoritySettings,
    CertificateRequest,
    Patience,
    Solvers,
)
from runtime.tls.certificate import Certificate
from runtime.tls.storage import Storage

spec = importlib.util.spec_from_file_location(
    "small_authority", Path(__file__).with_name("small_authority.py")
)
small_authority = importlib.util.module_from_spec(spec)
spec.loader.exec_module(small_authority)


class Ports:
    """Shows proofs to an authority of the same process."""

    def __init__(self):
        self.http = {}

    def show_http(self, token, text):
        self.http[token] = text

    def hide_http(self, token):
        del self.http[token]

    def show_alpn(self, name, cert, key):
        raise NotImplementedError

    hide_alpn = hide_http

    async def told(self):
        pass


async def nap(_):
    await asyncio.sleep(0)


@pytest.fixture
def ports():
    return Ports()


@pytest.fixture
def small(ports):
    with small_authority.SmallAuthority(lambda token: ports.http.get(token, "")).open() as small:
        yield small


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "tls")


def authority(url, storage, **more):
    return AcmeAuthority(AuthoritySettings(url), storage, SystemClock(), sleep=nap, **more)


def obtain(whom, solvers, *names):
    return asyncio.run(whom.obtain(CertificateRequest(names), solvers))


class TestAnOrder:
    def test_brings_a_certificate_that_fits_its_key(self, small, storage, ports):
        issued = obtain(authority(f"{small.url}/dir", storage), Solvers(proofs=ports), "radio.example")

        certificate = Certificate.from_pem(issued.chain_pem.encode(), issued.key_pem.encode())
        assert (certificate.names, certificate.issuer) == (("radio.example",), "Small Authority")
        assert ports.http == {}

    def test_that_is_refused_takes_its_proof_back(self, small, storage, ports, monkeypatch):
        monkeypatch.setattr(ports, "show_http", lambda token, _: ports.http.update({token: ""}))
        with pytest.raises(AcmeFault) as caught:
            obtain(authority(f"{small.url}/dir", storage), Solvers(proofs=ports), "radio.example")

        assert (caught.value.problem, ports.http) == ("unauthorized", {})

    def test_that_cannot_be_proven_is_never_placed(self, small, storage, ports):
        with pytest.raises(AcmeFault, match="can be proven by DNS alone"):
            obtain(authority(f"{small.url}/dir", storage), Solvers(proofs=ports), "*.radio.example")

        assert small.asked == []

    def test_of_an_authority_without_renewal_information_has_none(self, small, storage):
        class Held:
            chain_pem = ""

            def replaces(self):
                return "a.b"

        assert asyncio.run(authority(f"{small.url}/dir", storage).renewal_info(Held())) is None

    def test_of_two_at_a_time_waits_for_the_first(self, small, storage, ports):
        whom = authority(f"{small.url}/dir", storage)

        async def story():
            requests = (CertificateRequest((f"{name}.example",)) for name in "ab")
            return await asyncio.gather(*(whom.obtain(each, Solvers(proofs=ports)) for each in requests))

        assert len(asyncio.run(story())) == 2
        assert small.asked.count("/dir") == 2


class TestAnAuthorityThatIsNotThere:
    def test_is_told_in_words(self, storage, ports):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/dir"
            with pytest.raises(AcmeFault) as caught:
                obtain(
                    authority(url, storage, patience=Patience(attempts=2)),
                    Solvers(proofs=ports),
                    "radio.example",
                )

        assert caught.value.problem == "unreachable"
        assert str(caught.value).startswith("127.0.0.1 does not answer: ")

    def test_that_never_answers_ends_at_the_deadline_and_keeps_nobody(self, storage, ports):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/dir"
            began = time.monotonic()
            with pytest.raises(AcmeFault) as caught:
                obtain(
                    authority(url, storage, patience=Patience(whole=0.5)),
                    Solvers(proofs=ports),
                    "radio.example",
                )

        assert caught.value.problem == "timeout"
        assert time.monotonic() - began < 20
