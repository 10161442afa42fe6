"""The command about what was on the air: `history`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.stats.history import Played

from .desk import Desk

__all__ = ["past_commands"]

_MOUNT = Argument("mount", Kind.MOUNT, "the mount's path; left out, all of them", needed=False)


def past_commands(desk: Desk) -> Iterator[Command]:
    """The commands that look back."""

    async def history(_caller: Caller, mount: str | None) -> list[dict[str, object]]:
        mounts = {each.path: each for each in desk.status().mounts}
        if mount is not None and mount not in mounts:
            raise CommandFault(f'there is no mount "{mount}"; there are: {", ".join(sorted(mounts))}', 404)
        asked = [mounts[mount]] if mount is not None else mounts.values()
        return [_shown(each.path, played) for each in asked for played in each.history]

    doc = "List what was on the air, the newest first."
    yield Command("history", doc, Role.VIEWER, history, (_MOUNT,), reads=True)


def _shown(path: str, played: Played) -> dict[str, object]:
    return {
        "at": played.started.isoformat(timespec="seconds"),
        "mount": path,
        "title": str(played.title),
        "kind": played.kind,
        "file": played.path,
    }
