"""Threads that run functions of the script, beside the programme.

Rules.
1. One function computes at a time, so that what they share never changes under their hands; one that waits (for the web, for a
   program) lets others go on meanwhile.
2. Each has a deadline. One that computes is given up at its next step, one that waits is woken. Whoever may wait for long may
   not compute for longer than others: nobody else computes meanwhile.
3. So many run at once, and so many wait for a thread; more are refused.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from runtime.errors import ScriptFault
from runtime.kernel.clock import Clock

from .language import Reach, ScriptFunction

__all__ = ["DEADLINE", "MOST_AT_ONCE", "MOST_WAITING", "FunctionRunner", "Run"]

DEADLINE = 10.0
"""Seconds that a function may take, where nobody says otherwise, and that any may compute."""

MOST_AT_ONCE = 16
"""Functions that run at one time: one computes, the others wait for somebody."""

MOST_WAITING = 256
"""Functions that are asked for and not done; one more is refused."""

_Answer = TypeVar("_Answer")


class MakesReach(Protocol):
    """Gives what a run can reach."""

    def for_run(self, run: "Run") -> Reach: ...


@dataclass(slots=True)
class Run:
    """One call of a function: how long it may take, and how it waits."""

    seconds: float
    runner: "FunctionRunner"
    deadline: float = field(init=False)
    computes_until: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = self.runner.clock.now() + self.seconds
        self.computes_until = self.runner.clock.now() + DEADLINE

    def has_time(self) -> bool:
        """Whether it may go on."""
        now = self.runner.clock.now()
        return not self.runner.stopped and now < min(self.deadline, self.computes_until)

    def left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - self.runner.clock.now()

    def wait_for(self, work: "Coroutine[Any, Any, _Answer]") -> _Answer:
        """Have the event loop do something, and let other functions compute meanwhile.

        Raises:
            ScriptFault: the deadline came first, or the station ends.
        """
        began = self.runner.clock.now()
        try:
            return self.runner.wait_for(work, self.left(), self.seconds)
        finally:
            self.computes_until += self.runner.clock.now() - began


@dataclass(slots=True)
class FunctionRunner:
    """Calls functions in threads of its own. `start` it on the event loop, `stop` it there."""

    clock: Clock
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)
    _pool: ThreadPoolExecutor = field(init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _waits: set["Future[Any]"] = field(default_factory=set, init=False)
    _ending: threading.Lock = field(default_factory=threading.Lock, init=False)
    _asked: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="script")

    @property
    def stopped(self) -> bool:
        """Whether it has ended."""
        return self._ended.is_set()

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin; `loop` is where functions have things done that wait."""
        self._loop = loop

    def stop(self) -> None:
        """Give up whatever runs; returns at once."""
        with self._ending:
            self._ended.set()
            waits = tuple(self._waits)
        for wait in waits:
            wait.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def submit(
        self,
        function: ScriptFunction,
        world: MakesReach,
        arguments: Sequence[object] = (),
        seconds: float = DEADLINE,
    ) -> "Future[object]":
        """Call a function soon. From any thread; never waits. The deadline counts from when the function begins.

        Returns:
            Its answer as plain data, or a `ScriptFault`.
        """
        refused: Future[object] = Future()
        if self._ended.is_set() or self._asked >= MOST_WAITING:
            refused.set_exception(ScriptFault("too many functions wait already"))
            return refused
        self._asked += 1
        answer = self._pool.submit(self._call, function, world, arguments, seconds)
        answer.add_done_callback(self._done)
        return answer

    def _done(self, _answer: "Future[object]") -> None:
        self._asked -= 1

    def _call(
        self, function: ScriptFunction, world: MakesReach, arguments: Sequence[object], seconds: float
    ) -> object:
        with self._turn:
            run = Run(seconds, self)
            return function.call(world.for_run(run), arguments, run.has_time)

    def call_now(self, function: ScriptFunction, world: MakesReach, seconds: float) -> object:
        """Call a function in the caller's thread; for functions that are short and wait for nothing.

        Raises:
            ScriptFault: it gave nothing, or others compute just now for longer than `seconds`.
        """
        if not self._turn.acquire(timeout=seconds):
            raise ScriptFault("other functions took too long")
        try:
            run = Run(seconds, self)
            return function.call(world.for_run(run), (), run.has_time)
        finally:
            self._turn.release()

    def wait_for(self, work: "Coroutine[Any, Any, _Answer]", seconds: float, of: float) -> _Answer:
        """See `Run.wait_for`; the caller's thread has the turn, and `seconds` left of what it may take."""
        if self._loop is None or self._ended.is_set() or seconds <= 0:
            work.close()
            raise ScriptFault("there was no time left to wait for anything")
        wait = asyncio.run_coroutine_threadsafe(work, self._loop)
        with self._ending:  # either it is seen by `stop`, or it sees that the station has ended
            self._waits.add(wait)
            ended = self._ended.is_set()
        if ended:
            wait.cancel()
        try:
            with self._away():
                return wait.result(seconds)
        except TimeoutError:
            raise ScriptFault(f"it took longer than it may: {of:g} s") from None
        except BaseException as fault:
            if wait.cancelled():
                raise ScriptFault("the station ended while it waited") from fault
            raise
        finally:
            wait.cancel()
            with self._ending:
                self._waits.discard(wait)

    @contextmanager
    def _away(self) -> Iterator[None]:
        """Let others have the turn."""
        self._turn.release()
        try:
            yield
        finally:
            self._turn.acquire()
