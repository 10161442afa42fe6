"""One registry of typed commands, and the doors through which people and programs reach it.

A command has a name, arguments with types, a result, the least role that may use it and a sentence of documentation. Telnet,
the console and the HTTP API are made from the registry; none of them knows a command by name. May import `servers` and what is
below; what the commands act upon is handed in by `station`.
"""

from .command import Argument, Caller, Command, Kind, Role
from .fault import BadArgument, CommandFault, NoSuchCommand, NotAllowed
from .registry import Registry

__all__ = [
    "Argument",
    "BadArgument",
    "Caller",
    "Command",
    "CommandFault",
    "Kind",
    "NoSuchCommand",
    "NotAllowed",
    "Registry",
    "Role",
]
