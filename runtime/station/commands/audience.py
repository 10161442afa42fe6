"""Commands about those who listen and those who publish: `listeners`, `kick`, `move`, `ban`, `unban`, `bans`, `source.end`."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.errors import PeerFault
from runtime.servers.admin import House
from runtime.servers.shoutcast import Bans
from runtime.stats.sessions import Session

__all__ = ["audience_commands"]

_MOUNT = Argument("mount", Kind.MOUNT, "the mount's path")
_ID = Argument("id", Kind.WHOLE, "the listener's number, as `listeners` tells it")
_ADDRESS = Argument("address", Kind.TEXT, "an address, or a network as 192.0.2.0/24")

_Answer = TypeVar("_Answer")


def audience_commands(house: House, bans: Bans) -> Iterator[Command]:
    """The commands that look at listeners and send them about."""
    yield from _listener_commands(house)
    yield from _ban_commands(house, bans)
    yield _end_of_source(house)


def _listener_commands(house: House) -> Iterator[Command]:
    async def listeners(_caller: Caller, mount: str | None) -> list[dict[str, object]]:
        found = list(house.sessions) if mount is None else house.sessions.on(mount)
        return [_shown(house, session) for session in found]

    async def kick(_caller: Caller, id: int) -> str:  # noqa: A002 - the argument's name is what people write
        if house.sessions.get(id) is None:
            raise CommandFault(f"there is no listener {id}", 404)
        house.kick([id])
        return f"listener {id} is sent away"

    async def move(_caller: Caller, mount: str, destination: str) -> str:
        paths = {each.path for each in house.status().mounts}
        for path in (mount, destination):
            if path not in paths:
                raise CommandFault(f'there is no mount "{path}"; there are: {", ".join(sorted(paths))}', 404)
        numbers = [session.id for session in house.sessions.on(mount)]
        house.move(numbers, destination)
        return f"{len(numbers)} asked to hear {destination}; those whose player cannot stay at {mount}"

    some = Argument("mount", Kind.MOUNT, "only those of this mount", needed=False)
    to = Argument("destination", Kind.MOUNT, "the mount that they are to hear")
    yield Command("listeners", "List who listens.", Role.VIEWER, listeners, (some,), reads=True)
    yield Command("kick", "Send a listener away.", Role.ADMIN, kick, (_ID,))
    doc = "Let the listeners of a mount hear another on the same connection."
    yield Command("move", doc, Role.ADMIN, move, (_MOUNT, to))


def _ban_commands(house: House, bans: Bans) -> Iterator[Command]:
    async def ban(_caller: Caller, address: str) -> str:
        kept_out = _carried_out(lambda: bans.add(address))
        inside = [session.id for session in house.sessions if bans.has(session.ip)]
        house.kick(inside)
        return f"{kept_out} is kept out; {len(inside)} sent away"

    async def unban(_caller: Caller, address: str) -> str:
        if not _carried_out(lambda: bans.remove(address)):
            raise CommandFault(f"{address} was not kept out", 404)
        return f"{address} may come in again"

    async def banned(_caller: Caller) -> list[str]:
        return list(bans)

    doc = "Keep an address or a network out, also after a restart."
    yield Command("ban", doc, Role.ADMIN, ban, (_ADDRESS,))
    yield Command("unban", "Let an address or a network in again.", Role.ADMIN, unban, (_ADDRESS,))
    yield Command("bans", "List who is kept out.", Role.VIEWER, banned, reads=True)


def _end_of_source(house: House) -> Command:
    async def end_source(_caller: Caller, mount: str) -> str:
        if not house.end_source(mount):
            raise CommandFault(f"no source client is at {mount}", 404)
        return f"the source client at {mount} is sent away"

    return Command("source.end", "Send the source client at a path away.", Role.ADMIN, end_source, (_MOUNT,))


def _carried_out(what: Callable[[], _Answer]) -> _Answer:
    """Do it, and say in a command's way why not."""
    try:
        return what()
    except PeerFault as fault:
        raise CommandFault(str(fault), fault.status) from fault


def _shown(house: House, session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "mount": session.mount,
        "address": session.ip,
        "player": session.agent,
        "seconds": round(house.sessions.seconds(session)),
        "user": session.user,
    }
