"""The station that the console talks to."""

import contextlib
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from lsscript.cli.attach import Answer, NoStation

__all__ = ["Attached", "Dialled"]


class Dialled(Protocol):
    """A line to a station, whichever way it goes."""

    def ask(self, line: str) -> Answer:
        """Ask for a command, and wait for the answer; raises `NoStation` when the station has gone."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Hang up."""
        ...


class Attached:
    """Asks a station, from any thread. One that went away is looked for again at the next question."""

    def __init__(self, dial: Callable[[], Dialled]) -> None:
        """`dial` connects, when the first question is asked; it raises `NoStation` where there is none."""
        self._dial = dial
        self._line: Dialled | None = None
        self._one_at_a_time = threading.RLock()

    def ask(self, line: str) -> Answer:
        """Ask for a command, and wait for the answer.

        Raises:
            NoStation: there is none, or it went away meanwhile.
            OperatorFault: its key may not be read.
        """
        with self._one_at_a_time:
            if self._line is None:
                self._line = self._dial()
            try:
                return self._line.ask(line)
            except BaseException:
                self.close()  # an answer that was not waited for must not be taken for the next one's
                raise

    def rows(self, line: str) -> list[dict[str, Any]]:
        """The answer to a command that gives a table; nothing where it does not."""
        answer = self.ask(line)
        return answer.result if answer.ok and isinstance(answer.result, list) else []

    def is_there(self) -> bool:
        """Whether the station answers."""
        with contextlib.suppress(NoStation):
            return self.ask("version").ok
        return False

    def close(self) -> None:
        """Hang up, if connected."""
        line, self._line = self._line, None
        if line is not None:
            line.__exit__(None, None, None)
