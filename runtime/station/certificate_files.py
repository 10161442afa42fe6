"""The certificates of `tls.files(…)`: each watched on its own, so that a disk that hangs costs only itself."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from runtime import plan
from runtime.kernel.clock import Clock
from runtime.tls.certificate import Certificate
from runtime.tls.faults import CertificateWrong
from runtime.tls.files import LOOK_SECONDS, CertificateFiles, Meanwhile, WatchedCertificate
from runtime.tls.holding import Holding
from runtime.tls.last_good import LastGood

__all__ = ["FIRST_LOOK_SECONDS", "FileCertificates"]

FIRST_LOOK_SECONDS = 2.0
"""How long the start of a station waits for the first look at its certificates; a disk that hangs is waited for behind it."""

MEANWHILE: Mapping[Meanwhile, str] = {
    "nothing": "a stand-in is shown until they are right",
    "served": "the one before is served on",
    "recalled": "the last one that could be read is served on, from its copy in the state folder",
}
"""What is served while files cannot be used."""

logger = logging.getLogger("legacystream.tls")


@dataclass(slots=True)
class _Kept:
    """One call of `tls.files`."""

    node: plan.CertificateFiles
    watched: WatchedCertificate
    looked: datetime | None = None
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class FileCertificates:
    """Belongs to the event loop; the looking is done in threads of its own."""

    def __init__(self, clock: Clock, changed: Callable[[], None], last_good: LastGood) -> None:
        """`changed` is called when there is another certificate, or another thing wrong; `last_good` outlives the station."""
        self._last_good = last_good
        self._clock = clock
        self._changed = changed
        self._kept: dict[plan.CertificateFiles, _Kept] = {}

    async def show(self, folder: Path, nodes: Sequence[plan.CertificateFiles]) -> None:
        """Keep these from now on; waits a little for the first look at those that are new."""
        before, new = self._kept, [node for node in nodes if node not in self._kept]
        self._kept = {node: before.get(node) or self._new(folder, node) for node in nodes}
        for node, kept in before.items():
            if node not in self._kept and kept.task is not None:
                kept.task.cancel()
        looked = asyncio.Event()
        waiting = set(new)
        for node in new:
            self._kept[node].task = asyncio.create_task(self._watch(self._kept[node], waiting, looked))
        if new:
            await _wait(looked)
        self._forget([kept.watched.files for kept in self._kept.values()])

    def stop(self) -> None:
        """Look no more."""
        for kept in self._kept.values():
            if kept.task is not None:
                kept.task.cancel()

    def holdings(self) -> Iterator[tuple[plan.CertificateFiles, Holding]]:
        """What each call gives now."""
        for node, kept in self._kept.items():
            certificate, wrong = kept.watched.certificate, kept.watched.wrong
            names = node.domains or (certificate.names if certificate is not None else ())
            outcome = _outcome(kept.watched)
            yield (
                node,
                Holding(
                    "files",
                    node.certificate,
                    names,
                    certificate,
                    last_attempt=kept.looked,
                    outcome=outcome,
                    failing=wrong is not None,
                ),
            )

    def _new(self, folder: Path, node: plan.CertificateFiles) -> _Kept:
        password = node.password.text if node.password is not None else ""
        files = CertificateFiles.of(folder, node.certificate, node.key, password)
        return _Kept(node, WatchedCertificate(files, partial(_say, node), self._last_good))

    def _forget(self, files: Sequence[CertificateFiles]) -> None:
        """Delete what is kept of other files; nobody waits for the disk."""
        forget = partial(self._last_good.forget_others, files)
        threading.Thread(target=forget, name="forgets certificates", daemon=True).start()

    async def _watch(self, kept: _Kept, waiting: set[plan.CertificateFiles], looked: asyncio.Event) -> None:
        while True:
            before = kept.watched.wrong
            try:
                fresh = await _aside(partial(kept.watched.look, self._clock.now()))
            except Exception:  # a mistake of ours must not end the watching
                logger.exception(
                    "a mistake in LegacyStream: %s could not be looked at", kept.node.certificate
                )
                fresh = False
            kept.looked = self._clock.wall() if fresh or kept.looked is None else kept.looked
            if fresh and kept.watched.certificate is not None:
                _remark(kept.node, kept.watched.certificate)
            waiting.discard(kept.node)
            if not waiting:
                looked.set()
            if fresh or _differs(before, kept.watched.wrong):
                self._changed()
            await asyncio.sleep(LOOK_SECONDS)


def _outcome(watched: WatchedCertificate) -> str:
    """What came of the last look, in words."""
    if watched.wrong is None:
        return "in use" if watched.certificate is not None else ""
    copied = "; its copy is served" if watched.meanwhile == "recalled" else ""
    return f"{watched.wrong.reason}; {watched.wrong.advice}{copied}"


async def _aside(look: Callable[[], bool]) -> bool:
    """Look in a thread that nobody waits for when the station ends: a disk may hang for hours."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bool] = loop.create_future()

    def tell(found: bool, wrong: Exception | None) -> None:
        if not answer.done():
            answer.set_exception(wrong) if wrong is not None else answer.set_result(found)

    def run() -> None:
        found, wrong = False, None
        try:
            found = look()
        except Exception as fault:  # whoever waits is told  # noqa: BLE001
            wrong = fault
        with contextlib.suppress(RuntimeError):  # the loop is closed: the station has ended
            loop.call_soon_threadsafe(tell, found, wrong)

    threading.Thread(target=run, name="looks at a certificate", daemon=True).start()
    return await answer


def _differs(before: CertificateWrong | None, after: CertificateWrong | None) -> bool:
    return str(before) != str(after)


async def _wait(looked: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(FIRST_LOOK_SECONDS):
            await looked.wait()
    except TimeoutError:
        logger.warning(
            "the disk with the certificates does not answer; the station starts without them for now"
        )


def _say(node: plan.CertificateFiles, wrong: CertificateWrong, meanwhile: Meanwhile) -> None:
    logger.error("%s (%s)", wrong, MEANWHILE[meanwhile], extra={"origin": node.origin})


def _remark(node: plan.CertificateFiles, certificate: Certificate) -> None:
    """Tell what is odd about a new one."""
    missing = [name for name in node.domains if not certificate.covers(name)]
    odd = [*certificate.remarks, *(f"it is not for {name}" for name in missing)]
    for each in odd:
        logger.warning("%s: %s", node.certificate, each, extra={"origin": node.origin})
