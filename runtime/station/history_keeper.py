"""Keeps what has played in the state folder, so that a station that was killed knows it still."""

import asyncio
from contextlib import suppress
from pathlib import Path

from runtime.stats.history import History
from runtime.stats.history_file import read_history, write_history

__all__ = ["HISTORY_FILE", "SAVE_SECONDS", "HistoryKeeper"]

HISTORY_FILE = "history.json"

SAVE_SECONDS = 5.0
"""Seconds between two looks whether there is something to write; what a kill can cost."""


class HistoryKeeper:
    """Reads at the start, writes when something has changed, and at the end. Without a folder it does nothing."""

    def __init__(self, history: History, folder: Path | None) -> None:
        self._history = history
        self._file = folder / HISTORY_FILE if folder is not None else None
        self._written = 0
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Know what an earlier station played, and begin to write down what this one plays."""
        if self._file is None:
            return
        await asyncio.to_thread(read_history, self._file, self._history)
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Write what is not written."""
        if self._watching is None:
            return
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching
        await self.save()

    async def save(self) -> None:
        """Write it, if there is anything new; the disk is waited for in a thread."""
        changes = self._history.changes
        if self._file is not None and changes != self._written:
            self._written = changes
            await asyncio.to_thread(write_history, self._file, self._history)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            await self.save()
