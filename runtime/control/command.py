"""Commands as data: what they are called, what they take, who may use them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, TypeAlias

__all__ = ["HIDDEN", "Argument", "Caller", "Command", "Kind", "Role", "Run"]

Run: TypeAlias = Callable[..., Awaitable[Any]]
"""Carries a command out: the caller, then the arguments by name. Gives plain data (what JSON can say)."""


class Role(IntEnum):
    """How far somebody's right reaches; each role may do what those before it may."""

    VIEWER = 1
    """Looks at everything, changes nothing."""

    PRESENTER = 2
    """Works with the programme: skips, queues, titles."""

    ADMIN = 3
    """Changes the station itself."""

    @property
    def word(self) -> str:
        """The role's name in scripts and answers."""
        return self.name.lower()


class Kind(Enum):
    """What an argument holds."""

    TEXT = "text"
    REST = "the rest of the line"
    """Text to the end of a telnet line, spaces and all; only the last argument can be one."""

    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "true or false"
    SECONDS = "seconds"
    SOURCE = "source"
    MOUNT = "mount"
    SHOWN = "source or mount"
    RECORDING = "recording"
    PASSWORD = "password"
    """Text that no log shows."""

    FILE = "content of a file"
    """What a file holds, with its ends of lines or in base64; no log shows it."""


HIDDEN = frozenset({Kind.PASSWORD, Kind.FILE})
"""What no log and no answer shows."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument. Without `needed`, it may be left out and is then None."""

    name: str
    kind: Kind
    doc: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, for the log and for the right: "anna over the API from 192.0.2.7"."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person or a program may ask of the station.

    Attributes:
        name: lower-case words joined by dots; what comes before the last dot is the command's family, often a source.
        doc: a sentence first, then more.
        role: the least role that may use it.
        run: carries it out; raises `CommandFault` in words where it cannot.
        arguments: in the order of a telnet line.
        reads: whether it changes nothing, so that HTTP may offer it as GET and nobody logs it.
    """

    name: str
    doc: str
    role: Role
    run: Run
    arguments: tuple[Argument, ...] = ()
    reads: bool = False

    @property
    def usage(self) -> str:
        """The command as a line: `skip <source>`, `[…]` around what may be left out."""
        return " ".join([self.name, *(_shown(each) for each in self.arguments)])


def _shown(argument: Argument) -> str:
    return f"<{argument.name}>" if argument.needed else f"[{argument.name}]"
