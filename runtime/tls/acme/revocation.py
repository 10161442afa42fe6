"""Taking a certificate back (RFC 8555 §7.6)."""

from acme import messages
from cryptography import x509

from .authority import AcmeFault, RevocationReason
from .talk import Talk

__all__ = ["revoke"]


async def revoke(talk: Talk, chain_pem: str, reason: RevocationReason) -> None:
    """Take back the first certificate of a chain. One that was taken back before is no fault.

    Raises:
        AcmeFault: the authority refused.
    """
    leaf = x509.load_pem_x509_certificate(chain_pem.encode("ascii"))
    try:
        await talk.post(
            await talk.url_of("revokeCert"), messages.Revocation(certificate=leaf, reason=int(reason))
        )
    except AcmeFault as fault:
        if fault.problem != "alreadyRevoked":
            raise
