"""Commands that a script adds to those of the station: `server.register(…)`."""

import re
from dataclasses import dataclass
from typing import Literal

from .handler import Handler
from .origin import Origin, origin_field

__all__ = ["COMMAND_NAME", "STATION_COMMANDS", "CommandArgument", "CommandRole", "OwnCommand"]

CommandRole = Literal["viewer", "presenter", "admin"]

ArgumentKind = Literal["text", "whole", "number", "truth", "seconds", "source"]

COMMAND_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}(?:\.[a-z][a-z0-9_]{0,39}){0,3}")
"""What a command can be called."""

STATION_COMMANDS = frozenset(
    [
        "ban",
        "bans",
        "certs",
        "certs.add",
        "certs.remove",
        "certs.renew",
        "certs.revoke",
        "certs.upload",
        "clients",
        "clients.kick",
        "coming",
        "commands",
        "evaluate",
        "exit",
        "gain",
        "help",
        "history",
        "insert",
        "json",
        "kick",
        "levels",
        "listeners",
        "log.level",
        "login",
        "metadata",
        "mounts",
        "move",
        "place",
        "playing",
        "playlist.next",
        "playlist.reload",
        "playlist.unreadable",
        "push",
        "queue",
        "quit",
        "recordings",
        "recordings.start",
        "recordings.stop",
        "refusals",
        "reload",
        "remaining",
        "remove",
        "request",
        "restart",
        "script.add",
        "script.drop",
        "script.changes",
        "script.forget",
        "mount.fallback",
        "shutdown",
        "skip",
        "source.end",
        "sources",
        "status",
        "switch",
        "title",
        "title.next",
        "unban",
        "unswitch",
        "uptime",
        "var.get",
        "var.list",
        "var.set",
        "version",
        "why",
    ]
)
"""The names that the station's own commands have, and the words of its doors. A test keeps them in step."""


@dataclass(frozen=True, slots=True)
class CommandArgument:
    """An argument of such a command: its name, what it holds, and what it is where somebody leaves it out.

    A "source" is the id of a node; "seconds" are those of a duration.
    """

    name: str
    kind: ArgumentKind
    default: str | int | float | bool


@dataclass(frozen=True, slots=True)
class OwnCommand:
    """A command of the script.

    Its function is given one object with the arguments by name, and answers with plain data. `doc` is a sentence first.
    """

    name: str
    handler: Handler
    arguments: tuple[CommandArgument, ...] = ()
    doc: str = ""
    role: CommandRole = "admin"
    origin: Origin = origin_field()
