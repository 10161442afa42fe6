"""The latest file of an address that can be played, kept in a folder with what is known of it.

A file is written beside the one before it, examined, and only then takes its place; so there is always one that is whole.
"""

import hashlib
import json
import math
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TypeAlias
from urllib.parse import urlsplit

from runtime.audio.media import OpenFile
from runtime.audio.pcm import PcmFormat
from runtime.errors import ScriptFault
from runtime.sources.reasons import duration

__all__ = [
    "Answer",
    "Examined",
    "Fetch",
    "NotThere",
    "Shelf",
    "Version",
    "cues_of",
    "examine",
    "flaw_of",
    "name_of",
]

SILENT = -50.0
"""dB, the highest sample of what counts as silence at a file's ends."""

MARGIN = 0.05
"""Seconds of silence that are left before and behind the sound."""

_IN_USE = {".json", ".new", ".part", ".feed"}
"""What is no version of a file: what is known of it, and what is being written."""

_SUFFIXES = {".aac", ".flac", ".m4a", ".mp3", ".mp4", ".ogg", ".opus", ".wav"}


class NotThere(ScriptFault):
    """Its server says that it does not have the file: 404 or 410."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says of a file.

    Attributes:
        new: whether it sent one; else the one that is known is still the latest.
        modified: when it was made, in seconds since 1970; None where the server does not say.
        etag: the server's name for this version.
        url: where it was in the end, behind all redirections.
        kind: what the server says it is (`audio/mpeg`).
    """

    new: bool
    modified: float | None = None
    etag: str = ""
    url: str = ""
    kind: str = ""


Fetch: TypeAlias = "Callable[[str, Path, str], Future[Answer]]"
"""(address, where to write, the version that is known) → the answer, or a `ScriptFault` that says why there is none."""


@dataclass(frozen=True, slots=True)
class Examined:
    """How long (seconds) a file's sound is, where the sound in it begins and ends, and whether it could be read to its end."""

    seconds: float
    begins: float
    ends: float
    whole: bool


def examine(file: OpenFile, pcm: PcmFormat) -> Examined:
    """Decode a whole file, and close it."""
    import numpy as np

    loud = 10 ** (SILENT / 20)
    length, first, last = 0, None, 0
    try:
        for samples, _ in file:
            heard = np.flatnonzero(np.abs(samples).max(axis=1) > loud)
            if len(heard):
                first = length + int(heard[0]) if first is None else first
                last = length + int(heard[-1]) + 1
            length += len(samples)
        return Examined(length / pcm.rate, (first or 0) / pcm.rate, last / pcm.rate, not file.hopeless)
    finally:
        file.close()


@dataclass(frozen=True, slots=True)
class Version:
    """One file that was fetched and can be played.

    Attributes:
        file: its name in the folder.
        made: when it was made, in seconds since 1970: as the server says, else when it was first seen.
        seconds: how long it is.
        begins: seconds into it at which its sound begins.
        ends: seconds into it at which its sound ends.
        digest: of its content.
        etag: what the server calls it.
    """

    file: str
    made: float
    seconds: float
    begins: float
    ends: float
    digest: str
    etag: str = ""


def cues_of(found: Examined | Version) -> dict[str, str]:
    """The cue points that leave out the silence of a file."""
    begins = max(0.0, found.begins - MARGIN)
    ends = min(found.seconds, found.ends + MARGIN)
    return {"liq_cue_in": f"{begins:.3f}", "liq_cue_out": f"{ends:.3f}"} if ends > begins else {}


def flaw_of(found: Examined, least: float, most: float) -> str:
    """Why a file cannot be played that is to last `least` to `most` seconds; "" where it can."""
    if not found.whole:
        return "it cannot be decoded to its end"
    if not least <= found.seconds <= most:
        return f"it lasts {duration(found.seconds)}, and should last {duration(least)} to {duration(most)}"
    return ""


class Shelf:
    """The folder's part that belongs to one address. Whatever touches the disk is to be done aside."""

    def __init__(self, folder: Path, url: str) -> None:
        """Make it without effects."""
        self._folder = folder
        self._key = hashlib.sha256(url.encode()).hexdigest()[:16]
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
        self._suffix = suffix if suffix in _SUFFIXES else ""

    @property
    def part(self) -> Path:
        """Where a file is written before it is known to be good."""
        return self._folder / f"{self._key}.part"

    def path(self, version: Version) -> Path:
        """Where a version is."""
        return self._folder / version.file

    def last(self) -> Version | None:
        """The version of an earlier run, if it is still there."""
        try:
            found = Version(**json.loads(self._note.read_text("utf-8")))
            good = all(map(math.isfinite, (found.made, found.seconds, found.begins, found.ends)))
            return found if good and self.path(found).is_file() else None
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, examined: Examined, answer: Answer, now: float, before: Version | None) -> Version:
        """Make what was written the latest version, and remove older ones that nobody has open."""
        digest = hashlib.sha256(self.part.read_bytes()).hexdigest()
        seen = before.made if before is not None and before.digest == digest else now
        version = Version(
            file=f"{self._key}.{digest[:12]}{self._suffix}",
            made=answer.modified if answer.modified is not None else seen,
            seconds=examined.seconds,
            begins=examined.begins,
            ends=examined.ends,
            digest=digest,
            etag=answer.etag,
        )
        if not self.path(version).exists():  # else it may be open, and is the same
            self.part.replace(self.path(version))
        note = self._note.with_suffix(".new")
        note.write_text(json.dumps(asdict(version)), "utf-8")
        note.replace(self._note)
        self.tidy(version)
        return version

    @property
    def _note(self) -> Path:
        return self._folder / f"{self._key}.json"

    def tidy(self, version: Version) -> None:
        """Remove all but a version; what somebody has open stays for the next time, where the system wants it so."""
        for path in self._folder.glob(f"{self._key}.*"):
            if path.name != version.file and path.suffix not in _IN_USE:
                with suppress(OSError):
                    path.unlink()


def name_of(url: str) -> str:
    """What may be told of an address: its machine and the name of its file."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or 'somewhere'}/…/{PurePosixPath(parts.path).name}"
    except ValueError:
        return "an address"
