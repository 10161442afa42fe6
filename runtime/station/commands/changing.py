"""Commands that change the station itself: `reload`, `script.add` and its kind, `mount.fallback`."""

from collections.abc import Awaitable, Iterator, Sequence
from typing import Protocol

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.plan import Added, ByHand, Dropped, FallsBack, MountPath
from runtime.station.renewal import Renewal

__all__ = ["MOST_BY_HAND", "changing_commands"]

MOST_BY_HAND = 100
"""Changes by hand at one time; what is to stay belongs into the script."""

_DRY = Argument("dry_run", Kind.TRUTH, "only tell what would change", needed=False)
_TEXT = Argument("text", Kind.REST, 'as a script has it: mount("/more.mp3", radio, mp3())')
_NAME = Argument("name", Kind.SHOWN, "a mount's path, or a source that others play")
_NUMBER = Argument("number", Kind.WHOLE, "which, the first being 1; left out, all", needed=False)
_MOUNT = Argument("mount", Kind.MOUNT, "a mount for source clients, or a relay")
_TO = Argument("to", Kind.MOUNT, "the mount that its listeners hear meanwhile; left out, none", needed=False)


class Renews(Protocol):
    """Reads the script anew and plays it, with what was changed by hand."""

    by_hand: tuple[ByHand, ...]

    def renew(self, *, dry_run: bool = False) -> Awaitable[Renewal]:
        """Do it; or only say what would change."""
        ...

    def change(self, by_hand: Sequence[ByHand]) -> Awaitable[Renewal]:
        """Play with these changes, in place of those before."""
        ...


def changing_commands(renewer: Renews) -> Iterator[Command]:
    """The commands that read the script anew, and those that play something else than it says."""

    async def reload(_caller: Caller, dry_run: bool | None) -> dict[str, object]:
        return (await renewer.renew(dry_run=bool(dry_run))).as_data()

    async def changes(_caller: Caller) -> list[str]:
        return [f"{number} {each}" for number, each in enumerate(renewer.by_hand, 1)]

    doc = "Read the script anew and play it; nobody is dropped.\nIf it has errors, the old one plays on and they are told."
    yield Command("reload", doc, Role.ADMIN, reload, (_DRY,))
    doc = "List what was added, taken out and changed by hand, and is not in the script's file."
    yield Command("script.changes", doc, Role.VIEWER, changes, reads=True)
    yield from _changes_by_hand(renewer)


def _changes_by_hand(renewer: Renews) -> Iterator[Command]:
    async def add(_caller: Caller, text: str) -> dict[str, object]:
        return await _changed(renewer, [*renewer.by_hand, Added(text)])

    async def drop(_caller: Caller, name: str) -> dict[str, object]:
        return await _changed(renewer, [*renewer.by_hand, Dropped(name)])

    async def fallback(_caller: Caller, mount: str, to: str | None) -> dict[str, object]:
        change = FallsBack(MountPath(mount), MountPath(to) if to is not None else None)
        others = [
            each for each in renewer.by_hand if not (isinstance(each, FallsBack) and each.mount == mount)
        ]
        return await _changed(renewer, [*others, change])

    async def forget(_caller: Caller, number: int | None) -> dict[str, object]:
        there = list(renewer.by_hand)
        if number is not None and not 1 <= number <= len(there):
            raise CommandFault(f"there is no change {number}; `script.changes` lists them", 404)
        left = [] if number is None else [*there[: number - 1], *there[number:]]
        return await _changed(renewer, left)

    doc = (
        "Add a line of the language to the station: a source, a mount, whatever a script may say.\n"
        "It is checked with the script, and stays over reloads as long as it fits; the script's file is not touched."
    )
    yield Command("script.add", doc, Role.ADMIN, add, (_TEXT,))
    doc = (
        "Take a mount out, or a source out of those that play it.\n"
        "Listeners of a mount go on at its fallback; without one they hear its last frame and are sent away."
    )
    yield Command("script.drop", doc, Role.ADMIN, drop, (_NAME,))
    doc = "Take changes by hand back: the station plays what the script says."
    yield Command("script.forget", doc, Role.ADMIN, forget, (_NUMBER,))
    doc = "Have listeners of a mount for source clients, or of a relay, hear another mount while nobody is there."
    yield Command("mount.fallback", doc, Role.ADMIN, fallback, (_MOUNT, _TO))


async def _changed(renewer: Renews, by_hand: Sequence[ByHand]) -> dict[str, object]:
    if len(by_hand) > MOST_BY_HAND:
        raise CommandFault(f"{MOST_BY_HAND} changes by hand are enough: write them into the script", 409)
    renewal = await renewer.change(by_hand)
    if not renewal.done:
        raise CommandFault(renewal.problems.strip(), 422)
    return renewal.as_data()
