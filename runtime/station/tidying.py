"""What a station does for its memory while it plays: what decoders of past tracks left is given back now and then.

Without that, the holes between what is still used add up to a megabyte an hour with short songs (docs/performance.md).
"""

import asyncio
from collections.abc import Awaitable, Callable

from runtime.kernel.spare_memory import give_back

__all__ = ["TIDY_SECONDS", "Tidying"]

TIDY_SECONDS = 60.0
"""How often: it takes two milliseconds of a thread of its own. What is freed in ten minutes would be three megabytes."""


class Tidying:
    """Gives memory back, from `start` to `stop`. Belongs to the event loop.

    Args:
        rest: waits so many seconds.
        tidy: gives back; called in a thread.
    """

    def __init__(
        self,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        tidy: Callable[[], None] = give_back,
    ) -> None:
        self._rest = rest
        self._tidy = tidy
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="tidying")

    async def stop(self) -> None:
        """End; may be called without a start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await self._rest(TIDY_SECONDS)
            await asyncio.to_thread(self._tidy)
