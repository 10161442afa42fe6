"""The folder of files that were fetched from the web, within bounds. Everything here uses the disk, and is done aside.

Each file has a note beside it, whose time is when the file was used last. The address stands in neither: it may hold a key.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from runtime.sources.fetched import Answer

__all__ = ["LEAST_FREE", "MOST_BYTES", "MOST_FILES", "Kept", "WebShelf", "key_of"]

MOST_BYTES = 2 * 1024**3
"""Bytes of all files together; what was not used for the longest time goes first."""

MOST_FILES = 2000
"""Files; likewise."""

LEAST_FREE = 0.05
"""The part of the disk that stays free; with less, nothing more is fetched."""

_KEY = 24
_SUFFIXES = {".aac", ".flac", ".m4a", ".mp3", ".mp4", ".ogg", ".opus", ".wav"}


def key_of(url: str) -> str:
    """What the files of an address are called after."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was fetched.

    Attributes:
        file: its name in the folder.
        size: bytes.
        known: what its server calls this version: an ETag, or a date; "" for nothing.
        kind: what its server says it is (`audio/mpeg`).
        number: counts the versions of one address.
    """

    file: str
    size: int
    known: str = ""
    kind: str = ""
    number: int = 0


@dataclass(slots=True)
class WebShelf:
    """The folder. `open` it first; used by one thread at a time for each key."""

    folder: Path
    most_bytes: int = MOST_BYTES
    most_files: int = MOST_FILES
    least_free: float = LEAST_FREE

    def open(self) -> dict[str, Kept]:
        """What is there of earlier runs, by key, what was used last at the end; whatever else lies there is removed."""
        notes = sorted((_used(note), note) for note in self.folder.glob("*.json"))
        found = {note.stem: kept for _, note in notes if (kept := self._read(note)) is not None}
        wanted = {f"{key}.json" for key in found} | {kept.file for kept in found.values()}
        for path in self.folder.glob("*"):
            if path.name not in wanted:
                self._unlink(path)
        return found

    def path(self, kept: Kept) -> Path:
        """Where a file is."""
        return self.folder / kept.file

    def part(self, key: str) -> Path:
        """Where a file is written as it comes."""
        return self.folder / f"{key}.part"

    def keep(self, key: str, url: str, answer: Answer, before: Kept | None) -> Kept:
        """Make what was written the version of an address, in the place of the one before.

        Raises:
            OSError: the disk does not take it.
        """
        part, number = self.part(key), (before.number + 1 if before is not None else 0)
        name = f"{key}.{number}{_suffix(url)}"
        kept = Kept(name, part.stat().st_size, answer.etag, answer.kind, number)
        part.replace(self.path(kept))
        self._note(key).write_text(json.dumps(asdict(kept)), "utf-8")
        if before is not None:
            self._unlink(self.path(before))
        return kept

    def touch(self, key: str) -> None:
        """A file is used."""
        with suppress(OSError):
            os.utime(self._note(key))

    def remove(self, key: str, kept: Kept) -> bool:
        """Remove a file; says whether it is gone. One that somebody has open may stay for now, where the system wants it so."""
        if not self._unlink(self.path(kept)):
            return False
        self._unlink(self._note(key))
        return True

    def too_many(self, kept: Collection[Kept]) -> bool:
        """Whether these are more than may be kept."""
        return len(kept) > self.most_files or sum(each.size for each in kept) > self.most_bytes

    def problem(self) -> str:
        """Why nothing more may be written; "" where it may."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            usage = shutil.disk_usage(self.folder)
        except OSError as fault:
            return f"the state folder does not take it ({(fault.strerror or str(fault)).lower()})"
        if usage.free < usage.total * self.least_free:
            return f"the disk has {usage.free / usage.total:.0%} left: nothing is fetched until it has more"
        return ""

    def _read(self, note: Path) -> Kept | None:
        try:
            kept = Kept(**json.loads(note.read_text("utf-8")))
            whole = self.path(kept).stat().st_size == kept.size and Path(kept.file).name == kept.file
        except (OSError, ValueError, TypeError):
            return None
        return kept if whole and isinstance(kept.number, int) else None

    def _note(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _unlink(self, path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def _used(note: Path) -> float:
    try:
        return note.stat().st_mtime
    except OSError:
        return 0.0


def _suffix(url: str) -> str:
    try:
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    except ValueError:
        return ""
    return suffix if suffix in _SUFFIXES else ""
