"""The three proofs of a name, and how each is shown and taken back."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from acme.challenges import KeyAuthorizationChallenge
from josepy.jwk import JWK

from runtime.errors import NetworkFault
from runtime.kernel.clock import Clock
from runtime.tls.dns.provider import DnsProvider, NameServers

from .alpn import AlpnProof, alpn_proof
from .authority import AcmeFault, ChallengeKind, Proofs, Solvers
from .names import Identifier

__all__ = ["Showing", "showing"]

T = TypeVar("T")

LABEL = "_acme-challenge"
"""Where the entry of a name stands (RFC 8555 §8.4)."""


class Showing(Protocol):
    """One proof of one name."""

    async def show(self) -> None:
        """Show it."""
        ...

    async def seen(self) -> None:
        """Return once everybody can see it."""
        ...

    async def hide(self) -> None:
        """Take it back; called also when `show` failed."""
        ...


async def showing(
    kind: ChallengeKind,
    wanted: Identifier,
    challenge: KeyAuthorizationChallenge,
    *,
    key: JWK,
    solvers: Solvers,
    clock: Clock,
    within: float,
) -> Showing:
    """Make the proof of a name; `within` that many seconds every edge shows it.

    Raises:
        Fault: where it has to stand cannot be found out.
    """
    text = challenge.key_authorization(key)
    match kind:
        case "http-01":
            return HttpProof(_given(solvers.proofs), challenge.encode("token"), text, within)
        case "tls-alpn-01":
            return HandshakeProof(_given(solvers.proofs), alpn_proof(wanted, text, clock.wall()), within)
        case "dns-01":
            place = name = f"{LABEL}.{wanted.value}"
            if solvers.name_servers is not None:
                place = await solvers.name_servers.delegated(name)
            value = challenge.validation(key)
            return DnsEntry(_given(solvers.dns), solvers.name_servers, place, value)


@dataclass(frozen=True, slots=True)
class HttpProof:
    """An answer at `/.well-known/acme-challenge/TOKEN` (RFC 8555 §8.3)."""

    proofs: Proofs
    token: str
    text: str
    within: float

    async def show(self) -> None:
        """Show it on every port."""
        self.proofs.show_http(self.token, self.text)

    async def seen(self) -> None:
        """Wait for the edges."""
        await _told(self.proofs, self.within)

    async def hide(self) -> None:
        """Answer no more."""
        self.proofs.hide_http(self.token)


@dataclass(frozen=True, slots=True)
class HandshakeProof:
    """A certificate for those who ask by `acme-tls/1` (RFC 8737)."""

    proofs: Proofs
    proof: AlpnProof
    within: float

    async def show(self) -> None:
        """Show it on every TLS port."""
        self.proofs.show_alpn(self.proof.name, self.proof.cert, self.proof.key)

    async def seen(self) -> None:
        """Wait for the edges."""
        await _told(self.proofs, self.within)

    async def hide(self) -> None:
        """Show it no more."""
        self.proofs.hide_alpn(self.proof.name)


@dataclass(frozen=True, slots=True)
class DnsEntry:
    """A TXT entry (RFC 8555 §8.4)."""

    dns: DnsProvider
    name_servers: NameServers | None
    place: str
    value: str = field(repr=False)

    async def show(self) -> None:
        """Write it."""
        await self.dns.present(self.place, self.value)

    async def seen(self) -> None:
        """Wait for the zone's servers."""
        if self.name_servers is not None:
            await self.name_servers.shown(self.place, self.value)

    async def hide(self) -> None:
        """Delete it."""
        await self.dns.clean_up(self.place, self.value)


async def _told(proofs: Proofs, within: float) -> None:
    """Wait for the edges, and not for long: nothing was asked of the authority yet."""
    try:
        async with asyncio.timeout(within):
            await proofs.told()
    except TimeoutError as late:
        raise NetworkFault(f"not every edge shows it within {within:.0f} seconds") from late


def _given(solver: T | None) -> T:
    if solver is None:
        raise AcmeFault("unsolvable", "there is nobody to show that proof")
    return solver
