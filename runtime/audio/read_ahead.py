"""The thread that keeps a queue of tracks filled, so that pulling never waits for a disk."""

import logging
import threading
from collections.abc import Callable

from runtime.audio.pcm import PcmFormat
from runtime.audio.track_queue import IDLE, TrackQueue, Tracks

__all__ = ["STOP_WAIT", "ReadAhead"]

log = logging.getLogger("legacystream.sources")

STOP_WAIT = 2.0
"""Seconds that stopping waits for a thread that hangs in a read."""


class ReadAhead:
    """A thread that keeps a `TrackQueue` filled."""

    def __init__(self, tracks: Tracks, pcm: PcmFormat, clock: Callable[[], float], name: str) -> None:
        self._clock = clock
        self._name = name
        self._mistakes = 0
        self._something_to_do = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.queue = TrackQueue(tracks, pcm, self._something_to_do.set)

    def start(self) -> None:
        """Begin to read ahead."""
        self._thread = threading.Thread(target=self._run, name=f"reads {self._name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread. One that hangs in a read is left to itself after `STOP_WAIT` seconds."""
        self._stopping.set()
        self._something_to_do.set()
        if self._thread is not None:
            self._thread.join(STOP_WAIT)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._something_to_do.clear()
            wait = self._step()
            if wait > 0:
                self._something_to_do.wait(wait)
        self.queue.close()

    def _step(self) -> float:
        try:
            return self.queue.work(self._clock())
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever a source does
            self._tell(error)
            return IDLE

    def _tell(self, error: Exception) -> None:
        """Tell a mistake the 1st, 2nd, 4th, 8th … time."""
        self._mistakes += 1
        if self._mistakes.bit_count() == 1:
            text = "%s: reading ahead failed (%d so far), a mistake in LegacyStream; it goes on"
            log.error(text, self._name, self._mistakes, exc_info=error)
