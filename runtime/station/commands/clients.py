"""Commands about source clients: `clients`, `clients.kick`."""

from collections.abc import Iterator, Mapping

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role

from .desk import Desk

__all__ = ["client_commands"]

LONGEST_KICK = 7 * 24 * 60
"""Minutes."""

_PATH = Argument("path", Kind.TEXT, "where it publishes")
_MINUTES = Argument(
    "minutes",
    Kind.WHOLE,
    "how long its account is kept out; left out, it may come back at once",
    needed=False,
)


def client_commands(desk: Desk) -> Iterator[Command]:
    """The commands that concern those who publish."""

    async def clients(_caller: Caller) -> list[Mapping[str, object]]:
        return desk.clients.clients()

    async def kick(_caller: Caller, path: str, minutes: int | None) -> str:
        if not 0 <= (minutes or 0) <= LONGEST_KICK:
            raise CommandFault(f"minutes are 0 to {LONGEST_KICK}")
        if not desk.clients.kick(path, 60.0 * (minutes or 0)):
            raise CommandFault(f"nobody publishes at {path}", 404)
        return f"who published at {path} was sent away" + (f" for {minutes} min" if minutes else "")

    yield Command("clients", "List who publishes, and who waits to.", Role.VIEWER, clients, reads=True)
    yield Command(
        "clients.kick", "Send away who publishes at a path, for a while if you like.", Role.PRESENTER, kick, (_PATH, _MINUTES),
    )  # fmt: skip
