"""Commands about playlists: `playlist.next`, `playlist.unreadable`, `playlist.reload`."""

from collections.abc import Iterator

from runtime.control import Argument, Caller, Command, CommandFault, Kind, Role
from runtime.sources.playlist import PlaylistSource

from .desk import Desk

__all__ = ["playlist_commands"]

SHOWN = 10
"""Tracks that are listed as those to come."""

_PLAYLIST = Argument("source", Kind.SOURCE, "the playlist's name in the script")


def playlist_commands(desk: Desk) -> Iterator[Command]:
    """The commands that concern one playlist."""

    async def unreadable(_caller: Caller, source: str) -> dict[str, str]:
        return _playlist(desk, source).tracks.unreadable.reasons

    async def reload(_caller: Caller, source: str) -> str:
        _playlist(desk, source).tracks.look_again()
        return f"{source} is looked at before its next track is chosen"

    async def coming(_caller: Caller, source: str) -> list[str]:
        found = _playlist(desk, source)
        opened = [f"[ready] {each.path}" for each in found.opened]
        return [*opened, *found.tracks.to_come(SHOWN - len(opened))]

    yield Command(
        "playlist.next", "List what a playlist plays next, as far as that is dealt; `separate` may pass one over.",
        Role.VIEWER, coming, (_PLAYLIST,), reads=True,
    )  # fmt: skip
    yield Command(
        "playlist.unreadable", "List the files of a playlist that cannot be played, with the reason.",
        Role.VIEWER, unreadable, (_PLAYLIST,), reads=True,
    )  # fmt: skip
    yield Command(
        "playlist.reload", "Look at a playlist's folder or list before its next track is chosen.",
        Role.PRESENTER, reload, (_PLAYLIST,),
    )  # fmt: skip


def _playlist(desk: Desk, name: str) -> PlaylistSource:
    found = desk.source(name)
    if not isinstance(found, PlaylistSource):
        raise CommandFault(f"{name} is no playlist", 409)
    return found
