"""A line that was entered, and what is shown for it."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lsscript.cli.attach import NoStation
from runtime.control.text import as_lines, harmless
from runtime.errors import OperatorFault

from .attached import Attached
from .catalogue import Catalogue, command_line, read_catalogue
from .manual import library_help

__all__ = ["LONGEST_LINE", "Conversation", "Reply"]

LONGEST_LINE = 8000
"""Bytes of a line; the station hangs up on longer ones."""

_LEAVE = ("exit", "quit")

_CHANGES = ("reload", "script.add", "script.drop", "script.forget")
"""Commands behind which there may be other names."""


class Reply(NamedTuple):
    """What is shown, whether it is what was asked for, and whether the console is left."""

    text: str = ""
    ok: bool = True
    leaves: bool = False


@dataclass(slots=True)
class Conversation:
    """Answers line after line. `catalogue` is what can be named, as far as the station has told."""

    station: Attached
    catalogue: Catalogue = field(default_factory=Catalogue)

    def answer(self, line: str) -> Reply:
        """Do what a line says; what goes wrong is told in words."""
        words = line.split()
        if not words or words[0].startswith("#"):
            return Reply()
        if line.strip() in _LEAVE:
            return Reply(leaves=True)
        if words[0] == "help" and len(words) == 2 and (text := self._explained(words[1])) is not None:
            return Reply(text)
        if len(line.encode()) > LONGEST_LINE:
            return Reply(f"a line has at most {LONGEST_LINE} bytes", ok=False)
        try:
            return self._ask(line.strip())
        except (NoStation, OperatorFault) as fault:
            self.catalogue = Catalogue()
            return Reply(str(fault), ok=False)

    def learn(self) -> None:
        """Ask the station anew what can be named.

        Raises:
            NoStation: it does not answer.
        """
        self.catalogue = read_catalogue(self.station)

    def learn_again(self) -> None:
        """Ask anew where the station is there; what was known stays where it is not. From any thread."""
        with suppress(NoStation, OperatorFault):
            self.learn()

    def rows(self, line: str) -> list[dict[str, Any]]:
        """A table that the station is asked for; nothing where it cannot be had."""
        with suppress(NoStation, OperatorFault):
            return self.station.rows(line)
        return []

    def _explained(self, name: str) -> str | None:
        """What the library says of a name that is no command."""
        return None if name in self.catalogue.commands else library_help(name)

    def _ask(self, line: str) -> Reply:
        if not self.catalogue.commands:
            self.learn()
        asked = command_line(line, self.catalogue)
        ok, result = self.station.ask(asked)
        if line.split(maxsplit=1)[0] in _CHANGES:
            self.learn()
        if not ok:
            return Reply(harmless(str(result)), ok=False)
        if asked.startswith("evaluate ") and isinstance(result, dict):
            return Reply(harmless(_value(result)))
        return Reply("\n".join(as_lines(result)))


def _value(answer: dict[str, str]) -> str:
    """A value with its type; an entry that only does something has neither."""
    return f"{answer['value']} : {answer['type']}" if answer["value"] else "done"
