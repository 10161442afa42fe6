"""All commands of a station, found by name and carried out for a caller."""

import difflib
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .command import HIDDEN, Caller, Command, Kind
from .fault import CommandFault, NoSuchCommand, NotAllowed
from .values import from_line, from_mapping

__all__ = ["Registry"]

logger = logging.getLogger("legacystream.control")

_STRING, _HIDDEN = re.compile(r'"(?:\\.|[^"\\])*"?'), '"…"'
_SECRET = "…"

Arguments = Callable[[Command], Mapping[str, Any]]
"""Reads the arguments for a command, once it is known which."""


class Registry:
    """The station's commands. Lives on the event loop."""

    def __init__(self, commands: Iterable[Command] = ()) -> None:
        """Begin with some."""
        self._commands = {command.name: command for command in commands}
        self._own: frozenset[str] = frozenset()

    def add(self, command: Command) -> None:
        """Add a command; one of the same name is replaced, as after a reload."""
        self._commands[command.name] = command

    def show_own(self, commands: Iterable[Command]) -> None:
        """Have these commands of the script from now on, in place of those it had before; none takes the place of another."""
        for name in self._own:
            del self._commands[name]
        new = {command.name: command for command in commands if command.name not in self._commands}
        self._commands |= new
        self._own = frozenset(new)

    def all(self) -> list[Command]:
        """Every command, by name."""
        return [self._commands[name] for name in sorted(self._commands)]

    def find(self, name: str) -> Command:
        """The command of a name.

        Raises:
            NoSuchCommand: with the nearest that there is.
        """
        command = self._commands.get(name)
        if command is None:
            near = difflib.get_close_matches(name, self._commands, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; help lists what there is"
            raise NoSuchCommand(f'there is no command "{name[:60]}"{hint}', 404)
        return command

    async def line(self, caller: Caller, line: str) -> object:
        """Carry out a line: a command's name and its arguments; `music.skip` is `skip music`, as Liquidsoap has it.

        Raises:
            CommandFault: in words, for whoever asked.
        """
        name, _, rest = self._verb_first(line.strip()).partition(" ")
        return await self._run(caller, name, lambda command: from_line(command, rest))

    def _verb_first(self, line: str) -> str:
        name, _, rest = line.partition(" ")
        of, _, verb = name.rpartition(".")
        command = self._about(verb)
        if name in self._commands or not of or command is None:
            return line
        return f"{command.name} {of} {rest}".rstrip()

    def _about(self, verb: str) -> Command | None:
        """The command that `music.<verb>` means: that of the name, else the one that ends with it, as `playlist.next` does."""
        named = self._commands.get(verb)
        if named is not None and _is_about_something(named):
            return named
        ending = (each for name, each in self._commands.items() if name.endswith(f".{verb}"))
        return next(
            (each for each in ending if each.arguments and each.arguments[0].kind is Kind.SOURCE), None
        )

    async def call(self, caller: Caller, name: str, arguments: Mapping[str, Any]) -> object:
        """Carry out a command with arguments by name.

        Raises:
            CommandFault: in words, for whoever asked.
        """
        return await self._run(caller, name, lambda command: from_mapping(command, arguments))

    async def _run(self, caller: Caller, name: str, arguments: Arguments) -> object:
        command = self.find(name)
        if caller.role < command.role:
            raise NotAllowed(
                f"{command.name} is for the role {command.role.word}; yours is {caller.role.word}", 403
            )
        given = arguments(command)
        if not command.reads:
            logger.info("%s: %s %s", caller.name, command.name, _shown(command, given))
        try:
            return await command.run(caller, **given)
        except CommandFault:
            raise
        except Exception as wrong:  # a mistake of ours must not close the door it came through
            logger.exception("a mistake in LegacyStream: %s failed", command.name)
            raise CommandFault(
                f"a mistake in LegacyStream: {type(wrong).__name__}; the log has more", 500
            ) from wrong


def _is_about_something(command: Command) -> bool:
    return bool(command.arguments) and command.arguments[0].kind in (Kind.SOURCE, Kind.MOUNT, Kind.SHOWN)


def _shown(command: Command, given: Mapping[str, Any]) -> str:
    """The arguments for the log. An expression of the language may hold a secret: its strings are left out."""
    kinds = {each.name: each.kind for each in command.arguments}
    return " ".join(
        f"{name}={_for_log(kinds[name], value)}" for name, value in given.items() if value is not None
    )


def _for_log(kind: Kind, value: object) -> str:
    if kind in HIDDEN:
        return _SECRET
    return repr(_STRING.sub(_HIDDEN, str(value)) if kind is Kind.REST else value)
