"""A playlist's next file: chosen among those that may come, and opened. Uses the disk; done aside."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runtime.audio.media import Media, OpenFile
from runtime.audio.tags import Said
from runtime.errors import MediaUnreadable
from runtime.media.lists import Entry
from runtime.media.title import Title
from runtime.plan import shown_address
from runtime.sources.separation import Candidate, Separation
from runtime.sources.unreadable import Unplayable

__all__ = ["MOST_TITLES", "Pick", "Shelf"]

MOST_TITLES = 20_000
"""Files whose titles are remembered, for those who choose by them."""

_MISSING = (0, 0)

_State = tuple[int, int]


@dataclass(slots=True)
class Shelf:
    """Where the files of a playlist stand, by their names.

    Attributes:
        media: how they are opened.
        folder: where relative places begin.
        shown: what an operator calls that folder, with a slash behind it; "" where he does not name it.
        listed: the entries of a list; empty for a folder, where a name is a place.
        came: where the files of addresses are, which are about to be opened.
    """

    media: Media
    folder: Path
    shown: str
    listed: Mapping[str, Entry] = field(default_factory=dict)
    came: Mapping[str, Path] = field(default_factory=dict)
    _titles: dict[str, tuple[_State, Title]] = field(default_factory=dict)

    def entry(self, name: str) -> Entry:
        """What is known about a file without looking at it."""
        return self.listed.get(name) or Entry((name,), name)

    def shown_name(self, name: str) -> str:
        """A file as the operator knows it."""
        entry = self.listed.get(name)
        if entry is not None and entry.url:
            return shown_address(entry.url)
        place = name if entry is None else entry.places[0].replace("\\", "/")
        return place if entry is not None and os.path.isabs(place) else f"{self.shown}{place}"  # noqa: PTH117 - once a name

    def open(self, name: str, known: _State | None) -> OpenFile:
        """Open a file; `known` is what it was like when it could not be played the last time.

        Raises:
            Unplayable: it cannot be played, or still is as it was.
        """
        entry, shown = self.entry(name), self.shown_name(name)
        path = self._find(entry)
        state = _state(path)
        if entry.problem or state == known:
            raise Unplayable(shown, entry.problem, state, news=state != known)
        try:
            return self.media.open(path, shown, _said(entry))
        except MediaUnreadable as fault:
            raise Unplayable(fault.path, fault.reason, state) from fault

    def title(self, name: str) -> Title:
        """What a file is called, read once as long as it does not change."""
        entry = self.entry(name)
        path = self._find(entry)
        seen = _state(path)
        known = self._titles.get(name)
        if known is None or known[0] != seen:
            known = self._titles[name] = seen, self._read_title(path, name, entry)
            if len(self._titles) > MOST_TITLES:
                self._titles.pop(next(iter(self._titles)), None)
        return known[1]

    def _read_title(self, path: Path, name: str, entry: Entry) -> Title:
        try:
            return self.media.probe(path, self.shown_name(name), _said(entry)).title
        except MediaUnreadable:
            return Title()  # opening it will say why

    def _find(self, entry: Entry) -> Path:
        """The first of the places where there is something; else the first."""
        if entry.url in self.came:
            return self.came[entry.url]
        paths = [self.folder / place for place in entry.places]
        if len(paths) == 1:
            return paths[0]
        return next((path for path in paths if _state(path) != _MISSING), paths[0])


@dataclass(slots=True)
class Pick:
    """Chooses one of some names by the rules of a separation, or takes the first, and opens it. Call it.

    Attributes:
        names: the files among which may be chosen, best first; one at least.
        known: what files were like when they could not be played.
        name: the file that was chosen; the first until then.
        file: that file, once it is open.
        over: whether the disk has answered, whatever it said.
    """

    shelf: Shelf
    names: Sequence[str]
    known: Callable[[str], _State | None]
    separation: Separation | None
    now: float
    name: str = field(init=False)
    file: OpenFile | None = None
    over: bool = False

    def __post_init__(self) -> None:
        self.name = self.names[0]

    def __call__(self) -> "Pick":
        """Choose and open. Raises `Unplayable` where that is not to be."""
        try:
            if self.separation is not None:
                self.name = self._choose(self.separation)
            self.file = self._open()
        finally:
            self.over = True
        return self

    def _open(self) -> OpenFile:
        try:
            return self.shelf.open(self.name, self.known(self.name))
        except MediaUnreadable:
            if self.separation is not None:
                self.separation.dropped(self.shelf.shown_name(self.name))
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            self.file.close()

    def _choose(self, separation: Separation) -> str:
        by_path = {self.shelf.shown_name(name): name for name in self.names}
        songs = (Candidate(path, self.shelf.title(name)) for path, name in by_path.items())
        chosen = separation.choose(songs, self.now)
        return self.name if chosen is None else by_path[chosen.path]


def _said(entry: Entry) -> Said:
    return Said(entry.tags, entry.called)


def _state(path: Path) -> _State:
    """What tells a changed file: its time and its length; (0, 0) when it is gone."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return _MISSING
    return (found.st_mtime_ns, found.st_size)
