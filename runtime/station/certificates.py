"""The keeper of certificates: gathers them from files, uploads and authorities, and tells the edges what to serve.

Rules. A station starts and stays on the air whatever becomes of its certificates. What holds is served; what is out of date is
served too, with an alarm, where nothing better is for its names; a stand-in that the station signs itself is shown only while
there is nothing else. Pages are redirected to HTTPS, and HSTS is said, only with a certificate that browsers can believe.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from runtime import plan
from runtime.errors import OurFault
from runtime.kernel.clock import Clock
from runtime.kernel.events import EventBus
from runtime.protocols.tls import CertificateTable
from runtime.stats.status import CertificateState
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Getter, Holding
from runtime.tls.last_good import LastGood
from runtime.tls.lifetime import age
from runtime.tls.proofs import Proofs
from runtime.tls.shelf import in_service
from runtime.tls.shown import shown
from runtime.tls.uploads import Uploads

from .certificate_files import FileCertificates
from .certificate_news import CertificateNews
from .certificate_table import StandIn, certificate_table
from .doors import Ports

__all__ = ["LOOK_AGAIN_SECONDS", "CertificateKeeper", "MakeGetter"]

LOOK_AGAIN_SECONDS = 600.0
"""How often it is looked whether a certificate has come of age."""

KEPT = "kept until there is what the script wants"

_ORDER = ("good", "early", "alarm", "expired")
"""From well to bad."""

logger = logging.getLogger("legacystream.tls")

MakeGetter = Callable[[Sequence[plan.Acme], Proofs, Callable[[], None]], Getter | None]
"""Makes whoever gets certificates from authorities; it shows its proofs, and calls the last when its holdings change."""


class Links(Protocol):
    """The edges, as far as certificates go."""

    def publish_certificates(self, table: CertificateTable) -> None:
        """Tell every edge, now and whenever one joins."""
        ...

    async def certificates_told(self) -> bool:
        """Wait until every edge serves what was published last."""
        ...


class OpenDoors(Protocol):
    """The ports of the station."""

    @property
    def ports(self) -> Ports:
        """Those that are open."""
        ...


class CertificateKeeper:
    """Lives on the event loop: `start`, then `stop`.

    Attributes:
        proofs: what is shown to authorities.
    """

    def __init__(
        self,
        station: plan.Station,
        links: Links,
        doors: OpenDoors,
        events: EventBus,
        clock: Clock,
        state: Path | None,
        make_getter: MakeGetter = lambda _nodes, _proofs, _changed: None,
    ) -> None:
        """Make it; nothing is read yet."""
        self._station = station
        self._links = links
        self._doors = doors
        self._clock = clock
        self._make_getter = make_getter
        self.proofs = Proofs(self._changed_anywhere, self._told)
        self._files = FileCertificates(clock, self.publish, LastGood(state, self._now))
        self._uploads = Uploads(state)
        self._news = CertificateNews(events)
        self._getter: Getter | None = None
        self._acme: tuple[plan.Acme, ...] = ()
        self._stand_in = StandIn()
        self._table: CertificateTable | None = None
        self._before: tuple[Holding, ...] = ()
        self._changing = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ageing: asyncio.Task[None] | None = None

    @property
    def encrypts(self) -> bool:
        """Whether anybody can come encrypted."""
        server = self._station.server
        return server.https is not None or server.legacy_https is not None

    async def start(self) -> None:
        """Read what there is, and tell the edges. Waits for no authority, and not for long for a disk."""
        self._loop = asyncio.get_running_loop()
        await self.show(self._station)
        self._ageing = asyncio.create_task(self._grow_old(), name="certificates")

    async def show(self, station: plan.Station) -> None:
        """Go by another plan from now on; certificates that are in both are served on."""
        async with self._changing:
            self._station = station
            try:
                await self._take_up(station)
            except Exception:  # whatever is wrong with certificates, the station plays
                logger.exception("a mistake in LegacyStream: not all certificates could be taken up")
        self.publish()

    async def stop(self) -> None:
        """Look no more; what the edges were told stays with them."""
        if self._ageing is not None:
            self._ageing.cancel()
        self._files.stop()
        if self._getter is not None:
            await self._getter.stop()

    def holdings(self) -> tuple[Holding, ...]:
        """All there is and all that is wanted, in the script's order; uploads behind it."""
        return tuple(self._holdings())

    @property
    def folder(self) -> Path:
        """Where relative paths begin: the script's folder."""
        return Path(self._station.folder)

    def shown(self) -> tuple[Mapping[str, object], ...]:
        """A row for each certificate, the stand-in among them where it is served."""
        now, table = self._now(), self.table()
        holdings = self.holdings() if self.encrypts else ()
        kept = self._before if self.encrypts and not in_service(holdings, now) else ()
        rows = [shown(each, now) for each in (*holdings, *(replace(each, outcome=KEPT) for each in kept))]
        if table.self_signed and self._stand_in.holding is not None:
            rows.append(shown(self._stand_in.holding, now))
        return tuple(rows)

    def state(self) -> CertificateState:
        """How it stands in one word, the worst of what is served; "" where nobody comes encrypted."""
        if not self.encrypts:
            return ""
        if self.table().self_signed:
            return "self-signed"
        now = self._now()
        ages = [age(each.certificate, now) for each in self._before if each.certificate is not None]
        return max(ages, key=_ORDER.index, default="good")

    def ends(self) -> Mapping[str, float]:
        """When each name's certificate ends, in seconds since 1970; the stand-in's too."""
        stand_in = self._stand_in.holding if self.table().self_signed else None
        ends: dict[str, float] = {}
        for each in (*self._before, *([stand_in] if stand_in is not None else [])):
            if each.certificate is not None:
                for name in each.certificate.names:
                    ends.setdefault(name, each.certificate.not_after.timestamp())
        return ends

    def failing(self) -> int:
        """How many cannot be had, or not anew."""
        return sum(each.failing for each in self.holdings())

    def table(self) -> CertificateTable:
        """What the edges were told last."""
        return self._table if self._table is not None else CertificateTable()

    async def upload(self, certificate: Certificate) -> None:
        """Keep a certificate that an operator sent, and serve it.

        Raises:
            OperatorFault: it cannot be kept.
        """
        await asyncio.to_thread(self._uploads.keep, certificate)
        self.publish()
        await self._told()

    async def remove(self, name: str) -> bool:
        """Forget uploaded certificates of this name; returns whether there was one."""
        found = await asyncio.to_thread(self._uploads.remove, name)
        self._before = tuple(each for each in self._before if each.kind != "upload")
        self.publish()
        return found

    def hurry(self) -> bool:
        """Try at once what could not be got; returns whether any is got by the station itself."""
        if self._getter is not None:
            self._getter.hurry()
        return self._getter is not None

    async def revoke(self, name: str, reason: str) -> bool:
        """Take back what an authority gave for a name, and get another; returns whether there was any.

        Raises:
            Fault: the authority refused.
        """
        return self._getter is not None and await self._getter.revoke(name, reason)

    def publish(self) -> None:
        """Tell the edges, where anything has changed."""
        if not self._changing.locked():  # a change of the script is told as a whole
            self._publish()

    def _publish(self) -> None:
        if not self.encrypts:
            return
        now, holdings = self._now(), self.holdings()
        self._before = self._in_service(now)
        stand_in = None if self._before else self._stand_in.made_for(holdings, now)
        server, ports = self._station.server, self._doors.ports
        table = certificate_table(self._before, stand_in, server, ports, self.proofs, now)
        if table != self._table:
            try:
                self._links.publish_certificates(table)
            except OurFault as fault:
                logger.error("%s; the edges serve what they served", fault)
                return
            self._table = table
        self._news.look(holdings, now, stand_in=table.self_signed)

    async def _take_up(self, station: plan.Station) -> None:
        nodes = station.certificates if self.encrypts else ()
        files = [node for node in nodes if isinstance(node, plan.CertificateFiles)]
        if self.encrypts:
            await asyncio.to_thread(self._uploads.load)
        await self._files.show(Path(station.folder), files)
        await self._ask_authorities(tuple(node for node in nodes if isinstance(node, plan.Acme)))

    async def _ask_authorities(self, nodes: tuple[plan.Acme, ...]) -> None:
        """Have certificates got as the script says now; who gets the same ones goes on.

        What was served is served until the next getter has read what is kept. What failed is tried at once: whoever changes the
        script has mended it.
        """
        if nodes == self._acme:
            return
        before, self._acme = self._getter, nodes
        after = self._make_getter(nodes, self.proofs, self.publish) if nodes else None
        if before is not None:
            await before.stop()
        if after is not None:
            await after.start()
            if before is not None:
                after.hurry()
        self._getter = after

    def _holdings(self) -> Iterator[Holding]:
        files = dict(self._files.holdings())
        for node in self._station.certificates:
            if isinstance(node, plan.CertificateFiles) and node in files:
                yield files[node]
        if self._getter is not None:
            yield from self._getter.holdings()
        yield from self._uploads.holdings()

    def _in_service(self, now: datetime) -> tuple[Holding, ...]:
        """What is served: what was served before, where a change of the script leaves nothing of what it wants."""
        found = in_service(self.holdings(), now)
        return found if found or not self._station.certificates else self._before

    async def _grow_old(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            self.publish()

    def _changed_anywhere(self) -> None:
        """Proofs change in whatever thread speaks with the authority."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.publish)

    async def _told(self) -> None:
        self._publish()
        if not await self._links.certificates_told():
            logger.warning(
                "an edge has not said that it serves the new certificates; it may take it a moment more"
            )

    def _now(self) -> datetime:
        return self._clock.wall().astimezone(UTC)
