"""`lsrun --watch`: the script is read anew whenever it, or one that it imports, is saved.

Rule: editors write in more than one step, so a file must have stayed as it is from one look to the next. A script with errors
is told and forgotten; the station plays on, and the next save is the next try.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

__all__ = ["LOOK_SECONDS", "ScriptWatch", "seen"]

LOOK_SECONDS = 0.5
"""How often it is looked."""

Seen = Mapping[str, tuple[int, int]]


def seen(files: Sequence[str]) -> Seen:
    """What tells a changed file: its time and its length; nothing of one that is not there."""
    found: dict[str, tuple[int, int]] = {}
    for file in files:
        try:
            state = Path(file).stat()
        except OSError:
            continue
        found[file] = state.st_mtime_ns, state.st_size
    return found


class ScriptWatch:
    """Decides when files were saved: `look` again and again.

    Args:
        files: which they are now; an import that is added is one more.
        renew: reads the script anew, and tells what came of it.
    """

    def __init__(self, files: Callable[[], Sequence[str]], renew: Callable[[], Awaitable[None]]) -> None:
        self._files = files
        self._renew = renew
        self._known: Seen = {}
        self._last: Seen = {}

    def begin(self) -> None:
        """Take the files as they are for those that play."""
        self._known = self._last = seen(self._files())

    async def look(self) -> None:
        """Read the script anew if its files have changed, and are not being written."""
        now = await asyncio.to_thread(seen, self._files())
        settled, self._last = now == self._last, now
        if now == self._known or not settled or not now:
            return
        self._known = now
        await self._renew()
        files = self._files()
        self._known = {**(await asyncio.to_thread(seen, [each for each in files if each not in now])), **now}
        self._last = self._known

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()
