"""The vestibule: TLS is agreed upon here, before the front door hears a word of what anybody wants.

Rules:
- Who breaks off, sends garbage or takes too long costs his own connection alone; he is told in TLS what is wrong, as far as
  there is any, and counted.
- An authority that looks at a proof (RFC 8737) sees it and leaves; no stream is served on such a connection.
- A client that speaks HTTP where only TLS is spoken is told so in HTTP, and one that speaks TLS to a plain port by an alert.
"""

import contextlib
import ssl
from typing import Protocol

from runtime.errors import PeerFault
from runtime.net.connection import Connection
from runtime.net.tls_connection import TlsConnection
from runtime.net.tls_session import Bench
from runtime.protocols.tls import TLS_MARK, ClientHello, HelloReader, asks_for_proof

from .guest import Guest

__all__ = [
    "HELLO_READ_BYTES",
    "UNTRUSTED",
    "DoorFault",
    "SilentFault",
    "Vestibule",
    "refused_by_client",
    "wants_tls",
]

UNTRUSTED = "certificate not trusted"
"""The sort of those who do not believe our certificate."""

DISBELIEF = {
    "TLSV1_ALERT_UNKNOWN_CA": "it does not know the authority of our certificate",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "it does not believe our certificate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "it finds our certificate bad: is it for the name that it calls us by?",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "it says that our certificate has expired",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "it does not know this kind of certificate: an RSA one may help",
}
"""What a client says by an alert (RFC 8446, section 6.2), as OpenSSL names it → in words."""

HELLO_READ_BYTES = 4096
"""Bytes of a ClientHello that are read at once."""

ALERT = b"\x15\x03\x03\x00\x02\x02"
HANDSHAKE_FAILURE, INTERNAL_ERROR, NO_SUCH_PROTOCOL = b"\x28", b"\x50", b"\x78"
"""RFC 8446, section 6.2; what went wrong before OpenSSL had a say."""


class DoorFault(PeerFault):
    """Somebody speaks what is not spoken at this door.

    Attributes:
        kind: the sort, for counters.
    """

    def __init__(self, words: str, kind: str, status: int = 400) -> None:
        super().__init__(words, status)
        self.kind = kind


class SilentFault(DoorFault):
    """No words of HTTP would be understood; whatever TLS has to say was said."""


class Contexts(Protocol):
    """Knows the certificates."""

    async def context(self, hello: ClientHello, address: str, *, legacy: bool) -> ssl.SSLContext:
        """Give the certificate for a client that came to this address. Raises PeerFault when there is none."""
        ...


def wants_tls(guest: Guest, first: int) -> bool:
    """Tell by the first byte whether somebody begins with TLS. Raises SilentFault where it is not spoken."""
    if first != TLS_MARK:
        return False
    if guest.mode == "plain":
        _alert(guest.connection, HANDSHAKE_FAILURE)
        raise SilentFault("this port speaks plain HTTP", "tls on plain")
    return True


def refused_by_client(wrong: ssl.SSLError) -> str:
    """Why TLS came to nothing, in words."""
    words = DISBELIEF.get(wrong.reason or "")
    if words is None:
        return f"no TLS can be agreed: {wrong.reason or wrong}"
    return f"{words}; give it the authority's root, or, for a source at the port of HTTP, say `server(upgrade=false)`"


class Vestibule:
    """Agrees on TLS. Belongs to the event loop.

    Args:
        contexts: knows the certificates.
    """

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._bench = Bench()

    async def secure(self, guest: Guest, data: bytes) -> bytes | None:
        """Speak TLS with a guest from now on, `data` being what he said so far; gives what he says inside it, if that came
        along. None for an authority that has seen its proof, or a guest who left; nothing is left to do then.

        Raises:
            SilentFault: TLS cannot be spoken with him.
        """
        try:
            return await self._secure(guest, data)
        except ssl.SSLError as wrong:
            kind = UNTRUSTED if wrong.reason in DISBELIEF else "tls handshake"
            raise SilentFault(refused_by_client(wrong), kind) from None

    async def _secure(self, guest: Guest, data: bytes) -> bytes | None:
        reader = HelloReader()
        hello = await _read_hello(guest.connection, reader, data)
        if hello is None:
            return None
        context = await self._context(guest, hello)
        connection = TlsConnection(guest.sock, context, self._bench)
        plain = await connection.handshake(bytes(reader.data))
        guest.connection = connection
        return None if asks_for_proof(hello) else plain

    async def _context(self, guest: Guest, hello: ClientHello) -> ssl.SSLContext:
        try:
            return await self._contexts.context(hello, guest.local[0], legacy=guest.mode == "legacy")
        except PeerFault as fault:
            proof = asks_for_proof(hello)
            _alert(guest.connection, NO_SUCH_PROTOCOL if proof else INTERNAL_ERROR)
            raise SilentFault(str(fault), "tls proof" if proof else "no certificate") from None


async def _read_hello(connection: Connection, reader: HelloReader, data: bytes) -> ClientHello | None:
    """Read until the ClientHello is whole; None for a guest who leaves before."""
    try:
        while (hello := reader.receive_data(data)) is None:
            data = await connection.recv(HELLO_READ_BYTES)
            if not data:
                return None
    except PeerFault as fault:
        _alert(connection, HANDSHAKE_FAILURE)
        raise SilentFault(str(fault), "tls handshake") from None
    return hello


def _alert(connection: Connection, what: bytes) -> None:
    """Say in TLS what is wrong; so much always fits."""
    with contextlib.suppress(OSError):
        connection.sock.send(ALERT + what)
