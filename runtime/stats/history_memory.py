"""The history as it is remembered, so that a station that begins anew knows what it played."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from runtime.media.title import Title

from .history import History, Played

__all__ = ["HistoryMemory"]


class HistoryMemory:
    """Says what has played, programme by programme, and puts what an earlier station played behind it."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._looked = -1
        self._parts: dict[str, object] = {}
        self._titles: dict[str, tuple[Played, ...]] = {}

    def remembered(self) -> Mapping[str, object]:
        """The titles of each programme, as plain data; made anew only where there is a new one."""
        if self._history.changes != self._looked:
            self._looked = self._history.changes
            titles = self._history.all_titles()
            self._parts = {name: self._noted(name, played) for name, played in titles.items() if played}
            self._titles = titles
        return self._parts

    def recall(self, parts: Mapping[str, object]) -> None:
        """Know these titles again. Raises ValueError for what are none."""
        for name, titles in parts.items():
            if not isinstance(titles, list):
                raise ValueError("these are no titles")
            self._history.restore(name, [_played(each) for each in titles])

    def _noted(self, name: str, titles: Sequence[Played]) -> object:
        if titles == self._titles.get(name):
            return self._parts[name]
        return [_fields(each) for each in titles]


def _fields(played: Played) -> list[str]:
    title = played.title
    words = (title.artist, title.title, title.album, title.url)
    return [played.started.isoformat(), *words, played.kind, played.path, played.client]


def _played(fields: object) -> Played:
    match fields:
        case [str(moment), str(artist), str(title), str(album), str(url), str(kind), str(path), str(client)]:
            started = datetime.fromisoformat(moment)
        case _:
            raise ValueError("it is no title")
    if started.tzinfo is None:
        raise ValueError("a moment without its zone")
    return Played(Title(artist, title, album, url), started, kind=kind, path=path, client=client)
