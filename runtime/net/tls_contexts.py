"""Contexts: the certificates of a table, ready for handshakes.

Strategy: a context is made when somebody asks for it first, so that a hundred certificates cost nothing until then, and kept
while its certificate stands in the table. A certificate that OpenSSL does not take is told once; who wanted it is served the
first certificate, as a stranger is.
"""

import logging
import ssl
from typing import Literal, TypeAlias

from runtime.errors import OperatorFault, PeerFault
from runtime.protocols.tls import (
    ACME_PROTOCOL,
    CertificateChoice,
    CertificateTable,
    ClientHello,
    ServedCertificate,
    asks_for_proof,
)

from .pem_file import pem_file

__all__ = ["CIPHERS", "LEGACY_CIPHERS", "TlsContexts", "make_context"]

log = logging.getLogger("legacystream.tls")

Kind: TypeAlias = Literal["usual", "legacy", "proof"]
"""For everybody, for the port of old devices, for an authority that looks at a proof."""

CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
"""Of TLS 1.2, what Mozilla's intermediate configuration (5.8) names, best first; those of 1.3 are OpenSSL's own."""

LEGACY_CIPHERS = "ALL:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!ARIA:!CAMELLIA:!SEED:!IDEA:@SECLEVEL=0"
"""For old devices: whatever this OpenSSL has that is not broken outright."""

TICKETS = 1
"""Session tickets after a handshake: a player comes back on one connection."""


class TlsContexts:
    """The contexts of the table that was shown last. Belongs to one thread."""

    def __init__(self) -> None:
        self._choice = CertificateChoice(CertificateTable())
        self._made: dict[tuple[ServedCertificate, Kind], ssl.SSLContext | None] = {}

    def show(self, table: CertificateTable) -> None:
        """Serve these certificates in handshakes from now on."""
        self._choice = CertificateChoice(table)
        self._made = {key: made for key, made in self._made.items() if self._choice.serves(key[0])}

    def covers(self, host: str) -> bool:
        """Whether a client that calls us so would believe the certificate that it is shown."""
        return self._choice.covers(host)

    def choose(self, hello: ClientHello, address: str, *, legacy: bool = False) -> ssl.SSLContext:
        """Choose the context for a client that came to this address.

        Raises:
            PeerFault: it wants a proof that there is not, or there is no certificate at all.
        """
        if asks_for_proof(hello):
            return self._proof(hello.name)
        kind: Kind = "legacy" if legacy else "usual"
        for name in (hello.name, ""):
            certificate = self._choice.certificate(name, address)
            context = None if certificate is None else self._context(certificate, kind)
            if context is not None:
                return context
        raise PeerFault("there is no certificate to serve", 503)

    def _proof(self, name: str) -> ssl.SSLContext:
        proof = self._choice.proof(name)
        context = None if proof is None else self._context(proof, "proof")
        if context is None:
            raise PeerFault("an authority asks for a proof that is not there")
        return context

    def _context(self, certificate: ServedCertificate, kind: Kind) -> ssl.SSLContext | None:
        """The context, as it is or new; None where the certificate cannot be used."""
        key = (certificate, kind)
        if key not in self._made:
            try:
                self._made[key] = make_context(certificate, kind)
            except OperatorFault as fault:
                log.error("%s", fault)
                self._made[key] = None
        return self._made[key]


def make_context(certificate: ServedCertificate, kind: Kind = "usual") -> ssl.SSLContext:
    """Make the context of a certificate, with both its pairs.

    Raises:
        OperatorFault: OpenSSL does not take it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_COMPRESSION
    context.num_tickets = TICKETS
    context.set_alpn_protocols([ACME_PROTOCOL if kind == "proof" else "http/1.1"])
    if kind == "legacy":
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers(LEGACY_CIPHERS)
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(CIPHERS)
    try:
        _load(context, certificate.chain, certificate.key)
        if certificate.rsa_chain:
            _load(context, certificate.rsa_chain, certificate.rsa_key)
    except (ssl.SSLError, OSError, ValueError) as wrong:
        reason = getattr(wrong, "reason", None) or type(wrong).__name__
        names = ", ".join(certificate.names) or "nobody"
        raise OperatorFault(f"the certificate for {names} cannot be used: OpenSSL says {reason}") from None
    return context


def _load(context: ssl.SSLContext, chain: str, key: str) -> None:
    with pem_file(f"{chain}\n{key}\n") as path:
        context.load_cert_chain(
            path, password=lambda: ""
        )  # an encrypted key is a fault, not a question at the terminal
