"""PLS: `File1=…`, `Title1=…`, in any order, by number."""

import re

from .entry import LONGEST_LINE, Listed, entry_of, gathered
from .text import lines_of

__all__ = ["read_pls"]

_LINE = re.compile(r"\s*(file|title)(\d{1,9})\s*=\s*(.*?)\s*", re.IGNORECASE)


def read_pls(text: str) -> Listed:
    """Read a PLS; how many entries it says it has is not asked."""
    files: dict[int, str] = {}
    titles: dict[int, str] = {}
    for line in lines_of(text):
        if len(line) <= LONGEST_LINE and (found := _LINE.fullmatch(line)):
            kept = files if found[1].lower() == "file" else titles
            kept[int(found[2])] = found[3]
    named = ((files[number], _called(titles.get(number, ""))) for number in sorted(files) if files[number])
    return gathered(entry_of(place, called) for place, called in named)


def _called(title: str) -> dict[str, str]:
    artist, dash, rest = title.partition(" - ")
    known = {"artist": artist.strip(), "title": rest.strip()} if dash else {"title": title}
    return {name: text for name, text in known.items() if text}
