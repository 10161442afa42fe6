"""The proof by a certificate of its own on port 443 (RFC 8737), which `acme` has no more since 5.0."""

import hashlib
import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from acme import challenges
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from josepy.jwk import JWK

from .names import Identifier

__all__ = ["TLSALPN01", "AlpnProof", "TLSALPN01Response", "alpn_proof", "asked_name"]

ACME_IDENTIFIER = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.31")
"""id-pe-acmeIdentifier (RFC 8737 §6.1)."""

OCTETS_32 = b"\x04\x20"
"""DER: an octet string of 32 bytes follows."""

DAYS = 7
"""Days for which a proof holds; it is shown for seconds."""


@challenges.ChallengeResponse.register
class TLSALPN01Response(challenges.KeyAuthorizationChallengeResponse):
    """Says that the proof is there."""

    typ = "tls-alpn-01"


@challenges.Challenge.register
class TLSALPN01(challenges.KeyAuthorizationChallenge):
    """A challenge that is answered in a TLS handshake."""

    response_cls = TLSALPN01Response
    typ = TLSALPN01Response.typ

    def validation(self, account_key: JWK, **_: object) -> str:
        """What the certificate has to hold."""
        return self.key_authorization(account_key)


@dataclass(frozen=True, slots=True)
class AlpnProof:
    """A certificate that proves a name.

    Attributes:
        name: the name that the authority asks for in the handshake.
        cert: PEM.
        key: PEM, of no other use.
    """

    name: str
    cert: str
    key: str = field(repr=False)


def asked_name(wanted: Identifier) -> str:
    """The server name in the handshake: for an address the name of its reverse entry (RFC 8738 §6)."""
    return wanted.value if wanted.kind == "dns" else ipaddress.ip_address(wanted.value).reverse_pointer


def alpn_proof(wanted: Identifier, key_authorization: str, now: datetime) -> AlpnProof:
    """Make the certificate that proves a name.

    Args:
        wanted: the name or address.
        key_authorization: what the challenge asks for.
        now: the time, with its zone.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ACME challenge")])
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=DAYS))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(wanted)]), critical=False)
        .add_extension(_digest(key_authorization), critical=True)
    )
    return AlpnProof(
        asked_name(wanted),
        builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode("ascii"),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"),
    )


def _digest(key_authorization: str) -> x509.UnrecognizedExtension:
    digest = hashlib.sha256(key_authorization.encode("ascii")).digest()
    return x509.UnrecognizedExtension(ACME_IDENTIFIER, OCTETS_32 + digest)


def _general_name(wanted: Identifier) -> x509.GeneralName:
    if wanted.kind == "ip":
        return x509.IPAddress(ipaddress.ip_address(wanted.value))
    return x509.DNSName(wanted.value)
