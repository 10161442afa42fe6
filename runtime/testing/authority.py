"""An authority of the test's own: certificates of any age, for any key, with a chain or without."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as written
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes as Key
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

__all__ = ["NOON", "Authority", "Paper"]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When tests about certificates take place."""

_PLAIN = written.NoEncryption()

_CRITICAL = (x509.BasicConstraints, x509.KeyUsage)

_SIGNS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate and its key, as the files that an operator has.

    Attributes:
        leaf: the certificate alone (PEM).
        above: those between it and the root (PEM).
        key: its key (PEM).
    """

    leaf: bytes
    above: bytes
    key: bytes

    @property
    def chain(self) -> bytes:
        """What is served: the leaf and those above it."""
        return self.leaf + self.above

    def encrypted_key(self, password: bytes) -> bytes:
        """The key as PEM that a password opens."""
        key = written.load_pem_private_key(self.key, None)
        protect = written.BestAvailableEncryption(password)
        return key.private_bytes(written.Encoding.PEM, written.PrivateFormat.PKCS8, protect)

    def pfx(self, password: bytes | None) -> bytes:
        """All in one file (PKCS #12)."""
        key = cast(ec.EllipticCurvePrivateKey, written.load_pem_private_key(self.key, None))
        above = x509.load_pem_x509_certificates(self.above) if self.above else []
        protect = written.BestAvailableEncryption(password) if password else _PLAIN
        leaf = x509.load_pem_x509_certificate(self.leaf)
        return pkcs12.serialize_key_and_certificates(b"radio", key, leaf, above, protect)


class Authority:
    """Signs whatever a test wants, by an intermediate of its own."""

    def __init__(self, name: str = "Test Authority") -> None:
        """Make a root and one below it."""
        self._root_key, self._below_key = _p256(), _p256()
        self._root_name, self._below_name = f"{name} Root", name
        self.root = self._sign(self._root_name, self._root_name, self._root_key, self._root_key, above=True)
        self.below = self._sign(
            self._below_name, self._root_name, self._below_key, self._root_key, above=True
        )

    def issue(
        self,
        *names: str,
        begins: datetime = NOON - timedelta(days=30),
        ends: datetime = NOON + timedelta(days=60),
        key: Key | None = None,
        extensions: Sequence[x509.ExtensionType] = (),
        common: str = "",
    ) -> Paper:
        """A certificate for these names. `key` is a private key of `cryptography`; P-256 where there is none."""
        key = key or _p256()
        leaf = self._sign(
            common or (names or ("nobody",))[0],
            self._below_name,
            key,
            self._below_key,
            names=names,
            begins=begins,
            ends=ends,
            extensions=extensions,
        )
        private = key.private_bytes(written.Encoding.PEM, written.PrivateFormat.PKCS8, written.NoEncryption())
        return Paper(leaf, self.below, private)

    def _sign(
        self,
        subject: str,
        issuer: str,
        key: Key,
        by: Key,
        *,
        names: Sequence[str] = (),
        begins: datetime = NOON - timedelta(days=3000),
        ends: datetime = NOON + timedelta(days=3000),
        above: bool = False,
        extensions: Sequence[x509.ExtensionType] = (),
    ) -> bytes:
        said = [] if not names else [x509.SubjectAlternativeName([_general(name) for name in names])]
        builder = _begun(subject, issuer, key, begins, ends)
        for extension in (*_linked(key, by, above=above), *said, *extensions):
            builder = builder.add_extension(extension, critical=isinstance(extension, _CRITICAL))
        return builder.sign(by, hashes.SHA256()).public_bytes(written.Encoding.PEM)


def _begun(subject: str, issuer: str, key: Key, begins: datetime, ends: datetime) -> x509.CertificateBuilder:
    """A certificate without its extensions."""
    return (
        x509.CertificateBuilder()
        .subject_name(_common_name(subject))
        .issuer_name(_common_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )


def _linked(key: Key, by: Key, *, above: bool) -> Iterator[x509.ExtensionType]:
    """What says where in the chain it stands: `above` others, or not."""
    yield x509.BasicConstraints(ca=above, path_length=None)
    yield x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    if above:
        yield _SIGNS
        yield x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _p256() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
