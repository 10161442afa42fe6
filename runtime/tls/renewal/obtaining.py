"""Getting one certificate: from the test of the disk to the moment at which every edge serves it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from runtime import plan
from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock
from runtime.tls.acme.authority import AcmeFault, Authority, CertificateRequest, Issued, Solvers
from runtime.tls.acme.chain import checked
from runtime.tls.certificate import Certificate
from runtime.tls.storage import holding as holding_lease

from .issuer import Issuer
from .step import Order
from .vault import Vault
from .wanted import Wanted

__all__ = [
    "LEASE_PATIENCE",
    "Adopted",
    "Got",
    "Issuing",
    "Needs",
    "Obtaining",
    "Outcome",
    "Rehearsed",
]

LEASE_PATIENCE = 900.0
"""Seconds to wait for another station that orders the same certificate: longer than an order takes."""

logger = logging.getLogger("legacystream.tls")


@dataclass(frozen=True, slots=True)
class Issuing:
    """An authority with all that is needed to speak with it.

    Attributes:
        issuer: as the core sees it.
        authority: the conversation.
        staging: the one with the directory where one may practise, None where there is none.
    """

    issuer: Issuer
    authority: Authority
    staging: Authority | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """What renewal is given.

    Attributes:
        clock: the time.
        random: chance.
        solvers: how names are proven, at the nth try in a row.
        objection: why the authority at a URL will refuse these names, in words; "" where it will not.
        changed: called when there is something new to serve or to tell.
        told: returns once every edge serves what there is.
        turn: one order at a time, in the whole station.
        sleep: how time passes.
    """

    clock: Clock
    random: Random
    solvers: Callable[[int], Solvers]
    objection: Callable[[Sequence[str], str], Awaitable[str]]
    changed: Callable[[], None]
    told: Callable[[], Awaitable[None]]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class Got:
    """A certificate came. `kept` says why it will not outlive the station, "" where it will."""

    certificate: Certificate
    issued: Issued
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """Another station that shares the folder was faster."""

    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """It was practice, and went well."""


Outcome = Got | Adopted | Rehearsed


class Obtaining:
    """Gets certificates of one `tls.acme`."""

    def __init__(self, node: plan.Acme, issuing: Sequence[Issuing], vault: Vault, needs: Needs) -> None:
        self._node = node
        self._issuing = tuple(issuing)
        self._vault = vault
        self._needs = needs

    async def get(self, step: Order, mine: Certificate | None, tries: int) -> Outcome:
        """Do what an order says. `mine` is the certificate that is served now.

        Raises:
            AcmeFault: there is none this time.
            OperatorFault: what came could not be kept, so none was ordered.
        """
        await asyncio.to_thread(self._vault.test)
        lease = self._vault.lease(step.wanted)
        async with holding_lease(lease, self._needs.clock, patience=LEASE_PATIENCE, sleep=self._needs.sleep):
            other = None if step.rehearsal else await self._of_another(step, mine)
            if other is not None:
                return Adopted(other)
            issued = await self._issued(step, mine, tries)
            certificate = checked(issued.chain_pem, issued.key_pem, step.wanted.names, "the authority")
            if step.rehearsal:
                return Rehearsed()
            return Got(certificate, issued, await self._keep(step.wanted, issued))

    async def _of_another(self, step: Order, mine: Certificate | None) -> Certificate | None:
        """A newer certificate than ours, where another station has put one into the folder."""
        found = await asyncio.to_thread(self._vault.certificate, step.wanted)
        if found is None or found == mine or (mine is not None and found.not_before <= mine.not_before):
            return None
        now = self._needs.clock.wall().astimezone(UTC)
        return found if _worth(found, now) and all(map(found.covers, step.wanted.names)) else None

    async def _issued(self, step: Order, mine: Certificate | None, tries: int) -> Issued:
        issuing = self._issuing[step.authority]
        authority = issuing.staging if step.rehearsal else issuing.authority
        if authority is None:
            raise AcmeFault("answer", "there is no place to practise")
        objection = await self._needs.objection(step.wanted.names, issuing.issuer.directory)
        if objection:
            raise AcmeFault("caa", objection)
        replaces = mine.replaces() if step.replaces and mine is not None else ""
        request = CertificateRequest(step.wanted.names, step.wanted.key, self._node.profile, replaces)
        return await authority.obtain(request, self._needs.solvers(tries))

    async def _keep(self, wanted: Wanted, issued: Issued) -> str:
        """A disk that became full meanwhile must not cost the certificate: it is served in any case."""
        try:
            await asyncio.to_thread(self._vault.keep, wanted, issued)
        except OperatorFault as fault:
            logger.error("a new certificate is served, but not kept for the next start: %s", fault)
            return str(fault)
        return ""


def _worth(certificate: Certificate, now: datetime) -> bool:
    """Whether it need not be renewed itself."""
    whole = certificate.not_after - certificate.not_before
    return certificate.valid(now) and certificate.not_after - now > whole / 2
