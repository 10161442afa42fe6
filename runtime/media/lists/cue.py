"""CUE sheets: tracks that are parts of larger files, or files of their own.

A track begins at its INDEX 01 and ends where the next one of the same file begins, so that tracks that follow each other
join to the sample (an index counts in seventy-fifths of a second, 588 samples at 44.1 kHz). What stands before the first index
of a file is left out; the last track of a file runs to its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath, PureWindowsPath

from .entry import LONGEST_LINE, Entry, Listed, entry_of, gathered
from .text import lines_of

__all__ = ["FRAMES", "read_cue"]

FRAMES = 75
"""Parts of a second in which an index counts."""

_WORD = re.compile(r'"([^"]*)"?|(\S+)')
_TIME = re.compile(r"(\d{1,5}):(\d{1,2}):(\d{1,2})")
_RIPPED = (".flac", ".wav", ".ape", ".wv", ".m4a", ".mp3", ".ogg", ".opus", ".tta", ".aiff")
"""What a file may be called today whose sheet still says how it was called when it was ripped."""


@dataclass(slots=True)
class _Track:
    """A TRACK as far as it was read."""

    number: str
    sound: bool
    file: str = ""
    begins: int | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Sheet:
    """A sheet as far as it was read."""

    file: str = ""
    said: dict[str, str] = field(default_factory=dict)
    tracks: list[_Track] = field(default_factory=list)

    def take(self, words: list[str]) -> None:
        """Take a line."""
        match [words[0].upper(), *words[1:]]:
            case ["FILE", name, *_]:
                self.file = name
            case ["TRACK", number, kind, *_]:
                self.tracks.append(_Track(number.lstrip("0") or "0", kind.upper() == "AUDIO"))
            case ["INDEX", number, time, *_] if self.tracks and number.isdigit() and int(number) == 1:
                self._index(self.tracks[-1], time)
            case ["TITLE" | "PERFORMER" as word, text, *_]:
                self._say({"TITLE": "title", "PERFORMER": "artist"}[word], text)
            case ["REM", word, text, *_] if word.upper().startswith(("REPLAYGAIN_TRACK", "GENRE", "DATE")):
                self._say(word.lower(), text)
            case _:
                pass

    def _say(self, name: str, text: str) -> None:
        said = self.tracks[-1].said if self.tracks else self.said
        said[name] = text

    def _index(self, track: _Track, time: str) -> None:
        found = _TIME.fullmatch(time)
        if found and track.begins is None:
            minutes, seconds, frames = map(int, found.groups())
            track.file, track.begins = self.file, (minutes * 60 + seconds) * FRAMES + frames


def read_cue(text: str) -> Listed:
    """Read a sheet; tracks without a beginning or without sound are left out."""
    sheet = _Sheet()
    for line in lines_of(text):
        words = [quoted or plain for quoted, plain in _WORD.findall(line[:LONGEST_LINE])]
        if words:
            sheet.take(words)
    return gathered(_entries(sheet))


def _entries(sheet: _Sheet) -> Iterator[Entry | None]:
    tracks = [track for track in sheet.tracks if track.begins is not None and track.file]
    for track, behind in zip(tracks, [*tracks[1:], None], strict=True):
        ends = behind.begins if behind is not None and behind.file == track.file else None
        if track.sound and (ends is None or ends > (track.begins or 0)):
            yield _entry(sheet, track, ends)


def _entry(sheet: _Sheet, track: _Track, ends: int | None) -> Entry | None:
    entry = entry_of(track.file)
    if entry is None:
        return None
    tags = {"title": f"Track {track.number}", **sheet.said, **track.said}
    tags["title"] = track.said.get("title") or f"Track {track.number}"
    tags["album"] = sheet.said.get("title", "")
    tags["cue_in"] = _seconds(track.begins or 0)
    if ends is not None:
        tags["cue_out"] = _seconds(ends)
    places = (*entry.places, *_ripped(entry.places[-1]))
    told = {name: text for name, text in tags.items() if text}
    return replace(entry, places=entry.places if entry.url else places, tags=told)


def _seconds(frames: int) -> str:
    return f"{frames / FRAMES:.9f}"


def _ripped(place: str) -> Iterator[str]:
    """The same file under the suffixes that it may have by now."""
    pure = PureWindowsPath(place) if "\\" in place else PurePosixPath(place)
    if pure.suffix:
        yield from (str(pure.with_suffix(suffix)) for suffix in _RIPPED if suffix != pure.suffix.lower())
