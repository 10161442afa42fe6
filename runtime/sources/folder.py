"""What audio files a folder holds, found recursively. Uses the disk: not for the path that plays."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from runtime.media.lists import Entry
from runtime.sources.order import by_name

__all__ = ["AUDIO_SUFFIXES", "DEEPEST", "MOST_FILES", "Scan", "counted", "scan"]

_NAMES = """
    aac ac3 aif aifc aiff alac amr ape au caf dff dsf eac3 flac m4a m4b mka mp1 mp2 mp3 mp4 mpa mpc mpga
    oga ogg opus ra shn snd spx tak tta w64 wav weba webm wma wv
"""

AUDIO_SUFFIXES = frozenset(f".{name}" for name in _NAMES.split())
"""What a file must be called to count as audio; the rest of a music folder is covers, lists and notes."""

MOST_FILES = 200_000
"""Files of one playlist; what is beyond is not played, and told."""

DEEPEST = 32
"""Folders within folders."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found.

    Attributes:
        files: in their order: paths relative to the folder, with "/" on every system; of a list the names of its entries.
        others: how many files are no audio by their name.
        problem: why the folder or list cannot be read, in words; "" when it can.
        listed: the entries of a list by their names; empty for a folder.
        left_out: what of it is not played, in words; "" where all of it is.
        stamp: tells a list that has changed: its time and its length.
    """

    files: tuple[str, ...] = ()
    others: int = 0
    problem: str = ""
    listed: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    left_out: str = ""
    stamp: tuple[int, int] | None = None


def counted(number: int, one: str = "file", several: str = "files") -> str:
    """So many of something, in words."""
    return f"{number} {one if number == 1 else several}"


def scan(folder: Path) -> Scan:
    """Look through a folder and those in it; hidden files are left out, and each folder is entered once."""
    try:
        with os.scandir(folder):
            pass
    except FileNotFoundError:
        return Scan(problem="there is no such folder or list")
    except NotADirectoryError:
        return Scan(problem="it is a file, not a folder")
    except PermissionError:
        return Scan(problem="this user may not read it")
    except OSError as error:
        if folder.is_file():  # not every Windows says so in the way Python expects
            return Scan(problem="it is a file, not a folder")
        return Scan(problem=f"the disk does not give it ({(error.strerror or str(error)).lower()})")
    return _collect(folder)


def _collect(folder: Path) -> Scan:
    files: list[str] = []
    others = beyond = 0
    for name in _walk(folder):
        if os.path.splitext(name)[1].lower() not in AUDIO_SUFFIXES:  # noqa: PTH122 - four times as fast, for each file
            others += 1
        elif len(files) < MOST_FILES:
            files.append(name)
        else:
            beyond += 1
    left_out = f"{counted(beyond)} beyond the first {MOST_FILES}" if beyond else ""
    return Scan(tuple(sorted(files, key=by_name)), others, left_out=left_out)


def _walk(folder: Path) -> Iterator[str]:
    """Relative paths of all files that are not hidden. A folder that cannot be read counts as empty."""
    entered: set[str] = set()
    for root, folders, names in os.walk(folder, followlinks=True):
        relative = Path(root).relative_to(folder)
        if os.path.realpath(root) in entered or len(relative.parts) > DEEPEST:
            folders.clear()
            continue
        entered.add(os.path.realpath(root))
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = "" if relative == Path() else relative.as_posix() + "/"
        yield from (below + name for name in names if not name.startswith("."))
