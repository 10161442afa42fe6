"""Other servers over TLS."""

import asyncio
import shutil
import ssl
import subprocess

import pytest

from runtime.errors import NetworkFault
from runtime.protocols.icecast.relay_client import Address
from runtime.relays.pull import Dialer, fetch

ANSWER = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n/a\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that nobody trusts, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    made = [
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        folder / "key.pem",
        "-out",
        folder / "cert.pem",
    ]
    subprocess.run([*make, *made], check=True, capture_output=True, timeout=30)
    return folder / "cert.pem", folder / "key.pem"


async def fetched(certificate, dialer):
    """What a server with the certificate says."""

    async def attend(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = await asyncio.start_server(attend, "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await fetch(Address.parse(f"https://127.0.0.1:{port}/list"), dialer)


class TestAServerWithACertificate:
    def test_that_the_machine_trusts_is_heard(self, certificate):
        trusting = ssl.create_default_context(cafile=str(certificate[0]))

        assert asyncio.run(fetched(certificate, Dialer("us/1", _context=trusting))) == b"/a\r\n"

    def test_that_nobody_trusts_is_refused_in_words(self, certificate):
        with pytest.raises(NetworkFault, match="its certificate is not trusted: self"):
            asyncio.run(fetched(certificate, Dialer("us/1")))
