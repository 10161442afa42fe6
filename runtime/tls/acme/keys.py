"""Private keys: of accounts and of certificates."""

import ipaddress

from acme import crypto_util
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from josepy.jwk import JWKEC

from .authority import KeyKind
from .names import Identifier

__all__ = ["RSA_BITS", "account_key", "new_key", "signing_request"]

RSA_BITS = 2048
"""Bits of an RSA key: what old players can, and what authorities take at least."""


def new_key(kind: KeyKind = "ecdsa") -> str:
    """Make a private key: PKCS #8 in PEM, not encrypted."""
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if kind == "ecdsa"
        else rsa.generate_private_key(65537, RSA_BITS)
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def account_key(pem: str) -> JWKEC:
    """Read an account's key.

    Raises:
        ValueError: it is none, or not on P-256.
    """
    key = load_pem_private_key(pem.encode("ascii"), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("an account's key is on P-256")
    return JWKEC(key=key)


def signing_request(key_pem: str, wanted: tuple[Identifier, ...]) -> bytes:
    """Ask for a certificate with that key (PKCS #10, PEM); the names stand in its subjectAltName alone."""
    return crypto_util.make_csr(
        key_pem.encode("ascii"),
        domains=[str(each) for each in wanted if each.kind == "dns"],
        ipaddrs=[ipaddress.ip_address(each.value) for each in wanted if each.kind == "ip"],
    )
