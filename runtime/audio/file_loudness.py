"""The loudness of files without tags about it: each is measured once, by its content, and remembered in the state folder.

Strategy: who opens a track says so; a thread of its own, slower than it could be, reads the file whole. The next track is
opened while the one before it plays, so it is known when its turn comes. What is known is a line in a file: the content's
digest, LUFS and true peak. A file that was moved or renamed is found again; one that was changed is measured anew.
"""

import hashlib
import json
import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from runtime.audio.loudness import Measured, measure
from runtime.audio.media import Media, OpenFile
from runtime.audio.pcm import PcmFormat
from runtime.audio.tags import NOTHING_SAID, Said
from runtime.errors import MediaUnreadable

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["MOST_FILES", "MOST_KNOWN", "PAUSE", "FileLoudness", "Measuring"]

log = logging.getLogger("legacystream.sources")

MOST_FILES = 200_000
"""Files that are remembered; 20 MB of lines."""

MOST_KNOWN = 4096
"""Tracks whose loudness is kept at hand, the latest ones."""

MOST_WAITING = 64
"""Files that wait to be measured; of more, the oldest are left out until they play again."""

PAUSE = 0.02
"""Seconds of rest after each second of sound that was measured: a file of four minutes takes five seconds at least."""

_PIECE = 1 << 20


class Opens(Protocol):
    """Opens a file for decoding."""

    def open(self, path: Path, shown: str) -> OpenFile: ...


class FileLoudness:
    """Knows how loud files are, or finds out.

    `want` and `of` are for any thread. Nothing is measured before `begin`.
    """

    def __init__(self, opens: Opens, pcm: PcmFormat, memory: Path | None = None) -> None:
        """Make it without effects; `memory` is the file of what is known, None where nothing is to outlive the station."""
        self._opens = opens
        self._pcm = pcm
        self._memory = memory
        self._known: OrderedDict[str, Measured] = OrderedDict()
        self._digests: dict[str, Measured | None] | None = None
        self._waiting: deque[tuple[Path, str]] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()
        self._rest = threading.Event()
        self._users = 0
        self._works = False

    def begin(self) -> None:
        """Somebody wants to know."""
        with self._lock:
            self._users += 1
            self._rest.clear()
            self._hire()

    def end(self) -> None:
        """Somebody wants to know no more; when nobody does, what is being measured is left."""
        with self._lock:
            self._users -= 1
            if not self._users:
                self._rest.set()

    def of(self, shown: str) -> Measured | None:
        """What is known of a file, by its name in words."""
        return self._known.get(shown)

    def want(self, path: Path, shown: str) -> None:
        """A file is about to be played."""
        with self._lock:
            if shown not in self._known and (path, shown) not in self._waiting:
                self._waiting.append((path, shown))
                self._hire()

    def _hire(self) -> None:
        """Have a thread do what waits, unless it is at it."""
        if self._users and self._waiting and not self._works:
            self._works = True
            threading.Thread(target=self._work, name="measures loudness", daemon=True).start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                self._find_out(*job)
            except Exception as error:  # noqa: BLE001 - a file that cannot be measured is followed by ear
                log.warning("%s: its loudness cannot be measured (%s)", job[1], error)

    def _next(self) -> tuple[Path, str] | None:
        with self._lock:
            if self._waiting and not self._rest.is_set():
                return self._waiting.popleft()
            self._works = False
            return None

    def _find_out(self, path: Path, shown: str) -> None:
        """Look a file up by its content, and measure one that is new."""
        if self._digests is None:
            self._digests = dict(_read(self._memory))
        digest = _digest(path)
        if digest not in self._digests:
            found = self._measure(path, shown)
            if self._rest.is_set():
                return
            self._remember(digest, found)
        self._tell(shown, self._digests[digest])

    def _measure(self, path: Path, shown: str) -> Measured | None:
        try:
            opened = self._opens.open(path, shown)
        except MediaUnreadable:
            return None
        try:
            return measure(
                self._slowly(samples for samples, _ in opened), self._pcm, lambda: not self._rest.is_set()
            )
        finally:
            opened.close()

    def _slowly(self, arrays: "Iterator[Samples]") -> "Iterator[Samples]":
        """The same, with a rest now and then, for others who need the processor."""
        until_rest = self._pcm.rate
        for samples in arrays:
            yield samples
            until_rest -= len(samples)
            if until_rest <= 0:
                until_rest += self._pcm.rate
                self._rest.wait(PAUSE)

    def _tell(self, shown: str, found: Measured | None) -> None:
        if found is None:
            return
        with self._lock:
            self._known[shown] = found
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _remember(self, digest: str, found: Measured | None) -> None:
        """Keep it, here and in the file."""
        assert self._digests is not None
        self._digests[digest] = found
        if self._memory is None or len(self._digests) > MOST_FILES:
            return
        said = (None, None) if found is None else (round(found.loudness, 2), round(found.peak, 2))
        line = dict(zip(("file", "lufs", "peak"), (digest, *said), strict=True))
        try:
            with self._memory.open("a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")
        except OSError as error:
            log.warning("loudness cannot be remembered in %s (%s); it is measured again next time",
                        self._memory, error.strerror)  # fmt: skip
            self._memory = None


class Measuring:
    """Opens files as another does, and has those measured that say nothing of their loudness."""

    def __init__(self, media: Media, loudness: FileLoudness) -> None:
        self._media = media
        self._loudness = loudness
        self.probe = media.probe
        self.reader = media.reader
        self.errands = media.errands

    def open(self, path: Path, shown: str, said: Said = NOTHING_SAID) -> OpenFile:
        """Open a file and decode its beginning."""
        opened = self._media.open(path, shown, said)
        if opened.hints.replaygain_db is None:
            self._loudness.want(path, shown)
        return opened


def _digest(path: Path) -> str:
    """What tells a file's content from any other."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _read(memory: Path | None) -> "Iterator[tuple[str, Measured | None]]":
    """What is known; a line that a power cut has spoilt is passed over."""
    if memory is None or not memory.is_file():
        return
    with memory.open(encoding="ascii", errors="replace") as file:
        for _, line in zip(range(2 * MOST_FILES), file, strict=False):
            try:
                found = json.loads(line)
                measured = (
                    None if found["lufs"] is None else Measured(float(found["lufs"]), float(found["peak"]))
                )
                yield str(found["file"]), measured
            except (ValueError, KeyError, TypeError):
                continue
