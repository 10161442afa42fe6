"""A certificate that has been read and checked: all that is shown of it, and what is served."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from runtime.protocols.tls import ServedCertificate

from .names import ascii_name

__all__ = ["Certificate", "KeyKind"]

KeyKind = Literal["ecdsa", "rsa", "ed25519"]
"""What a certificate's key is."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A chain whose key is known. Whatever is made by `from_pem` or `from_pfx` can be served, though it may be out of date.

    Attributes:
        names: the names it is for, as `ServedCertificate.names`.
        issuer: who signed it, as people know them ("Let's Encrypt R11").
        not_before: from when it holds (UTC).
        not_after: until when it holds (UTC).
        serial: its number with its issuer.
        key_kind: what its key is.
        chain_pem: the certificates, the leaf first, without a self-signed root at their end.
        key_pem: the leaf's private key, not encrypted; never shown.
        self_signed: whether nobody but itself vouches for it.
        remarks: what is odd about it, though it can be served; a sentence each, without its end.
    """

    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime
    serial: int
    key_kind: KeyKind
    chain_pem: str = field(repr=False)
    key_pem: str = field(repr=False)
    self_signed: bool = False
    remarks: tuple[str, ...] = ()

    @classmethod
    def from_pem(
        cls,
        chain: bytes,
        key: bytes,
        password: bytes | None = None,
        *,
        where: str = "the certificate",
        key_where: str = "the key",
    ) -> "Certificate":
        """Read and check a chain and its key, both PEM (or DER). They may be the same file, and in any order.

        Args:
            chain: the leaf and what stands between it and the authority.
            key: the private key.
            password: opens the key, where it is encrypted.
            where: how the operator knows the chain; begins what is said of a mistake.
            key_where: the same for the key.

        Raises:
            CertificateWrong: it cannot be served, in words.
        """
        from .reading import read_certificates, read_key

        return cls._of(read_certificates(chain, where), read_key(key, password, key_where), where, key_where)

    @classmethod
    def from_pfx(
        cls, data: bytes, password: bytes | None = None, *, where: str = "the certificate"
    ) -> "Certificate":
        """Read and check a PFX file (PKCS #12, RFC 7292): chain and key in one.

        Raises:
            CertificateWrong: it cannot be served, in words.
        """
        from .reading import read_pfx

        certificates, key = read_pfx(data, password, where)
        return cls._of(certificates, key, where, where)

    @classmethod
    def _of(cls, found: object, key: object, where: str, key_where: str) -> "Certificate":
        from .checks import checked

        return cls(**checked(found, key, where, key_where))

    @property
    def name(self) -> str:
        """The name it is called by: its first."""
        return self.names[0]

    def valid(self, now: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.not_before <= now < self.not_after

    def days_left(self, now: datetime) -> float:
        """Days until it ends; less than 0 once it has."""
        return (self.not_after - now) / _DAY

    def covers(self, name: str) -> bool:
        """Whether it is for a name: itself, or by a `*` in the place of its first part (RFC 9525)."""
        wanted = name if name in self.names else ascii_name(name)
        _, dot, parent = wanted.partition(".")
        return wanted in self.names or (bool(dot) and f"*.{parent}" in self.names)

    def served(self, rsa: "Certificate | None" = None) -> ServedCertificate:
        """What the edges are told; `rsa` is the second one for old players."""
        plain = ServedCertificate(self.names, self.chain_pem, self.key_pem)
        if rsa is None:
            return plain
        return ServedCertificate(self.names, self.chain_pem, self.key_pem, rsa.chain_pem, rsa.key_pem)

    def replaces(self) -> str:
        """How its authority calls it in renewal information and orders (RFC 9773 §4.1); "" where it has no such name."""
        from cryptography import x509

        leaf = x509.load_pem_x509_certificate(self.chain_pem.encode())
        try:
            authority = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        except x509.ExtensionNotFound:
            return ""
        if authority.key_identifier is None:
            return ""
        length = (
            self.serial.bit_length() // 8 + 1
        )  # DER: one bit more than it takes, so that it is not negative
        return f"{_base64url(authority.key_identifier)}.{_base64url(self.serial.to_bytes(length, 'big'))}"


def _base64url(data: bytes) -> str:
    """Without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
