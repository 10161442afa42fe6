"""Renewal at work: asks the core what to do, does it, and tells it what came of it."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import assert_never

from runtime import plan
from runtime.errors import Fault, OperatorFault
from runtime.tls.acme.authority import AcmeFault
from runtime.tls.certificate import Certificate
from runtime.tls.holding import Holding

from .beginning import begun
from .obtaining import Adopted, Got, Issuing, Needs, Obtaining, Outcome, Rehearsed
from .renewals import Renewals
from .revoking import take_back
from .step import Ask, Order, Wait
from .vault import Contents, Vault, best, life_of
from .view import called, holdings, host, span
from .wanted import Wanted

__all__ = ["Driver"]

LOAD_PATIENCE = 5.0
"""Seconds that the start of a station waits for the disk."""

STOP_PATIENCE = 15.0
"""Seconds that the end of a station waits for proofs to be taken back."""

AFTER_FAULT = 60.0
"""Seconds behind a mistake of ours."""

logger = logging.getLogger("legacystream.tls")


class Driver:
    """Gets and renews the certificates of one `tls.acme`. No fault of an authority, the disk or the DNS ever comes out of it.

    Args:
        node: what the script says.
        wanted: the certificates, as `wanted` makes them of it.
        issuing: its authorities, in the script's order.
        vault: where everything is kept.
        needs: the rest.
    """

    def __init__(
        self,
        node: plan.Acme,
        wanted: Sequence[Wanted],
        issuing: Sequence[Issuing],
        vault: Vault,
        needs: Needs,
    ) -> None:
        self._node = node
        self._wanted = tuple(wanted)
        self._issuing = tuple(issuing)
        self._vault = vault
        self._needs = needs
        self._served: dict[Wanted, Certificate] = {}
        self._obtaining = Obtaining(node, issuing, vault, needs)
        self._core = self._begun(Contents())
        self._trouble = ""
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    async def start(self) -> None:
        """Read what is kept, and begin. Waits for no authority, and not for long for the disk."""
        loading = asyncio.ensure_future(self._load())
        self._task = asyncio.create_task(self._run(loading), name=f"certificates {self._node.domains[0]}")
        await asyncio.wait([loading], timeout=LOAD_PATIENCE)

    async def stop(self) -> None:
        """End; an order that is under way is given up, and its proofs are taken back."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.wait([self._task], timeout=STOP_PATIENCE)

    def hurry(self) -> None:
        """Somebody says that what was wrong is mended: what failed is tried at once."""
        self._core.hurry(self._now())
        self._woken.set()

    async def revoke(self, name: str, reason: str) -> bool:
        """Take back what is served for a name, for one of `REASONS`, and order another; returns whether there was any.

        Raises:
            AcmeFault: the authority refused, or did not say in time that it has done it.
            OperatorFault: our account could not be kept.
        """
        found = [(each, held) for each, held in self._served.items() if name in each.names]
        for wanted, certificate in found:
            await self._revoke(wanted, certificate, reason)
        return bool(found)

    async def _revoke(self, wanted: Wanted, certificate: Certificate, reason: str) -> None:
        await take_back(self._issuing[self._core.issued_by(wanted)].authority, certificate, reason)
        logger.warning("the certificate of %s was revoked (%s)", called(wanted), reason)
        if self._served.get(wanted) == certificate:  # else another one came meanwhile
            self._core.revoked(wanted, self._now(), f"revoked ({reason}); another one is ordered")
            await self._remember(wanted)
            self._needs.changed()
            self._woken.set()

    def holdings(self) -> Sequence[Holding]:
        """What is had and wanted, a row for each set of names."""
        directory = self._issuing[0].issuer.directory
        return holdings(self._core, self._wanted, self._served, directory, self._wall())

    # ---- the loop --------------------------------------------------------------------------------------------------------

    async def _run(self, loading: asyncio.Future[None]) -> None:
        await loading
        while True:
            try:
                await self._step()
            except Exception:
                logger.exception("renewal met a mistake of LegacyStream's; it goes on in a minute")
                await self._needs.sleep(AFTER_FAULT)

    async def _step(self) -> None:
        step = self._core.next(self._now(), self._needs.clock.now())
        match step:
            case Wait():
                self._tell_doubt(step.why)
                await self._rest(step.seconds)
            case Ask():
                await self._ask(step)
            case Order():
                await self._order(step)
            case _:
                assert_never(step)

    async def _rest(self, seconds: float) -> None:
        """Wait, or until somebody wakes us."""
        self._woken.clear()
        waits = [asyncio.ensure_future(self._needs.sleep(seconds)), asyncio.ensure_future(self._woken.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _tell_doubt(self, why: str) -> None:
        if why and why != self._trouble:
            logger.error("%s", why, extra={"origin": self._node.origin})
            self._needs.changed()
        self._trouble = why

    async def _ask(self, step: Ask) -> None:
        """Ask when it should be renewed."""
        certificate = self._served.get(step.wanted)
        try:
            told = (
                await self._issuing[step.authority].authority.renewal_info(certificate)
                if certificate is not None and certificate.replaces()
                else None
            )
        except Fault as fault:
            logger.info("no renewal information for %s: %s", called(step.wanted), fault)
            self._core.unanswered(step, self._now(), getattr(fault, "retry_after", None))
        except BaseException:
            self._core.unanswered(step, self._now())
            raise
        else:
            window = None if told is None else (told.start.timestamp(), told.end.timestamp())
            self._core.advised(step, self._now(), window, told.retry_after if told is not None else 0.0)
            if told is not None and told.explanation:
                logger.info("%s: the authority explains at %s", called(step.wanted), told.explanation)
        await self._remember(step.wanted)
        self._needs.changed()

    # ---- an order --------------------------------------------------------------------------------------------------------

    async def _order(self, step: Order) -> None:
        """Get a certificate, or practise it; whatever comes of it is told to the core and to the operator."""
        self._tell_order(step)
        await self._remember(step.wanted)
        try:
            async with self._needs.turn:
                tries = self._core.record(step.wanted).attempts.failures
                outcome = await self._obtaining.get(step, self._served.get(step.wanted), tries)
        except asyncio.CancelledError:
            self._core.abandoned(step, self._now())
            with contextlib.suppress(OperatorFault):
                self._vault.remember(step.wanted, *self._fields(step.wanted))
            raise
        except AcmeFault as fault:
            self._failed(step, fault.problem, str(fault), fault.retry_after)
        except OperatorFault as fault:
            self._failed(step, "storage", str(fault))
        except Exception as mistake:
            logger.exception("an order met a mistake of LegacyStream's")
            self._failed(step, "ours", f"a mistake of LegacyStream's: {type(mistake).__name__}")
        else:
            await self._done(step, outcome)
        await self._remember(step.wanted)
        self._needs.changed()

    def _tell_order(self, step: Order) -> None:
        issuer = self._issuing[step.authority].issuer
        what = "a rehearsal of the order" if step.rehearsal else "an order"
        where = host(issuer.staging if step.rehearsal else issuer.directory)
        logger.info("%s for %s goes to %s: %s", what, called(step.wanted), where, step.why)

    async def _done(self, step: Order, outcome: Outcome) -> None:
        """It went well: serve what came."""
        now, ticks = self._now(), self._needs.clock.now()
        match outcome:
            case Rehearsed():
                self._core.rehearsed(step, now)
            case Adopted(certificate):
                self._core.adopted(step, now, life_of(certificate), "another station renewed it")
                await self._serve(step.wanted, certificate)
            case Got(certificate, issued, kept):
                words = ["renewed" if step.wanted in self._served else "got", *issued.remarks]
                words += [f"but it is not kept for the next start: {kept}"] if kept else []
                life = life_of(certificate)
                self._core.issued(step, now, ticks, life, "; ".join(words), replaced=issued.replaced)
                await self._serve(step.wanted, certificate)
            case _:
                assert_never(outcome)

    async def _serve(self, wanted: Wanted, certificate: Certificate) -> None:
        """Have every edge serve it; only then is the old one forgotten."""
        self._served[wanted] = certificate
        self._needs.changed()
        await self._remember(wanted)
        try:
            await self._needs.told()
            await asyncio.to_thread(self._vault.proven, wanted)
        except Fault as fault:
            logger.warning("the old certificate of %s is kept a while: %s", called(wanted), fault)

    def _failed(self, step: Order, problem: str, words: str, retry_after: float | None = None) -> None:
        now, ticks = self._now(), self._needs.clock.now()
        self._core.refused(step, now, ticks, problem, words, retry_after)
        again = self._core.next_renewal(step.wanted) - now
        logger.warning(
            "no certificate for %s: %s; trying again in %s (attempt %d)",
            called(step.wanted), words, span(again), self._core.record(step.wanted).attempts.failures + 1,
            extra={"origin": self._node.origin},
        )  # fmt: skip

    # ---- what is kept ----------------------------------------------------------------------------------------------------

    async def _load(self) -> None:
        """Read what is kept. A disk that cannot be read is told, and what it would have said is got anew."""
        try:
            contents = await asyncio.to_thread(self._vault.open, self._wanted, self._wall())
        except (OperatorFault, OSError) as fault:
            logger.error("what is known of certificates cannot be read: %s", fault)
            return
        self._core = self._begun(contents)
        for each in self._wanted:
            certificate = contents.kept[each].certificate or best(contents.others, each)
            if certificate is not None:
                self._served[each] = certificate
        self._needs.changed()

    def _begun(self, contents: Contents) -> Renewals:
        issuers = [each.issuer for each in self._issuing]
        return begun(issuers, self._node.profile, self._wanted, contents, self._needs)

    async def _remember(self, wanted: Wanted) -> None:
        try:
            await asyncio.to_thread(self._vault.remember, wanted, *self._fields(wanted))
        except OperatorFault as fault:
            logger.error("what is known of the certificate of %s is not kept: %s", called(wanted), fault)

    def _fields(self, wanted: Wanted) -> tuple[dict[str, object], dict[str, object]]:
        record = self._core.record(wanted).to_fields() | {"profile": self._node.profile}
        return record, self._core.to_fields(self._now())

    def _now(self) -> float:
        return self._needs.clock.wall().timestamp()

    def _wall(self) -> datetime:
        return self._needs.clock.wall().astimezone(UTC)
