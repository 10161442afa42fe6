"""The certificate that an authority sent: is it the one that was ordered?"""

from collections.abc import Sequence

from cryptography import x509

from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong

from .authority import AcmeFault

__all__ = ["checked", "topmost_issuer"]


def checked(chain_pem: str, key_pem: str, names: Sequence[str], host: str) -> Certificate:
    """See that a chain fits our key and has every name.

    Raises:
        AcmeFault: it does not (`answer`).
    """
    try:
        found = Certificate.from_pem(
            chain_pem.encode("utf-8"), key_pem.encode("utf-8"), where=f"the certificate of {host}"
        )
    except CertificateWrong as wrong:
        raise AcmeFault("answer", str(wrong)) from wrong
    missing = tuple(each for each in names if not found.covers(each))
    if missing:
        words = f"{host} sent a certificate without {', '.join(missing)}"
        raise AcmeFault("answer", words, names=missing)
    return found


def topmost_issuer(chain_pem: str) -> str:
    """The name of whoever signed the last certificate of a chain: the root it leads to. "" for what is no chain."""
    try:
        last = x509.load_pem_x509_certificates(chain_pem.encode("utf-8"))[-1]
    except ValueError:
        return ""
    return last.issuer.rfc4514_string()
