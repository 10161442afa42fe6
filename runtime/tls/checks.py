"""Whether a chain and a key can be served, and what is odd about them. Used by `Certificate` alone; imports `cryptography`."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import MD5, SHA1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from .certificate import KeyKind
from .faults import CertificateWrong

__all__ = ["SMALLEST_RSA", "checked"]

SMALLEST_RSA = 2048
"""Bits of an RSA key below which players and OpenSSL refuse it."""

LONGEST_CHAIN = 10
"""Certificates from the leaf to the root; nobody verifies more."""

_CURVES = {"secp256r1", "secp384r1", "secp521r1"}


def checked(found: object, key: object, where: str, key_where: str) -> dict[str, Any]:
    """Check, and give the fields of a `Certificate`. Raises CertificateWrong."""
    certificates = cast("Sequence[x509.Certificate]", found)
    kind = _key_kind(key, key_where)
    leaf = _leaf(certificates, key, where, key_where)
    chain = _chain(leaf, certificates, where)
    _check_purpose(leaf, where)
    _check_signatures(chain, where)
    names = _names(leaf)
    if not names:
        raise CertificateWrong(
            "names", where, "it is for no name at all", "ask the authority for one with your names"
        )
    private = cast("ec.EllipticCurvePrivateKey", key)
    return {
        "names": names,
        "issuer": _issuer(leaf),
        "not_before": leaf.not_valid_before_utc,
        "not_after": leaf.not_valid_after_utc,
        "serial": leaf.serial_number,
        "key_kind": kind,
        "chain_pem": "".join(each.public_bytes(Encoding.PEM).decode() for each in chain),
        "key_pem": private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "self_signed": leaf.subject == leaf.issuer,
        "remarks": tuple(_remarks(leaf, chain, certificates, kind)),
    }


def _key_kind(key: object, where: str) -> KeyKind:
    match key:
        case rsa.RSAPrivateKey():
            if key.key_size < SMALLEST_RSA:
                reason = f"an RSA key of {key.key_size} bits is too weak; players refuse it"
                raise CertificateWrong("weak", where, reason, f"make one of {SMALLEST_RSA} bits, or P-256")
            return "rsa"
        case ec.EllipticCurvePrivateKey():
            if key.curve.name not in _CURVES:
                reason = f"players do not know the curve {key.curve.name}"
                raise CertificateWrong("kind", where, reason, "make a key on P-256")
            return "ecdsa"
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
        case _:
            raise CertificateWrong(
                "kind", where, "players do not know keys of this kind", "make one on P-256"
            )


def _leaf(
    certificates: Sequence[x509.Certificate], key: object, where: str, key_where: str
) -> x509.Certificate:
    """The one that the key is for, wherever it stands."""
    ours = _public(cast("rsa.RSAPrivateKey", key).public_key())
    for each in certificates:
        try:
            if _public(each.public_key()) == ours:
                return each
        except (UnsupportedAlgorithm, ValueError):
            continue  # a certificate with a key of a kind nobody knows is not the one
    raise CertificateWrong(
        "mismatch",
        where,
        f"{key_where} is not the key of {_called(certificates[0])}",
        "name the key that this certificate was asked for with",
    )


def _public(key: Any) -> bytes:  # noqa: ANN401 - any public key can be written
    data: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return data


def _chain(leaf: x509.Certificate, found: Sequence[x509.Certificate], where: str) -> list[x509.Certificate]:
    """From the leaf to the last before the root. Raises CertificateWrong when what is there does not hang together."""
    chain, rest = [leaf], [each for each in found if each != leaf]
    while rest and len(chain) < LONGEST_CHAIN and not _is_root(chain[-1]):
        above = next((each for each in rest if _signed(chain[-1], each)), None)
        if above is None:
            break
        chain.append(above)
        rest.remove(above)
    strangers = [each for each in rest if not _is_root(each)]
    if len(chain) == 1 and strangers and not _is_root(leaf):
        reason = f"none of the others in it signed {_called(leaf)}: that was {_issuer(leaf)}"
        raise CertificateWrong(
            "chain", where, reason, "use the chain that came with this certificate (`fullchain.pem`)"
        )
    return chain[:-1] if len(chain) > 1 and _is_root(chain[-1]) else chain


def _signed(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except Exception:  # whatever is wrong with it, it is not the one  # noqa: BLE001
        return False
    return True


def _is_root(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer


def _check_purpose(leaf: x509.Certificate, where: str) -> None:
    try:
        uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return
    if ExtendedKeyUsageOID.SERVER_AUTH not in uses and ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE not in uses:
        raise CertificateWrong(
            "purpose", where, "it is not for servers", "ask the authority for a server's certificate"
        )


def _check_signatures(chain: Sequence[x509.Certificate], where: str) -> None:
    """OpenSSL takes none that is signed over SHA-1 or MD5."""
    for each in chain:
        weak = isinstance(each.signature_hash_algorithm, (MD5, SHA1))
        if weak and not _is_root(each):
            reason = f"the signature of {_called(each)} is over SHA-1 or MD5, which players refuse"
            raise CertificateWrong("weak", where, reason, "ask the authority for a new one")


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        common = _common_name(leaf.subject).lower()
        return (common,) if common and " " not in common else ()
    names = [name.lower() for name in said.get_values_for_type(x509.DNSName)]
    addresses = [str(each) for each in said.get_values_for_type(x509.IPAddress)]
    return tuple(dict.fromkeys([*names, *addresses]))


def _remarks(
    leaf: x509.Certificate,
    chain: Sequence[x509.Certificate],
    found: Sequence[x509.Certificate],
    kind: KeyKind,
) -> Iterator[str]:
    if leaf.subject == leaf.issuer:
        yield "it is signed by itself: browsers and players warn of it, or refuse it"
    elif len(chain) == 1 and _authority_has_more(leaf):
        yield f"the certificate of {_issuer(leaf)} is missing behind it: many players will refuse it"
    if found[0] != leaf or list(found[: len(chain)]) != list(chain):
        yield "its chain is not in order; it is served in the right one"
    if not _has_alternative_names(leaf):
        yield "it names its host only in the old place (CN): browsers refuse it"
    if kind == "ed25519":
        yield "browsers do not know keys of the kind Ed25519"


def _authority_has_more(leaf: x509.Certificate) -> bool:
    """Whether it says where its issuer's certificate can be had: public authorities do, and their roots sign no leaves."""
    try:
        access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return False
    return any(each.access_method == AuthorityInformationAccessOID.CA_ISSUERS for each in access)


def _has_alternative_names(leaf: x509.Certificate) -> bool:
    try:
        leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return False
    return True


def _issuer(leaf: x509.Certificate) -> str:
    organisation = _first(leaf.issuer, NameOID.ORGANIZATION_NAME)
    common = _common_name(leaf.issuer)
    both = " ".join(dict.fromkeys(part for part in (organisation, common) if part))
    return both or leaf.issuer.rfc4514_string() or "nobody"


def _called(certificate: x509.Certificate) -> str:
    names = _names(certificate)
    return names[0] if names else certificate.subject.rfc4514_string() or "the certificate"


def _common_name(name: x509.Name) -> str:
    return _first(name, NameOID.COMMON_NAME)


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
