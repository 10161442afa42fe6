"""XSPF: a list in XML, whose places are URIs.

https://www.xspf.org/spec. Read are `location`, `title`, `creator` and `album` of each track.
"""

from .entry import LONGEST_LINE, Entry, Listed, entry_of, gathered
from .xml import read_xml

__all__ = ["read_xspf"]

_NAMES = {"creator": "artist", "title": "title", "album": "album"}


def read_xspf(data: bytes) -> Listed:
    """Read an XSPF.

    Raises:
        ValueError: with words for what is wrong with it.
    """
    reader = _Reader()
    read_xml(data, reader, namespaces=True)
    return gathered(reader.entries)


class _Reader:
    """Collects tracks while the parser goes through the document."""

    def __init__(self) -> None:
        self.entries: list[Entry | None] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._known: dict[str, str] = {}

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(" ")[2])
        self._text.clear()
        if self._path[1:] == ["trackList", "track"]:
            self._known = {}

    def end(self, _name: str) -> None:
        tag = self._path[-1]
        if self._path[1:-1] == ["trackList", "track"]:
            self._known.setdefault(tag, " ".join("".join(self._text).split()))
        elif self._path[1:] == ["trackList", "track"] and self._known.get("location"):
            called = {_NAMES[name]: text for name, text in self._known.items() if name in _NAMES and text}
            self.entries.append(entry_of(self._known["location"], called, escaped=True))
        self._path.pop()
        self._text.clear()

    def text(self, data: str) -> None:
        if sum(map(len, self._text)) < LONGEST_LINE:
            self._text.append(data[:LONGEST_LINE])
