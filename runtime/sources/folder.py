"""What audio files a folder holds, found recursively. Uses the disk: not for the path that plays."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["AUDIO_SUFFIXES", "DEEPEST", "MOST_FILES", "QUICK", "Scan", "Watch", "scan"]

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


QUICK = 0.25
"""Seconds that looking through a folder may take where somebody waits for it with music in hand."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found.

    Attributes:
        files: paths relative to the folder, with "/" on every system.
        others: how many files are no audio by their name.
        problem: why the folder cannot be read, in words; "" when it can.
    """

    files: tuple[str, ...] = ()
    others: int = 0
    problem: str = ""


class Watch:
    """Knows what a folder holds. Once a look has taken long (a large folder, a slow disk), later ones are taken in a thread
    of their own, and whoever asks gets what was found last.
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._took = 0.0
        self._found = Scan()
        self._thread: threading.Thread | None = None

    def look(self) -> Scan:
        """What the folder holds, or held when it was last looked at."""
        if self._thread is not None and self._thread.is_alive():
            return self._found
        if self._took <= QUICK or not self._found.files:
            self._scan()
        else:
            self._thread = threading.Thread(
                target=self._scan, name=f"looks through {self._folder}", daemon=True
            )
            self._thread.start()
        return self._found

    def _scan(self) -> None:
        began = self._clock()
        self._found = scan(self._folder)
        self._took = self._clock() - began


def scan(folder: Path) -> Scan:
    """Look through a folder and those in it; hidden files are left out, and each folder is entered once."""
    try:
        with os.scandir(folder):
            pass
    except FileNotFoundError:
        return Scan(problem="there is no such folder")
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
    others = 0
    for name in _walk(folder):
        if Path(name).suffix.lower() not in AUDIO_SUFFIXES:
            others += 1
        elif len(files) < MOST_FILES:
            files.append(name)
    return Scan(tuple(files), others)


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
        yield from ((relative / name).as_posix() for name in names if not name.startswith("."))
