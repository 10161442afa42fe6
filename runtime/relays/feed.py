"""Bytes on their way from the encoder to whoever sends them, in a thread that may be kept waiting."""

import threading
from collections import deque

__all__ = ["MOST_BYTES", "Feed"]

MOST_BYTES = 512 * 1024
"""What waits for a line that takes it too slowly, some 30 s of MP3; then the line is given up."""


class Feed:
    """A bounded line of bytes. `put` and `close` from any thread; `read` in the one that sends.

    Attributes:
        used: whether anything was put in.
        too_slow: whether more waits than may wait.
    """

    def __init__(self, opening: bytes = b"") -> None:
        """Begin with the bytes that a stream opens with."""
        self.used = bool(opening)
        self.too_slow = False
        self._waiting = deque([opening] if opening else [])
        self._bytes = len(opening)
        self._closed = False
        self._changed = threading.Condition()

    def put(self, data: bytes) -> None:
        """Have bytes sent; of a line that is too slow, nothing more."""
        with self._changed:
            if self._closed or not data:
                return
            self.used = True
            self._waiting.append(data)
            self._bytes += len(data)
            if self._bytes > MOST_BYTES:
                self.too_slow = self._closed = True
                self._waiting.clear()
            self._changed.notify_all()

    def close(self) -> None:
        """Nothing more will come; what waits is still read."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def read(self, most: int) -> bytes:
        """Wait for bytes, `most` at most; b"" when nothing more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if not self._waiting:
                return b""
            data = self._waiting.popleft()
            if len(data) > most:
                self._waiting.appendleft(data[most:])
                data = data[:most]
            self._bytes -= len(data)
            return data
