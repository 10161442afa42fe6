"""Looks at the station again and again, so that the line at the bottom of the console is right."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lsscript.cli.attach import NoStation
from runtime.errors import OperatorFault

from .attached import Attached

__all__ = ["EVERY", "Watch"]

GONE = "gone"
"""In place of a revision: the station was away, and may be another when it is back."""

EVERY = 1.0
"""Seconds between one look and the next."""


class Watch:
    """A thread that asks for the status, over a line of its own: `start`, then `stop`."""

    def __init__(self, station: Attached, changed: Callable[[], None] = lambda: None) -> None:
        """Look at this station; `changed` is called, in the thread, when another script plays than at the last look."""
        self._station = station
        self._changed = changed
        self._revision: object = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.status: Mapping[str, Any] | None = None
        self.levels: Sequence[Mapping[str, Any]] = ()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def look(self) -> None:
        """Ask once; a station that does not answer has no status."""
        try:
            answer = self._station.ask("status")
            levels = self._station.rows("levels")
        except (NoStation, OperatorFault):
            self.status, self._revision = None, GONE
            return
        self.status = answer.result if answer.ok and isinstance(answer.result, dict) else None
        self.levels = levels
        self._compare((self.status or {}).get("revision"))

    def _compare(self, revision: object) -> None:
        """Tell when the plan is another, whoever changed it; the first one is no change."""
        before, self._revision = self._revision, revision
        if before is not None and before != revision:
            self._changed()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(EVERY)
        self._station.close()
