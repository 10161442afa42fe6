"""The conversation with a certificate authority (RFC 8555, RFC 8737, RFC 8738, RFC 9773).

`authority` says what is asked of one and what it answers; it imports nothing heavy, so whoever decides when to renew can be
tested without. The other files hold the conversation on certbot's `acme` and `josepy`, imported with the
first word that is said.
"""

from .authority import (
    AcmeFault,
    Authority,
    CertificateRequest,
    ChallengeKind,
    HeldCertificate,
    Issued,
    KeyKind,
    Proofs,
    RenewalInfo,
    RevocationReason,
    Solvers,
)
from .client import AcmeAuthority
from .patience import Patience
from .settings import Accounts, AuthoritySettings, ExternalAccount

__all__ = [
    "Accounts",
    "AcmeAuthority",
    "AcmeFault",
    "Authority",
    "AuthoritySettings",
    "CertificateRequest",
    "ChallengeKind",
    "ExternalAccount",
    "HeldCertificate",
    "Issued",
    "KeyKind",
    "Patience",
    "Proofs",
    "RenewalInfo",
    "RevocationReason",
    "Solvers",
]
