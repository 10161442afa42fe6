"""The command that changes the station itself: `reload`."""

from collections.abc import Awaitable, Iterator
from typing import Protocol

from runtime.control import Argument, Caller, Command, Kind, Role
from runtime.station.renewal import Renewal

__all__ = ["changing_commands"]


class Renew(Protocol):
    """Reads the script anew and plays it, or only says what would change."""

    def __call__(self, *, dry_run: bool) -> Awaitable[Renewal]:
        """Do it."""
        ...


def changing_commands(renew: Renew) -> Iterator[Command]:
    """The commands that read the script anew."""

    async def reload(_caller: Caller, dry_run: bool | None) -> dict[str, object]:
        return (await renew(dry_run=bool(dry_run))).as_data()

    only = Argument("dry_run", Kind.TRUTH, "only tell what would change", needed=False)
    doc = "Read the script anew and play it; nobody is dropped.\nIf it has errors, the old one plays on and they are told."
    yield Command("reload", doc, Role.ADMIN, reload, (only,))
