"""The station that the console talks to."""

import contextlib
from pathlib import Path
from typing import Any

from lsscript.cli.attach import Answer, Line, NoStation

__all__ = ["Attached"]


class Attached:
    """Asks the station of a state folder. One that went away is looked for again at the next question."""

    def __init__(self, folder: Path) -> None:
        """Connect when the first question is asked."""
        self._folder = folder
        self._line: Line | None = None

    def ask(self, line: str) -> Answer:
        """Ask for a command, and wait for the answer.

        Raises:
            NoStation: there is none, or it went away meanwhile.
            OperatorFault: its key may not be read.
        """
        if self._line is None:
            self._line = Line(self._folder)
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
