"""What is asked of a certificate authority, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

from runtime.errors import Fault
from runtime.tls.dns.provider import DnsProvider, NameServers

__all__ = [
    "AcmeFault",
    "Authority",
    "CertificateRequest",
    "ChallengeKind",
    "HeldCertificate",
    "Issued",
    "KeyKind",
    "Proofs",
    "RenewalInfo",
    "RevocationReason",
    "Solvers",
]

KeyKind = Literal["ecdsa", "rsa"]
"""P-256, or RSA with 2048 bits for old players."""

ChallengeKind = Literal["http-01", "tls-alpn-01", "dns-01"]
"""The ways to prove that a name is ours, as the RFCs call them."""


class RevocationReason(IntEnum):
    """Why a certificate is taken back (RFC 5280 §5.3.1), as far as authorities accept it from subscribers."""

    UNSPECIFIED = 0
    KEY_COMPROMISE = 1
    AFFILIATION_CHANGED = 3
    SUPERSEDED = 4
    CESSATION = 5


class AcmeFault(Fault):
    """An authority refused, did not answer, or answered with what cannot be.

    Attributes:
        problem: the last part of the ACME problem type (`rateLimited`, `caa` …; RFC 8555 §6.7), or one of ours:
            `unreachable` (no answer), `timeout` (our own deadline), `unsolvable` (no way to prove a name), `answer` (no sense
            in what it said).
        retry_after: seconds that the authority asks us to wait, None where it does not say.
        names: those of the request that it is about, where that is known.
    """

    def __init__(
        self, problem: str, words: str, *, retry_after: float | None = None, names: tuple[str, ...] = ()
    ) -> None:
        super().__init__(words)
        self.problem = problem
        self.retry_after = retry_after
        self.names = names


@dataclass(frozen=True, slots=True)
class CertificateRequest:
    """One certificate that is wanted.

    Attributes:
        names: DNS names (also `*.radio.example`, also with letters beyond ASCII) and IP addresses as text.
        key: the kind of the new private key. Who wants both asks twice.
        profile: the authority's name for a kind of certificate (`shortlived`, `tlsserver`), "" for its usual one.
        replaces: the ARI identifier of the certificate that this one follows (RFC 9773 §4.1), "" for none.
        issuer: part of the name of the topmost issuer, where the authority offers several chains; "" takes its first.
    """

    names: tuple[str, ...]
    key: KeyKind = "ecdsa"
    profile: str = ""
    replaces: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, fresh from the authority.

    Attributes:
        chain_pem: the certificate and its intermediates, leaf first.
        key_pem: its private key, unencrypted PKCS #8. Never shown.
        profile: the one it was issued under; "" where the authority has none by the name that was asked for.
        replaced: whether the authority took `replaces`.
        remarks: what the operator should know about this order, in sentences.
    """

    chain_pem: str
    key_pem: str = field(repr=False)
    profile: str = ""
    replaced: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenewalInfo:
    """When the authority would like a certificate renewed (RFC 9773 §4.2).

    Attributes:
        start: the window's beginning; past when the certificate was or will be revoked.
        end: the window's end.
        retry_after: seconds until the authority wants to be asked again.
        explanation: a page that says why, "" for none.
    """

    start: datetime
    end: datetime
    retry_after: float
    explanation: str = ""


class HeldCertificate(Protocol):
    """A certificate that we have."""

    @property
    def chain_pem(self) -> str:
        """The certificate and its intermediates, leaf first."""
        ...

    def replaces(self) -> str:
        """Its identifier in renewal information (RFC 9773 §4.1)."""
        ...


class Proofs(Protocol):
    """The proofs that our own ports show to whoever asks."""

    def show_http(self, token: str, text: str) -> None:
        """Answer `/.well-known/acme-challenge/TOKEN` with the text, on every port."""
        ...

    def hide_http(self, token: str) -> None:
        """Answer it no more."""
        ...

    def show_alpn(self, name: str, cert: str, key: str) -> None:
        """Show this certificate (PEM) to those who ask for the name with ALPN `acme-tls/1`."""
        ...

    def hide_alpn(self, name: str) -> None:
        """Show it no more."""
        ...

    async def told(self) -> None:
        """Return once every edge was told of what was shown so far."""
        ...


@dataclass(frozen=True, slots=True)
class Solvers:
    """How names can be proven here.

    Attributes:
        proofs: what our own ports show; None where nobody could ask them.
        dns: who writes the entries of the zone; None for nobody.
        name_servers: who looks where an entry stands and whether it can be seen; None looks at nothing and trusts.
        kinds: the ways that may be taken, the best first.
    """

    proofs: Proofs | None = None
    dns: DnsProvider | None = None
    name_servers: NameServers | None = None
    kinds: tuple[ChallengeKind, ...] = ("http-01", "tls-alpn-01", "dns-01")


class Authority(Protocol):
    """Who issues certificates."""

    @property
    def directory(self) -> str:
        """The URL of its directory."""
        ...

    async def obtain(self, request: CertificateRequest, solvers: Solvers) -> Issued:
        """Get a certificate with a new key.

        Raises:
            AcmeFault: no certificate this time. Proofs and entries are taken back, whatever happened.
        """
        ...

    async def renewal_info(self, certificate: HeldCertificate) -> RenewalInfo | None:
        """Ask when it should be renewed; None where the authority has no opinion.

        Raises:
            AcmeFault: it did not answer.
        """
        ...

    async def revoke(
        self, certificate: HeldCertificate, reason: RevocationReason = RevocationReason.UNSPECIFIED
    ) -> None:
        """Take a certificate back.

        Raises:
            AcmeFault: it is not revoked.
        """
        ...
