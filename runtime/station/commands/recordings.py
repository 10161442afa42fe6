"""Commands about recordings: `recordings`, `recordings.start`, `recordings.stop`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.plan import NodeId
from runtime.recordings.recording import RecordingOutput

from .desk import Desk

__all__ = ["recording_commands"]

_RECORDING = Argument("recording", Kind.RECORDING, "which, as `recordings` names it")


def recording_commands(desk: Desk) -> Iterator[Command]:
    """The commands that look at recordings, stop and go on with them."""

    async def recordings(_caller: Caller) -> list[dict[str, object]]:
        return [
            {
                "recording": name,
                "source": each.files.source,
                "on": not each.is_paused,
                "file": str(each.path) if each.path is not None else None,
            }
            for name, each in desk.recordings().items()
        ]

    async def start(_caller: Caller, recording: str) -> str:
        _found(desk, recording).is_paused = False
        return f"{recording} is recorded, in a new file"

    async def stop(_caller: Caller, recording: str) -> str:
        _found(desk, recording).is_paused = True
        return f"{recording} is not recorded, until recordings.start"

    doc = "List what is recorded, and into which files."
    yield Command("recordings", doc, Role.VIEWER, recordings, reads=True)
    yield Command(
        "recordings.start", "Go on with a recording that was stopped.", Role.PRESENTER, start, (_RECORDING,)
    )
    doc = "Close a recording's file, and record nothing until `recordings.start`; over reloads and restarts."
    yield Command("recordings.stop", doc, Role.PRESENTER, stop, (_RECORDING,))


def _found(desk: Desk, name: str) -> RecordingOutput:
    there = desk.recordings()
    found = there.get(NodeId(name))
    if found is None:
        names = f"there are: {', '.join(there)}" if there else "the script records nothing"
        raise CommandFault(f'there is no recording "{name}"; {names}', 404)
    return found
