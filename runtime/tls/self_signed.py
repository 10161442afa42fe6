"""A certificate in memory that nobody vouches for, so that the port for HTTPS answers before there is a real one."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .certificate import Certificate
from .names import ascii_name

if TYPE_CHECKING:
    from cryptography import x509

__all__ = ["SELF_SIGNED_LIFE", "self_signed"]

SELF_SIGNED_LIFE = timedelta(days=397)
"""How long it holds: as long as browsers take any."""

_BEFORE = timedelta(days=1)
"""It begins a little earlier, for players whose clock is slow."""


def self_signed(names: Sequence[str], now: datetime) -> Certificate:
    """Make one for these names, or for `localhost` where there is none; its key never leaves the memory."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a radio station's stand-in")])
    known = [each for each in map(_known, names) if each]
    said = [_general_name(each) for each in dict.fromkeys(known or ["localhost"])]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + SELF_SIGNED_LIFE)
        .add_extension(x509.SubjectAlternativeName(said), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certificate.from_pem(made.public_bytes(Encoding.PEM), private)


def _known(name: str) -> str:
    """A name that a certificate can have; "" for any other: the stand-in does without."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return ascii_name(name)


def _general_name(name: str) -> "x509.GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
