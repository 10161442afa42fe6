"""What a station remembers, joined with who remembers it: the state folder that it has for itself, and the memory in it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock
from runtime.kernel.folder_lock import FolderLock, FolderTaken
from runtime.memory import Key, Memory, Remembers

from .built import Built
from .engine import Engine
from .kept_by_hand import KeptHand, KeptRecording

__all__ = ["KEPT_SECONDS", "LOOK_SECONDS", "TAKE_SECONDS", "Remembering"]

LOOK_SECONDS = 1.0
"""How long the programme may take to say what there is to remember; a block, as a rule."""

KEPT_SECONDS = 2.0
"""How long an answer waits for the disk; one that takes longer costs memory, not the answer."""

TAKE_SECONDS = 1.0
"""How long the state folder is waited for: the station before may be about to end."""

_TAKE_EVERY = 0.1

logger = logging.getLogger("legacystream.memory")


class Remembering:
    """`open` it before anything plays, `start` it with the engine, `stop` it when that has stopped.

    Args:
        folder: the state folder; without one nothing outlives the station.
        clock: tells the date.
        others: who else remembers something, beside the sources.
    """

    def __init__(self, folder: Path | None, clock: Clock, others: Mapping[Key, Remembers]) -> None:
        self._folder = folder
        self._lock = FolderLock(folder) if folder is not None else None
        self._clock = clock
        self._memory = Memory(folder, clock.wall)
        self._others = others

    async def open(self, built: Built) -> None:
        """Have the folder for this station alone, and everybody know what an earlier one knew.

        Raises:
            OperatorFault: another station has the folder.
        """
        await self._take_folder()
        await asyncio.to_thread(self._memory.open)
        for key, thing in self._things(built).items():
            self._memory.remind(key, thing)
        self._memory.use(self._things(built))

    def start(self, engine: Engine) -> None:
        """Begin to write down what the engine's sources and the others remember."""

        def look(what: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it gives
            return engine.ask(what).result(LOOK_SECONDS)

        self._memory.start(look)

    async def prepare(self, after: Built) -> None:
        """Have new sources know what those know whose places they will take, and new recordings."""
        await asyncio.to_thread(self._remind, {**_sources(after), **_recordings(after)})

    def use(self, built: Built) -> None:
        """This station plays from now on."""
        self._memory.use(self._things(built))

    async def kept(self) -> bool:
        """Wait until all that is known now is safe on the disk; says whether it is. Waits a bounded time."""
        try:
            async with asyncio.timeout(KEPT_SECONDS):
                return await asyncio.wrap_future(self._memory.kept())
        except TimeoutError:
            return False

    async def stop(self) -> None:
        """Write the rest, and let others have the folder."""
        await asyncio.to_thread(self._memory.stop)
        if self._lock is not None:
            self._lock.release()

    def _remind(self, things: Mapping[Key, Remembers]) -> None:
        for key, thing in things.items():
            self._memory.remind(key, thing)

    def _things(self, built: Built) -> Mapping[Key, Remembers]:
        hands = {
            Key(str(node), "Hand"): KeptHand(made.place, made.source, self._clock)
            for node, made in built.made.items()
        }
        return {**_sources(built), **hands, **_recordings(built), **self._others}

    async def _take_folder(self) -> None:
        """Wait a little for a station that is ending. A folder that cannot be written to costs only memory, as told later."""
        if self._lock is None:
            return
        for left in range(round(TAKE_SECONDS / _TAKE_EVERY), -1, -1):
            try:
                self._lock.take()
            except OSError:
                return
            except FolderTaken as taken:
                if not left:
                    holder = f" (process {taken})" if str(taken) else ""
                    raise OperatorFault(
                        f"another station{holder} is on the air with the state folder {self._folder}; "
                        "give this one a folder of its own with --state"
                    ) from None
                await asyncio.sleep(_TAKE_EVERY)
            else:
                return


def _sources(built: Built) -> Mapping[Key, Remembers]:
    """The sources that remember something, by their names and kinds."""
    return {
        Key(str(node), type(made.plan).__name__): made.source
        for node, made in built.made.items()
        if isinstance(made.source, Remembers)
    }


def _recordings(built: Built) -> Mapping[Key, Remembers]:
    return {Key(str(node), "Recording"): KeptRecording(each) for node, each in built.recordings.items()}
