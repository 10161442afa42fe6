"""The thread that keeps a queue of tracks filled, so that pulling never waits for a disk."""

import logging
import threading
from collections.abc import Callable

from runtime.audio.left_alone import LeftAlone
from runtime.audio.pcm import PcmFormat, Segment
from runtime.audio.track_queue import IDLE, TrackQueue, Tracks

__all__ = ["LEAVE", "MOST_LEFT", "STOP_WAIT", "ReadAhead"]

log = logging.getLogger("legacystream.sources")

STOP_WAIT = 2.0
"""Seconds that stopping waits for a thread that hangs in a read."""

LEAVE = 30.0
"""Seconds after which a read that does not come back is left to itself, and its track with it."""

MOST_LEFT = 4
"""Threads of one source that hang in a read; with so many it is waited for one of them."""


class ReadAhead:
    """A thread that keeps a `TrackQueue` filled.

    A disk that does not answer keeps the thread in a read. Whoever plays has the seconds that are decoded, then nothing;
    `waited` says for how long that has been so, and `abandon` begins anew with the next track and another thread.
    """

    def __init__(
        self, tracks: Tracks, pcm: PcmFormat, clock: Callable[[], float], name: str, left: LeftAlone
    ) -> None:
        """Make it without effects; `left` counts the threads of the whole station that hang."""
        self._left_alone = left
        self._clock = clock
        self._name = name
        self._mistakes = 0
        self._something_to_do = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._step_began: float | None = None
        self._left: list[threading.Thread] = []
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

    @property
    def waited(self) -> float:
        """For how long (seconds) the step that is being done has been; 0 between two steps."""
        began = self._step_began
        return 0.0 if began is None else self._clock() - began

    def abandon(self) -> Segment | None:
        """Leave a read that does not come back, unless too many were left already. Returns whose it was."""
        self._left = [thread for thread in self._left if thread.is_alive()]
        hanging = self._thread
        if hanging is None or len(self._left) >= MOST_LEFT or self._stopping.is_set():
            return None
        if not self._left_alone.take(self._name, lambda: hanging is self._thread or not hanging.is_alive()):
            return None
        segment = self.queue.abandon()
        if segment is not None:
            self._left.append(hanging)
            self._step_began = None
            self.start()
        return segment

    def _run(self) -> None:
        while not self._stopping.is_set() and self._is_mine():
            self._something_to_do.clear()
            wait = self._step()
            if wait > 0 and self._is_mine():
                self._something_to_do.wait(wait)
        if self._is_mine():
            self.queue.close()

    def _is_mine(self) -> bool:
        """Whether the thread that asks is the one that reads, and was not left behind."""
        return self._thread is threading.current_thread()

    def _step(self) -> float:
        self._step_began = self._clock()
        try:
            return self.queue.work(self._step_began)
        except Exception as error:  # noqa: BLE001 - the thread must outlive whatever a source does
            self._tell(error)
            return IDLE
        finally:
            if self._is_mine():
                self._step_began = None

    def _tell(self, error: Exception) -> None:
        """Tell a mistake the 1st, 2nd, 4th, 8th … time."""
        self._mistakes += 1
        if self._mistakes.bit_count() == 1:
            text = "%s: reading ahead failed (%d so far), a mistake in LegacyStream; it goes on"
            log.error(text, self._name, self._mistakes, exc_info=error)
