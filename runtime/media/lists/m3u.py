"""M3U: a path a line, and lines with # that say more about the next one.

Read are `#EXTINF:seconds attributes,Artist - Title`, `#EXTART:` and `#EXTALB:`.
"""

import re
from collections.abc import Iterator

from .entry import LONGEST_LINE, Entry, Listed, entry_of, gathered
from .text import lines_of

__all__ = ["read_m3u"]

_HLS = "#EXT-X-"
_TITLE = re.compile(r'[^,"]*(?:"[^"]*"[^,"]*)*,(.*)')


def read_m3u(text: str) -> Listed:
    """Read an M3U or M3U8.

    Raises:
        ValueError: it is a playlist of HLS, whose entries are pieces of one stream.
    """
    return gathered(_entries(text))


def _entries(text: str) -> Iterator[Entry | None]:
    called: dict[str, str] = {}
    for line in lines_of(text):
        line = line.strip(" \t\0\ufeff")
        if not line or len(line) > LONGEST_LINE:
            continue
        if line.startswith(_HLS):
            raise ValueError("it is a playlist of HLS, not a list of tracks")
        if line.startswith("#"):
            _say_more(line, called)
        else:
            yield entry_of(line, called)
            called = {}


def _say_more(line: str, called: dict[str, str]) -> None:
    word, _, rest = line.partition(":")
    match word.upper():
        case "#EXTINF":
            _extinf(rest, called)
        case "#EXTART":
            called["artist"] = rest.strip()
        case "#EXTALB":
            called["album"] = rest.strip()
        case _:
            pass


def _extinf(rest: str, called: dict[str, str]) -> None:
    """`123 key="a, b",Artist - Title`: the title stands behind the first comma that is in no quotes."""
    found = _TITLE.fullmatch(rest)
    title = (found[1] if found else rest.partition(",")[2]).strip()
    artist, dash, name = title.partition(" - ")
    if dash and called.setdefault("artist", artist.strip()) == artist.strip():
        title = name.strip()
    if title:
        called["title"] = title
