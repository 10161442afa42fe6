"""Tags as files have them, made into a title.

Rule: what FFmpeg hands over as text may be bytes of any charset (Latin-1 in an Ogg comment, Windows-1252 in
ID3v1). What is no UTF-8 is read as Windows-1252, where every byte but five means something. Line breaks and
other control characters end up as spaces, since no protocol that carries a title can carry them. A file
without a title is named after itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from runtime.media.title import Title

__all__ = ["LONGEST_TAG", "NOTHING_SAID", "Said", "read_tags", "read_title"]

LONGEST_TAG = 400
"""Characters of one tag; more than any player shows, and artist and title together fit an ICY block."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TRACK_NUMBER = re.compile(r"^\d{1,3}\s*[-._]\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a list, or the script, says about a file.

    Attributes:
        tags: count more than the file's own.
        called: its name, where the file itself has neither title nor artist.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def over(self, own: Mapping[str, str]) -> dict[str, str]:
        """The file's own tags, which are read already, with what is said of it."""
        nameless = not (own.get("title") or own.get("artist"))
        return read_tags(self.called if nameless else {}, own, self.tags)


NOTHING_SAID = Said()


def read_tags(*layers: Mapping[str, str]) -> dict[str, str]:
    """Tags with names in small letters and values fit to be shown; what a later layer says counts."""
    return {name.lower(): _clean(text) for layer in layers for name, text in layer.items()}


def read_title(tags: Mapping[str, str], path: str) -> Title:
    """Make the title of the file at `path` from its tags, whose names may be in any case."""
    known = read_tags(tags)
    artist = (
        known.get("artist")
        or known.get("album_artist")
        or known.get("albumartist")
        or known.get("performer", "")
    )
    title = known.get("title", "")
    if not title and not artist:
        return _named_after(path)
    return Title(
        artist=artist, title=title or _stem(path), album=known.get("album", ""), url=known.get("url", "")
    )


def _clean(text: str) -> str:
    """Text in one line, in the right charset, of a bearable length."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        decoded = raw.decode("cp1252", "replace")
    return _CONTROL.sub(" ", decoded).strip()[:LONGEST_TAG]


def _named_after(path: str) -> Title:
    """Read a name as people give it, "Artist - Title.mp3"; else the whole name is the title."""
    artist, dash, title = _stem(path).partition(" - ")
    return Title(artist=artist.strip(), title=title.strip()) if dash else Title(title=artist)


def _stem(path: str) -> str:
    stem = _clean(PurePath(path).stem)
    return _TRACK_NUMBER.sub("", stem).replace("_", " ").strip() or stem
