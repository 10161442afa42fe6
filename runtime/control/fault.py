"""Why a command was not carried out, in words for whoever asked."""

from runtime.errors import PeerFault

__all__ = ["BadArgument", "CommandFault", "NoSuchCommand", "NotAllowed"]


class CommandFault(PeerFault):
    """A command that cannot be carried out: what was asked for is not there, or not possible now."""


class NoSuchCommand(CommandFault):
    """There is no command of that name."""


class BadArgument(CommandFault):
    """An argument is missing, too much, or has a value that cannot be."""


class NotAllowed(CommandFault):
    """The caller's role does not reach so far."""
