"""What hangs on a disk and was left to itself, counted for the whole station, so that a dead disk does not fill the machine
with threads however many sources play from it.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable

__all__ = ["MOST_LEFT_IN_ALL", "LeftAlone"]

log = logging.getLogger("legacystream.sources")

MOST_LEFT_IN_ALL = 32
"""Threads of all sources of a station that hang and were left to themselves; with so many, whoever waits goes on waiting."""

_ROOM_AGAIN = MOST_LEFT_IN_ALL // 2
"""As few must hang before it is told once more that too many do."""


class LeftAlone:
    """Counts threads that were left to themselves, by the source that left them. From any thread; never waits."""

    def __init__(self, most: int = MOST_LEFT_IN_ALL) -> None:
        """Let so many hang at one time."""
        self._most = most
        self._hanging: list[tuple[str, Callable[[], bool]]] = []
        self._told = False
        self._lock = threading.Lock()

    def take(self, source: str, over: Callable[[], bool]) -> bool:
        """Note one more, until it is `over`; False where there are too many already, which is told once."""
        with self._lock:
            self._hanging = [each for each in self._hanging if not each[1]()]
            if len(self._hanging) < self._most:
                self._hanging.append((source, over))
                self._told = self._told and len(self._hanging) > _ROOM_AGAIN
                return True
            tell, self._told = not self._told, True
        if tell:
            self._tell()
        return False

    def _tell(self) -> None:
        log.warning(
            "%d files and folders hang on disks that do not answer: %s; no more are tried there until one does",
            self._most, ", ".join(f"{source} ({number})" for source, number in self.by_source().items()),
        )  # fmt: skip

    def by_source(self) -> Counter[str]:
        """How many each source has left, the most first."""
        with self._lock:
            found = Counter(source for source, over in self._hanging if not over())
        return Counter(dict(found.most_common()))
