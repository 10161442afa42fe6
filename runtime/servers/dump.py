"""What a source client sent, kept in a file as it came.

Strategy: a thread of its own writes what the event loop puts into a bounded queue. A disk that is full, slow or gone costs the
file its rest and nobody his show: it is told once, and the client goes on.
"""

import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from runtime.plan import Origin

__all__ = ["MOST_WAITING", "Dump", "dump_path"]

MOST_WAITING = 256
"""Pieces that wait for the disk, each as large as one read of the socket; more are lost, and told."""

MOST_NAMESAKES = 1000
"""Files of one name, told apart by a number; then the last is written anew."""

logger = logging.getLogger("legacystream.sources")

Open = Callable[[Path], BinaryIO]


class Dump:
    """One file. `start`, then `write` as often as there is something, then `end`; none of them waits.

    Args:
        path: where; an earlier file of that name is left alone, and a number put behind the new one's.
        what: the place in words.
        origin: the script line.
    """

    def __init__(self, path: Path, what: str, origin: Origin, opened: Open | None = None) -> None:
        self._path = path
        self._what = what
        self._origin = origin
        self._opened = opened or _create
        self._pieces: queue.Queue[bytes | None] = queue.Queue(MOST_WAITING)
        self._failed = False
        self._thread = threading.Thread(target=self._run, name=f"dumps {path.name}", daemon=True)

    def start(self) -> None:
        """Make the file, with its folder."""
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Keep bytes, or give up if the disk is so slow that they would pile up."""
        if self._failed:
            return
        try:
            self._pieces.put_nowait(data)
        except queue.Full:
            self._give_up("the disk is too slow")

    def end(self) -> None:
        """Nothing more comes."""
        try:
            self._pieces.put_nowait(None)
        except queue.Full:
            self._failed = True

    def join(self, seconds: float) -> None:
        """Wait until all is written, for a while."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            with self._opened(self._path) as file:
                while not self._failed and (data := self._pieces.get()) is not None:
                    file.write(data)
        except OSError as wrong:
            self._give_up(wrong.strerror or str(wrong))

    def _give_up(self, reason: str) -> None:
        if self._failed:
            return
        self._failed = True
        logger.warning(
            '%s: "%s" is not kept any further: %s; the source client stays on',
            self._what, self._path, reason, extra={"origin": self._origin},
        )  # fmt: skip


def _create(path: Path) -> BinaryIO:
    """A new file beside those of its name. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number in range(1, MOST_NAMESAKES):
        beside = path.with_stem(f"{path.stem}-{number}") if number > 1 else path
        try:
            return beside.open("xb")
        except FileExistsError:
            continue
    return path.open("wb")


def dump_path(base: Path, pattern: str, wall: datetime) -> Path:
    """The file of a pattern at a time; a relative one begins in the script's folder. A pattern that no clock can fill stays."""
    try:
        name = wall.strftime(pattern)
    except ValueError:
        name = pattern
    return base / Path(name).expanduser()
