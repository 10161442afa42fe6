"""Reading the script anew while the station plays."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from runtime.errors import OperatorFault
from runtime.plan import Added, ByHand, CannotBe, Station, amended
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

    def __call__(self, added: Sequence[str] = ()) -> Compiled:
        """Read, check and evaluate, with these texts behind the script's own."""
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
        by_hand: what was added, taken out and changed while the station plays.
    """

    def __init__(
        self, station: Station, compiler: Compiler, change: Change, by_hand: Sequence[ByHand] = ()
    ) -> None:
        """`change` plays a plan; `station` is the one that plays now, with what was changed `by_hand` before."""
        self.by_hand: tuple[ByHand, ...] = tuple(by_hand)
        self._station = station
        self._compiler = compiler
        self._change = change
        self._one_at_a_time = asyncio.Lock()
        self.files: tuple[str, ...] = (station.origin.file,) if station.origin.file else ()

    async def renew(self, *, dry_run: bool = False) -> Renewal:
        """Read the script and play it; with errors in it, or where it cannot be played, the old one plays on."""
        async with self._one_at_a_time:
            compiled, kept = await asyncio.to_thread(self._fitting)
            gone = [
                f"{each}: it does not fit the script any more\n" for each in self.by_hand if each not in kept
            ]
            compiled = replace(compiled, problems="".join([compiled.problems, *gone]))
            return await self._renew(compiled, kept, dry_run=dry_run)

    async def change(self, by_hand: Sequence[ByHand]) -> Renewal:
        """Play the script with these changes by hand, in place of those before; where that cannot be, all stays as it was."""
        async with self._one_at_a_time:
            try:
                compiled = await asyncio.to_thread(self._compile, by_hand)
            except CannotBe as fault:
                return Renewal(False, problems=str(fault))
            return await self._renew(compiled, by_hand)

    async def _renew(
        self, compiled: Compiled, by_hand: Sequence[ByHand], *, dry_run: bool = False
    ) -> Renewal:
        self.files = compiled.files or self.files
        if compiled.station is None:
            logger.warning("the script has errors: the station plays on as it was")
            return Renewal(False, problems=compiled.problems)
        changes = tuple(str(each) for each in differences(self._station, compiled.station))
        if dry_run:
            return Renewal(True, changes, compiled.problems)
        before, self.by_hand = self.by_hand, tuple(by_hand)
        if not changes:
            return Renewal(True, changes, compiled.problems)
        renewal = await self._play(compiled.station, changes, compiled.problems)
        if not renewal.done:
            self.by_hand = before
        return renewal

    def _compile(self, by_hand: Sequence[ByHand]) -> Compiled:
        """The script with changes by hand. Raises CannotBe where one of them cannot."""
        compiled = self._compiler([each.text for each in by_hand if isinstance(each, Added)])
        if compiled.station is None:
            return compiled
        return replace(compiled, station=amended(compiled.station, by_hand))

    def _fitting(self) -> tuple[Compiled, Sequence[ByHand]]:
        """The script as it is now, with those changes by hand that fit it still: the file comes first."""
        kept: list[ByHand] = []
        if self.by_hand and (whole := self._tried(self.by_hand)) is not None:
            return whole, self.by_hand
        compiled = self._compile(())
        if compiled.station is None:
            return compiled, self.by_hand
        for each in self.by_hand:
            if (tried := self._tried([*kept, each])) is not None:
                compiled, kept = tried, [*kept, each]
        return compiled, kept

    def _tried(self, by_hand: Sequence[ByHand]) -> Compiled | None:
        try:
            compiled = self._compile(by_hand)
        except CannotBe:
            return None
        return compiled if compiled.station is not None else None

    async def _play(self, station: Station, changes: tuple[str, ...], problems: str) -> Renewal:
        try:
            await self._change(station)
        except OperatorFault as fault:
            logger.error("%s: the station plays on as it was", fault)
            return Renewal(False, changes, f"{fault}: the station plays on as it was")
        self._station = station
        logger.info("the script was read anew: %s", "; ".join(changes))
        return Renewal(True, changes, problems)
