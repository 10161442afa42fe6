"""The table of certificates: all that an edge serves over TLS, as the station told it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runtime.errors import PeerFault

__all__ = ["MOST_CERTIFICATES", "CertificateTable", "ServedCertificate"]

MOST_CERTIFICATES = 400
"""Certificates in one table; with both pairs of each that still fits into one message."""


@dataclass(frozen=True, slots=True)
class ServedCertificate:
    """A chain and its key, and perhaps a second pair for old players. What is secret is never shown by `repr`.

    Attributes:
        names: the names it is for: DNS names in lower case as A-labels, "*.radio.example" too; addresses as text.
        chain: the certificates as PEM, the leaf first.
        key: the leaf's private key as PEM, not encrypted.
        rsa_chain: a second chain, with an RSA key, for players that know nothing else; "" is none.
        rsa_key: and its key.
    """

    names: tuple[str, ...]
    chain: str = field(repr=False)
    key: str = field(repr=False)
    rsa_chain: str = field(default="", repr=False)
    rsa_key: str = field(default="", repr=False)

    def to_fields(self) -> dict[str, Any]:
        """As it travels, keys and all."""
        plain = {"names": list(self.names), "chain": self.chain, "key": self.key}
        return {**plain, "rsa_chain": self.rsa_chain, "rsa_key": self.rsa_key} if self.rsa_chain else plain

    @classmethod
    def from_fields(cls, given: Mapping[str, Any]) -> "ServedCertificate":
        """Read it. Raises KeyError, TypeError or AttributeError when it is none."""
        return cls(
            names=tuple(map(str, given["names"])),
            chain=str(given["chain"]),
            key=str(given["key"]),
            rsa_chain=str(given.get("rsa_chain", "")),
            rsa_key=str(given.get("rsa_key", "")),
        )


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """All certificates of a station, and what proves to an authority that its names are ours.

    Attributes:
        certificates: what is served, by name; the first is for those who name nobody, or somebody unknown.
        proofs: for HTTP-01, token → key authorization, answered at `/.well-known/acme-challenge/TOKEN`; never shown by `repr`.
        alpn_proofs: for TLS-ALPN-01, name → the certificate for those whose ALPN is exactly `acme-tls/1`.
        self_signed: whether the first certificate is only a stand-in until there is a real one.
        hsts_seconds: how long browsers are to remember that pages are to be had by HTTPS alone; 0 says nothing.
        redirect: whether pages that are asked for by HTTP are answered with their HTTPS address; streams never are.
        https_port: the port of that address; 0 is the one that was come to.
        upgrade: whether who asks for TLS in plain HTTP (RFC 2817) is given it.
    """

    certificates: tuple[ServedCertificate, ...] = ()
    proofs: Mapping[str, str] = field(default_factory=dict, repr=False)
    alpn_proofs: Mapping[str, ServedCertificate] = field(default_factory=dict)
    self_signed: bool = False
    hsts_seconds: int = 0
    redirect: bool = False
    https_port: int = 0
    upgrade: bool = True

    def to_fields(self) -> dict[str, Any]:
        """The content of the message `certificates`, keys and all."""
        return {
            "certificates": [each.to_fields() for each in self.certificates],
            "proofs": dict(self.proofs),
            "alpn_proofs": {name: each.to_fields() for name, each in self.alpn_proofs.items()},
            "self_signed": self.self_signed,
            "hsts_seconds": self.hsts_seconds,
            "redirect": self.redirect,
            "https_port": self.https_port,
            "upgrade": self.upgrade,
        }

    @classmethod
    def from_fields(cls, given: Mapping[str, Any]) -> "CertificateTable":
        """Read the message `certificates`. Raises PeerFault when it is none; its words hold nothing that is secret."""
        try:
            proofs, alpn = given.get("proofs", {}), given.get("alpn_proofs", {})
            return cls(
                certificates=tuple(map(ServedCertificate.from_fields, given["certificates"])),
                proofs={str(token): str(text) for token, text in proofs.items()},
                alpn_proofs={str(name): ServedCertificate.from_fields(each) for name, each in alpn.items()},
                self_signed=bool(given.get("self_signed", False)),
                hsts_seconds=int(given.get("hsts_seconds", 0)),
                redirect=bool(given.get("redirect", False)),
                https_port=int(given.get("https_port", 0)),
                upgrade=bool(given.get("upgrade", True)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise PeerFault(f"the table of certificates cannot be read: {type(wrong).__name__}") from None
