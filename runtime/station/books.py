"""The station's books: what listeners add up to, what is written down of them, and the numbers for machines."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from runtime.kernel.clock import Clock
from runtime.plan import Station
from runtime.protocols.address import Networks
from runtime.servers.metrics import MetricsPage
from runtime.servers.static_files import StaticFiles
from runtime.stats.addresses import DailyKey
from runtime.stats.census import Census
from runtime.stats.chronicle import Chronicle, scribe_for
from runtime.stats.lateness import Lateness
from runtime.stats.processes import Processes, ProcessUse
from runtime.stats.prometheus import Certificates, MountNumbers, Numbers, prometheus_text
from runtime.stats.scribe import Scribe
from runtime.stats.sessions import Session
from runtime.stats.status import StationStatus
from runtime.stats.tally import Tally
from runtime.version import program_version

__all__ = ["LOOK_SECONDS", "USE_SECONDS", "Books"]

LOOK_SECONDS = 1.0
"""How often titles are looked at."""

USE_SECONDS = 5.0
"""How often the machine is asked what processes use."""

KEY = "today.key"

logger = logging.getLogger("legacystream.logs")


class View(Protocol):
    """What the books look at."""

    def status(self) -> StationStatus:
        """The station as it is now."""
        ...

    def processes(self) -> Mapping[int, int]:
        """The process of each edge."""
        ...

    def sources(self) -> int:
        """How many source clients send."""
        ...

    def certificates(self) -> Certificates | None:
        """What is served to those who come encrypted; None where nobody can."""
        ...

    def lateness(self) -> Lateness:
        """How late the programme was."""
        ...


class Books:
    """A watcher of listeners. `start`, then `stop`.

    Args:
        station: the plan.
        state: the state folder; without it nothing is written down.
        clock: the time.
        wall: the station's date and time.
        generation: which start of the station this is.
    """

    def __init__(
        self,
        station: Station,
        state: Path | None,
        clock: Clock,
        wall: Callable[[], datetime],
        generation: int,
    ) -> None:
        self._state = state
        self._clock = clock
        self._wall = wall
        self._generation = generation
        self._began = clock.now()
        key = DailyKey(state / KEY if state is not None else None)
        self._key = key
        self.tally = Tally(clock.now, wall, key)
        self._scribe = self._new_scribe(station)
        self._chronicle = self._new_chronicle(station)
        server = f"LegacyStream/{program_version()}"
        self.metrics = MetricsPage(self._text, Networks(station.server.metrics), server, wall)
        self.files = StaticFiles(_folders(station), server, wall)
        self._logs = station.logs
        self._use: Mapping[str, ProcessUse] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._view: View | None = None
        self._census = Census()

    @property
    def paths(self) -> tuple[str, ...]:
        """What is answered here, as `Table.pages` has it."""
        return ("/metrics", *(f"{prefix}/" for prefix in self.files.folders))

    def start(self, view: View, census: Census) -> None:
        """Begin to look and to write."""
        self._view, self._census = view, census
        self._scribe.start()
        self._tasks = [
            asyncio.create_task(self._look(view), name="titles"),
            asyncio.create_task(self._measure(view), name="processes"),
        ]

    def show(self, station: Station) -> None:
        """Go by another plan from now on."""
        self.metrics.allowed = Networks(station.server.metrics)
        self.files.folders = _folders(station)
        if station.logs != self._logs:
            before, self._scribe = self._scribe, self._new_scribe(station)
            self._chronicle, self._logs = self._new_chronicle(station), station.logs
            self._scribe.start()
            asyncio.get_running_loop().run_in_executor(None, before.stop)

    async def stop(self) -> None:
        """Write what is left."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._scribe.stop)

    # What listeners do

    def came(self, session: Session) -> None:
        """Somebody is here."""
        self.tally.came(session)

    def moved(self, before: Session, session: Session) -> None:
        """Somebody hears another mount from now on. It stays one session, written down with the mount it ends on."""
        self.tally.moved(before, session)

    def gone(self, session: Session, seconds: float, sent: int, reason: str) -> None:
        """Somebody has gone."""
        self.tally.gone(session, seconds, sent, reason)
        self._chronicle.gone(session, seconds, sent, reason)

    # What is looked at

    async def _look(self, view: View) -> None:
        while True:
            try:
                self._chronicle.plays(view.status().mounts, lambda path: self._census.mount(path).listeners)
            except Exception:  # what cannot be written down must not end the looking
                logger.exception("a mistake in LegacyStream: the titles could not be written down")
            await asyncio.sleep(LOOK_SECONDS)

    async def _measure(self, view: View) -> None:
        processes = Processes()
        while True:
            pids = {"station": os.getpid(), "supervisor": os.getppid()}
            pids |= {f"edge {index}": pid for index, pid in sorted(view.processes().items()) if pid}
            if pids.get("edge 1") == pids["station"]:
                pids = {"station": pids["station"]}
            self._use = await asyncio.to_thread(processes.read, pids)
            await asyncio.sleep(USE_SECONDS)

    def numbers(self) -> Numbers:
        """Everything there is to tell now."""
        assert self._view is not None
        status, census = self._view.status(), self._census
        mounts = {
            mount.path: MountNumbers(
                census.mount(mount.path), self.tally.mount(mount.path), not mount.on_floor
            )
            for mount in status.mounts
        }
        return Numbers(
            version=status.version,
            generation=self._generation,
            uptime=self._clock.now() - self._began,
            listeners=census.listeners(),
            peak=census.peak,
            tally=self.tally.whole(),
            doors=census.doors(),
            sources=self._view.sources(),
            mounts=mounts,
            processes=self._use,
            log_lines_dropped=self._scribe.dropped,
            lateness=self._view.lateness(),
            certificates=self._view.certificates(),
        )

    def _text(self) -> str:
        return prometheus_text(self.numbers())

    def _new_scribe(self, station: Station) -> Scribe:
        if self._state is None:
            return Scribe({}, None, 0.0, self._wall)
        return scribe_for(station.logs, self._state, self._wall, self.tally.restore)

    def _new_chronicle(self, station: Station) -> Chronicle:
        return Chronicle(station.logs, self._scribe, self._key, self._wall)


def _folders(station: Station) -> dict[str, Path]:
    return {each.path: Path(station.folder) / Path(each.folder).expanduser() for each in station.files}
