"""A line to a running station, for the tools that ask it something."""

import json
import socket
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from runtime.control.local_door import read_key

__all__ = ["ANSWER_SECONDS", "Answer", "Line", "NoStation"]

ANSWER_SECONDS = 60.0
"""How long an answer may take; a reload opens files and makes encoders first."""

_READ_BYTES = 65536


class NoStation(Exception):
    """No station of this script runs, or it cannot be reached; the text says which, and what to do."""


class Answer(NamedTuple):
    """What the station says: whether it did what was asked, and its words or data."""

    ok: bool
    result: object


class Line:
    """A connection to the station of a state folder. Use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        """Connect.

        Raises:
            NoStation: there is none.
            OperatorFault: its key may not be read.
        """
        key = read_key(folder)
        if key is None:
            raise NoStation(f"no station is on the air with the state folder {folder}; start it with lsrun")
        try:
            self._socket = socket.create_connection(("127.0.0.1", key.port), ANSWER_SECONDS)
        except OSError:
            raise NoStation(
                f"the station of {folder} does not answer: it has ended, or is starting anew"
            ) from None
        self._pending = b""
        try:
            self._log_in(key.password)
        except NoStation:
            self._socket.close()
            raise

    def _log_in(self, password: str) -> None:
        self._send(f"login {password}")
        said, _ = self._line(), self._line()
        if said.startswith("ERROR"):
            raise NoStation(f"the station turns this console away: {said.removeprefix('ERROR: ')}")
        self.ask("json")

    def ask(self, line: str) -> Answer:
        """Ask for a command, and wait for the answer.

        Raises:
            NoStation: the station went away meanwhile.
        """
        self._send(line)
        said = json.loads(self._line())
        return Answer(bool(said["ok"]), said.get("result", said.get("error")))

    def __enter__(self) -> Self:
        """Be used in a `with`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._socket.close()

    def _send(self, line: str) -> None:
        try:
            self._socket.sendall(f"{line}\n".encode())
        except OSError as wrong:
            raise NoStation(f"the station went away: {wrong.strerror or wrong}") from wrong

    def _line(self) -> str:
        while b"\n" not in self._pending:
            try:
                data = self._socket.recv(_READ_BYTES)
            except OSError as wrong:
                raise NoStation(f"the station does not answer: {wrong.strerror or wrong}") from wrong
            if not data:
                raise NoStation("the station went away")
            self._pending += data
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode("utf-8", "replace").strip()
