"""XSPF: a list in XML, whose places are URIs.

https://www.xspf.org/spec. Read are `location`, `title`, `creator` and `album` of each track. A document type is refused:
a list has no use for entities, and those who write them mean harm.
"""

from xml.parsers import expat

from .entry import LONGEST_LINE, Entry, Listed, entry_of, gathered

__all__ = ["read_xspf"]

_NAMES = {"creator": "artist", "title": "title", "album": "album"}
_DEEPEST = 32


def read_xspf(data: bytes) -> Listed:
    """Read an XSPF.

    Raises:
        ValueError: with words for what is wrong with it.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as wrong:
        raise ValueError(f"its XML is broken in line {wrong.lineno}") from None
    except LookupError:
        raise ValueError("it is in a charset that is not known") from None
    return gathered(reader.entries)


class _Reader:
    """Collects tracks while the parser goes through the document."""

    def __init__(self) -> None:
        self.entries: list[Entry | None] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._known: dict[str, str] = {}

    def refuse(self, *_: object) -> None:
        raise ValueError("it declares a document type, which a list has no use for")

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(" ")[2])
        self._text.clear()
        if len(self._path) > _DEEPEST:
            raise ValueError("its XML is too deep")
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
