"""Reading the script anew while the station plays."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from runtime.errors import OperatorFault
from runtime.plan import Station
from runtime.plan.differences import differences

__all__ = ["Compiled", "Compiler", "Renewal", "Renewer"]

logger = logging.getLogger("legacystream.station")


@dataclass(frozen=True, slots=True)
class Compiled:
    """What has become of the script: a plan, or None; its problems in words, errors and warnings alike; and what was read."""

    station: Station | None
    problems: str = ""
    files: tuple[str, ...] = ()


class Compiler(Protocol):
    """Reads the script again. Called in a thread; whoever made it knows the file and the language."""

    def __call__(self) -> Compiled:
        """Read, check and evaluate."""
        ...


@dataclass(frozen=True, slots=True)
class Renewal:
    """What came of it.

    Attributes:
        done: whether the new script is the one that plays, or would, where this was only a look.
        changes: what differs, a line each; nothing when the script says the same as before.
        problems: the script's problems in words.
    """

    done: bool
    changes: tuple[str, ...] = ()
    problems: str = ""

    def as_data(self) -> dict[str, object]:
        """For programs and their users."""
        return {"done": self.done, "changes": list(self.changes), "problems": self.problems}


Change = Callable[[Station], Awaitable[None]]


class Renewer:
    """Reads the script anew for whoever asks, one after the other.

    Attributes:
        files: the script and what it imports, as far as they were read.
    """

    def __init__(self, station: Station, compiler: Compiler, change: Change) -> None:
        """`change` plays a plan; `station` is the one that plays now."""
        self._station = station
        self._compiler = compiler
        self._change = change
        self._one_at_a_time = asyncio.Lock()
        self.files: tuple[str, ...] = (station.origin.file,) if station.origin.file else ()

    async def renew(self, *, dry_run: bool = False) -> Renewal:
        """Read the script and play it; with errors in it, or where it cannot be played, the old one plays on."""
        async with self._one_at_a_time:
            compiled = await asyncio.to_thread(self._compiler)
            self.files = compiled.files or self.files
            if compiled.station is None:
                logger.warning("the script has errors: the station plays on as it was")
                return Renewal(False, problems=compiled.problems)
            changes = tuple(str(each) for each in differences(self._station, compiled.station))
            if dry_run or not changes:
                return Renewal(True, changes, compiled.problems)
            return await self._play(compiled.station, changes, compiled.problems)

    async def _play(self, station: Station, changes: tuple[str, ...], problems: str) -> Renewal:
        try:
            await self._change(station)
        except OperatorFault as fault:
            logger.error("%s: the station plays on as it was", fault)
            return Renewal(False, changes, f"{fault}: the station plays on as it was")
        self._station = station
        logger.info("the script was read anew: %s", "; ".join(changes))
        return Renewal(True, changes, problems)
