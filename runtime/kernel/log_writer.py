"""The thread that writes the log, so that nobody who has something to say ever waits for whoever reads it.

Why: a terminal that was stopped (Ctrl-S, or a click into a console window), a pipe that nobody empties, a disk that hangs or is
full: each of them keeps a writer waiting, and the thread that keeps the programme's time has things to say too.
"""

import threading
import time
from collections import deque
from typing import Protocol

__all__ = ["DRAIN_SECONDS", "MOST_LINES", "LogWriter"]

MOST_LINES = 5000
"""Lines that wait for the log to be read; more are left out, and counted."""

DRAIN_SECONDS = 2.0
"""How long the end of a process waits for its last lines to be written."""


class Stream(Protocol):
    """Where the lines go."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


class LogWriter:
    """Takes texts from any thread, at once; `drain` waits until they are written.

    Attributes:
        lost: lines that were left out so far.
    """

    def __init__(self, stream: Stream) -> None:
        """Write to `stream`, from the first text on."""
        self.lost = 0
        self._stream = stream
        self._lines: deque[str] = deque()
        self._unsaid = 0
        self._busy = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def write(self, text: str) -> None:
        """Have a text written soon; without room for it, it is left out."""
        with self._changed:
            if len(self._lines) >= MOST_LINES:
                self._leave_out()
                return
            self._lines.append(text)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writes the log", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self) -> None:
        """Nothing to do: whoever logs does not wait."""

    def drain(self, seconds: float = DRAIN_SECONDS) -> bool:
        """Wait until all is written, for so long at most; says whether it is."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while self._lines or self._busy:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return False
        return True

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._lines)
                text, self._busy = self._lines.popleft(), True
            self._write(text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(self._of_the_lost() + text)
            self._stream.flush()
        except (OSError, ValueError):  # a full disk, a reader that has gone, a stream that was closed
            with self._changed:
                self._leave_out()

    def _of_the_lost(self) -> str:
        with self._changed:
            lost, self._unsaid = self._unsaid, 0
        counted = "1 line is" if lost == 1 else f"{lost} lines are"
        return f"    | {counted} missing here: the log could not be written\n" if lost else ""

    def _leave_out(self) -> None:
        self.lost += 1
        self._unsaid += 1
