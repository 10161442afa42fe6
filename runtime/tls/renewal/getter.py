"""Whoever gets certificates for the keeper: a driver for each `tls.acme` of the script, made of what the script says."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime import plan
from runtime.kernel.clock import Clock
from runtime.tls.acme.authority import AcmeFault, Authority, ChallengeKind, Solvers
from runtime.tls.acme.client import AcmeAuthority
from runtime.tls.acme.names import identifiers
from runtime.tls.acme.patience import Patience
from runtime.tls.acme.settings import AuthoritySettings, ExternalAccount
from runtime.tls.dns import (
    CallsFunctions,
    CloudflareDns,
    CommandDns,
    DnsProvider,
    DnsQuestions,
    FunctionDns,
    InOrder,
    ZoneServers,
    caa_objection,
)
from runtime.tls.holding import Holding
from runtime.tls.proofs import Proofs
from runtime.tls.storage import Storage

from .driver import Driver
from .issuer import LETS_ENCRYPTS, MODEST, Issuer
from .obtaining import Issuing, Needs
from .vault import Vault
from .view import host
from .wanted import wanted

__all__ = ["AcmeGetter", "Surroundings"]

HTTP, HTTPS = 80, 443
"""The ports that authorities ask."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the getter is given by the station.

    Attributes:
        clock: the time.
        state: the folder where everything lies that outlives the station.
        folder: the script's.
        server: the ports that the script wants.
        call: calls functions of the script.
    """

    clock: Clock
    state: Path
    folder: Path
    server: Callable[[], plan.Server]
    call: CallsFunctions


class AcmeGetter:
    """Gets the certificates of a script and keeps them new. Fits `tls.holding.Getter`."""

    def __init__(
        self,
        nodes: Sequence[plan.Acme],
        proofs: Proofs,
        changed: Callable[[], None],
        surroundings: Surroundings,
    ) -> None:
        turn = asyncio.Lock()
        self._drivers = [_driver(node, proofs, changed, surroundings, turn) for node in nodes if node.domains]

    async def start(self) -> None:
        """Begin; waits for no authority."""
        for each in self._drivers:
            await each.start()

    async def stop(self) -> None:
        """End, and take back what is shown."""
        await asyncio.gather(*(each.stop() for each in self._drivers))

    def holdings(self) -> Sequence[Holding]:
        """What is had and wanted, in the script's order."""
        return [holding for each in self._drivers for holding in each.holdings()]

    def hurry(self) -> None:
        """Try at once what has failed."""
        for each in self._drivers:
            each.hurry()

    async def revoke(self, name: str, reason: str) -> bool:
        """Take back what is served for a name, and order another; returns whether there was any.

        Raises:
            Fault: an authority refused.
        """
        plain = _plain((name,))[0]
        return any([await each.revoke(plain, reason) for each in self._drivers])


def _driver(
    node: plan.Acme, proofs: Proofs, changed: Callable[[], None], around: Surroundings, turn: asyncio.Lock
) -> Driver:
    storage = Storage(around.state / "tls")
    names = _plain(node.domains)
    issuing = [_issuing(each, node, storage, around) for each in _authorities(node)]
    questions = DnsQuestions(node.dns.resolvers if node.dns is not None else ())
    needs = Needs(
        around.clock,
        random.Random(),
        lambda failures: _solvers(node, proofs, around, questions, failures),
        lambda those, directory: caa_objection(questions, those, host(directory).partition(":")[0]),
        changed,
        proofs.told,
        turn,
    )
    vault = Vault(storage, (host(node.authority.directory), names[0]))
    return Driver(node, wanted(names, node.keys, node.profile), issuing, vault, needs)


def _plain(domains: Sequence[str]) -> tuple[str, ...]:
    """Names as authorities read them; one that is none is left to the authority to refuse."""
    try:
        return tuple(str(each) for each in identifiers(tuple(domains)))
    except AcmeFault:
        return tuple(domains)


def _authorities(node: plan.Acme) -> Iterator[plan.AcmeAuthority]:
    yield node.authority
    if node.second is not None:
        yield node.second


def _issuing(said: plan.AcmeAuthority, node: plan.Acme, storage: Storage, around: Surroundings) -> Issuing:
    rates = LETS_ENCRYPTS if said.directory == plan.LETS_ENCRYPT else MODEST
    staging = _authority(said, said.staging, node, storage, around) if said.staging else None
    issuer = Issuer(said.directory, said.staging, rates)
    return Issuing(issuer, _authority(said, said.directory, node, storage, around), staging)


def _authority(
    said: plan.AcmeAuthority, directory: str, node: plan.Acme, storage: Storage, around: Surroundings
) -> Authority:
    external = ExternalAccount(said.eab_id, said.eab_key.text) if said.eab_key is not None else None
    ca = str(around.folder / said.ca) if said.ca else ""
    settings = AuthoritySettings(directory, node.email, ca, external)
    return AcmeAuthority(settings, storage, around.clock, patience=_patience(node))


def _patience(node: plan.Acme) -> Patience:
    """An order may take as long as the script lets the DNS take; what is being written is awaited before it is taken away."""
    usual, dns = Patience(), node.dns
    if dns is None:
        return usual
    writing = 0.0 if isinstance(dns, plan.Cloudflare) else dns.timeout
    whole = usual.whole + dns.wait + 2 * len(node.domains) * writing
    return Patience(whole=whole, clean_up=max(usual.clean_up, 2 * writing))


def _solvers(
    node: plan.Acme, proofs: Proofs, around: Surroundings, questions: DnsQuestions, failures: int
) -> Solvers:
    dns = InOrder(_provider(node.dns, around)) if node.dns is not None else None
    servers = (
        ZoneServers(questions, around.clock, node.dns.wait, node.dns.resolvers)
        if node.dns is not None
        else None
    )
    return Solvers(proofs, dns, servers, _kinds(node, around.server(), failures))


def _provider(dns: plan.Dns, around: Surroundings) -> DnsProvider:
    match dns:
        case plan.Cloudflare():
            return CloudflareDns(dns)
        case plan.DnsCommand():
            return CommandDns(dns, around.folder)
        case plan.DnsFunction():
            return FunctionDns(dns, around.call)


def _kinds(node: plan.Acme, server: plan.Server, failures: int) -> tuple[ChallengeKind, ...]:
    """The ways to prove names, the best first. Of the two by ports, the other one is tried after each failure."""
    if node.challenge != "any":
        return (node.challenge,)
    by_https = server.https == HTTPS and server.http != HTTP
    ports: tuple[ChallengeKind, ChallengeKind] = ("http-01", "tls-alpn-01")
    if by_https != bool(max(0, failures - 1) % 2):
        ports = ("tls-alpn-01", "http-01")
    return ("dns-01", *ports) if node.dns is not None else ports
