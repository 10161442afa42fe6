"""A thread for calls that block."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

__all__ = ["Worker"]

T = TypeVar("T")
Job = Callable[[], None]


class Worker:
    """Does one thing after the other in a thread of its own.

    Rule: nobody ever waits for this thread, as the pools of the standard library do at the end of the program. An
    authority that sends one byte a minute may keep the thread for long, and the station stops all the same.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    async def call(self, work: Callable[[], T]) -> T:
        """Do something there, and return or raise what came of it. Whoever is cancelled leaves it running."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(lambda: _settle(work, loop, future))
        return await future

    def later(self, job: Job) -> None:
        """Do something there that nobody waits for."""
        self._jobs.put(job)

    def close(self) -> None:
        """Let the thread end after all that."""
        self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _settle(work: Callable[[], T], loop: asyncio.AbstractEventLoop, future: asyncio.Future[T]) -> None:
    if future.cancelled():
        return
    try:
        result = work()
    except Exception as wrong:  # noqa: BLE001 - whatever it is belongs to whoever asked
        _tell(loop, future, partial(future.set_exception, wrong))
    else:
        _tell(loop, future, partial(future.set_result, result))


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[T], settle: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(lambda: None if future.done() else settle())
