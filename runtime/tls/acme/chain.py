"""The certificate that an authority sent: is it the one that was ordered?"""

from cryptography import x509

from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong

from .authority import AcmeFault
from .names import Identifier

__all__ = ["checked", "topmost_issuer"]


def checked(chain_pem: str, key_pem: str, wanted: tuple[Identifier, ...], host: str) -> str:
    """See that a chain fits our key and has every name; return it as it is served.

    Raises:
        AcmeFault: it does not (`answer`).
    """
    try:
        found = Certificate.from_pem(
            chain_pem.encode("utf-8"), key_pem.encode("utf-8"), where=f"the certificate of {host}"
        )
    except CertificateWrong as wrong:
        raise AcmeFault("answer", str(wrong)) from wrong
    missing = tuple(str(each) for each in wanted if not found.covers(str(each)))
    if missing:
        words = f"{host} sent a certificate without {', '.join(missing)}"
        raise AcmeFault("answer", words, names=missing)
    return found.chain_pem


def topmost_issuer(chain_pem: str) -> str:
    """The name of whoever signed the last certificate of a chain: the root it leads to. "" for what is no chain."""
    try:
        last = x509.load_pem_x509_certificates(chain_pem.encode("utf-8"))[-1]
    except ValueError:
        return ""
    return last.issuer.rfc4514_string()
