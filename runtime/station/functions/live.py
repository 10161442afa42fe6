"""Parameters that a function of the script gives: read again and again, beside the path that plays.

Strategy: a thread of its own calls each function some times a second and keeps its answer; who plays reads what is kept, which
costs nothing. A function that fails leaves the last value.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

from runtime.errors import ScriptFault
from runtime.plan import Live

from .language import Language, ScriptFunction
from .runner import FunctionRunner, MakesReach
from .trouble import Trouble

__all__ = ["EACH", "EVERY", "IDLE", "LiveParameters"]

EVERY = 0.04
"""Seconds between one reading and the next: a block of the programme."""

IDLE = 1.0
"""Seconds between one look and the next, where nothing is live."""

EACH = 0.25
"""Seconds that one function may take."""

SLOWER = 4
"""How many times as long as the readings take is paused after them, so that many functions do not take the processor."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Parameter:
    """One parameter: its function, and what it gave last."""

    function: ScriptFunction
    trouble: Trouble
    value: float


@dataclass(slots=True)
class LiveParameters:
    """Reads the live parameters of a station. `start` it, then `stop` it; `refresh` reads each once."""

    language: Language | None
    runner: FunctionRunner
    world: MakesReach
    _all: "WeakSet[Parameter]" = field(default_factory=WeakSet, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def reader(self, value: "float | Live") -> Callable[[], float]:
        """What reads a parameter: for a plain number, that number; for a live one, what its function gave last.

        Cheap, and from any thread: made for the path that plays.
        """
        if not isinstance(value, Live):
            return lambda: value
        if self.language is None:
            return lambda: value.first
        origin = value.function.origin
        parameter = Parameter(
            self.language.prepare(value.function), Trouble("a live parameter", origin), value.first
        )
        self._all.add(parameter)  # for as long as somebody reads it
        return lambda: parameter.value

    def start(self) -> None:
        """Begin to read."""
        if self.language is not None:
            self._thread = threading.Thread(target=self._run, name="live parameters", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Read no more; returns soon."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2 * EACH)

    def refresh(self) -> None:
        """Call each function once."""
        for parameter in tuple(self._all):
            if not self._stopping.is_set():
                self._read(parameter)

    def _run(self) -> None:
        clock = self.runner.clock
        while not self._stopping.is_set():
            began = clock.now()
            self.refresh()
            self._stopping.wait(max(EVERY if self._all else IDLE, SLOWER * (clock.now() - began)))

    def _read(self, parameter: Parameter) -> None:
        try:
            answer = self.runner.call_now(parameter.function, self.world, EACH)
        except Exception as fault:  # whatever it is, the last value stays  # noqa: BLE001
            parameter.trouble.failed(fault)
            return
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            parameter.trouble.failed(ScriptFault("it gave no number"))
            return
        parameter.value = float(answer)
        parameter.trouble.worked()
