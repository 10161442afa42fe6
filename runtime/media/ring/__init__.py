"""The ring: encoded audio in shared memory, with one writer (the station) and many readers (the edges).

The layout to the byte, and why it is so, is in `docs/design/0002-processes-rings-control.md`. Two rules
carry everything:

Rule 1: payload first, then its entry, then the position, twice. Whatever a writer left half-done when it
was killed lies beyond the position and is never seen.

Rule 2: a reader stays within the newest three quarters, a writer commits before it has filled a quarter; so
no reader ever looks where the writer writes.
"""

from .layout import ENDED, FLOOR, Position, RingShape
from .reader import JoinPoint, RingReader
from .writer import RingWriter

__all__ = ["ENDED", "FLOOR", "JoinPoint", "Position", "RingReader", "RingShape", "RingWriter"]
