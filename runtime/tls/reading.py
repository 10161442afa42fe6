"""Certificates and keys from the bytes of files. Used by `Certificate` alone; imports `cryptography`."""

from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs12

from .faults import CertificateWrong

__all__ = ["MOST_BYTES", "Key", "read_certificates", "read_key", "read_pfx"]

MOST_BYTES = 256 * 1024
"""The longest file that is read as a certificate or key."""

Key = object
"""A private key of a kind that is not yet known."""

_PEM = b"-----BEGIN "
_HEAD = b"-----BEGIN CERTIFICATE-----"
_ENCRYPTED = (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", b"Proc-Type: 4,ENCRYPTED")


def read_certificates(data: bytes, where: str) -> list[x509.Certificate]:
    """All certificates of a file, in its order. Raises CertificateWrong when there is none."""
    _bounded(data, where)
    if not data.strip():
        raise CertificateWrong(
            "unreadable",
            where,
            "the file is empty",
            "write the certificate and those between it and the authority",
        )
    begun = data.count(_HEAD)
    if not begun:
        return _der_certificate(data, where)
    advice = "copy the whole file again"
    try:
        found = x509.load_pem_x509_certificates(data)
    except ValueError as wrong:
        raise CertificateWrong("unreadable", where, "a certificate in it is damaged", advice) from wrong
    last_line = data.rstrip().rpartition(b"\n")[2]
    if len(found) < begun or _HEAD.startswith(
        last_line
    ):  # a file that is being written; it would be left out silently
        raise CertificateWrong("unreadable", where, "a certificate in it is cut off", advice)
    return found


def _der_certificate(data: bytes, where: str) -> list[x509.Certificate]:
    if b"PRIVATE KEY-----" in data:
        raise CertificateWrong(
            "unreadable",
            where,
            "it holds a key and no certificate",
            "name the certificate's file first, then the key's",
        )
    if b"-----BEGIN CERTIFICATE REQUEST-----" in data:
        raise CertificateWrong(
            "unreadable",
            where,
            "it is a request for a certificate",
            "name the certificate that the authority sent in answer",
        )
    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError as wrong:
        raise CertificateWrong(
            "unreadable",
            where,
            "it is no certificate",
            "it must be PEM (`-----BEGIN CERTIFICATE-----`), DER or PFX",
        ) from wrong


def read_key(data: bytes, password: bytes | None, where: str) -> Key:
    """The private key of a file. Raises CertificateWrong when there is none, or the password does not open it."""
    _bounded(data, where)
    if data.lstrip().startswith(_PEM) and b"PRIVATE KEY-----" not in data:
        what = "a certificate and no key" if b"BEGIN CERTIFICATE-" in data else "no private key"
        raise CertificateWrong(
            "unreadable", where, f"it holds {what}", "name the file with `-----BEGIN PRIVATE KEY-----`"
        )
    if any(mark in data for mark in _ENCRYPTED) and not password:
        raise CertificateWrong(
            "password", where, "the key is encrypted", 'give it `password=secret("file:…")`'
        )
    load = load_pem_private_key if b"-----BEGIN" in data else load_der_private_key
    return _opened(load, data, password, where)


def _opened(load: Callable[..., Key], data: bytes, password: bytes | None, where: str) -> Key:
    try:
        return load(data, password or None)
    except TypeError:  # a password was given, and the key has none; or the other way round, for DER
        return _open_plain(load, data, password, where)
    except UnsupportedAlgorithm as wrong:
        raise _unknown(where) from wrong
    except ValueError as wrong:
        if password and (any(mark in data for mark in _ENCRYPTED) or b"-----BEGIN" not in data):
            raise _password_wrong(where) from wrong
        raise CertificateWrong(
            "unreadable", where, "the key in it is damaged, or none", "copy the whole file again"
        ) from wrong


def _open_plain(load: Callable[..., Key], data: bytes, password: bytes | None, where: str) -> Key:
    if not password:
        raise CertificateWrong(
            "password", where, "the key is encrypted", 'give it `password=secret("file:…")`'
        )
    return load(data, None)


def read_pfx(data: bytes, password: bytes | None, where: str) -> tuple[list[x509.Certificate], Key]:
    """The chain and the key of a PFX file. Raises CertificateWrong when either is missing, or the password does not open it."""
    _bounded(data, where)
    try:
        key, leaf, others = _pfx_parts(data, password)
    except UnsupportedAlgorithm as wrong:
        raise _unknown(where) from wrong
    except (ValueError, TypeError) as wrong:
        if "password" in str(wrong).lower():
            raise _password_wrong(where, missing=not password) from wrong
        raise CertificateWrong(
            "unreadable", where, "it is no PFX file", "export it again, with its key"
        ) from wrong
    if key is None or leaf is None:
        lacks = "key" if key is None else "certificate"
        raise CertificateWrong("unreadable", where, f"it holds no {lacks}", "export it again, with its key")
    return [leaf, *others], key


def _pfx_parts(
    data: bytes, password: bytes | None
) -> tuple[Key | None, x509.Certificate | None, list[x509.Certificate]]:
    """What lies in it. A password that is not needed does no harm."""
    try:
        return pkcs12.load_key_and_certificates(data, password)
    except ValueError:
        if password is None:
            raise
        try:
            return pkcs12.load_key_and_certificates(data, None)
        except ValueError:
            pass
        raise


def _password_wrong(where: str, *, missing: bool = False) -> CertificateWrong:
    reason = "it is encrypted" if missing else "the password does not open it"
    advice = 'give it `password=secret("file:…")`' if missing else "look at `password=`"
    return CertificateWrong("password", where, reason, advice)


def _unknown(where: str) -> CertificateWrong:
    return CertificateWrong(
        "kind",
        where,
        "it is encrypted in a way that is not known here",
        "write the key anew: `openssl pkey -in … -out …`",
    )


def _bounded(data: bytes, where: str) -> None:
    if len(data) > MOST_BYTES:
        raise CertificateWrong(
            "too large",
            where,
            f"it is larger than {MOST_BYTES // 1024} KiB",
            "name the certificate's own file",
        )
