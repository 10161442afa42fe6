"""What a newcomer hears first, before the programme: paced, so that he does not fall behind live meanwhile."""

from runtime.media.tape import Tape

__all__ = ["MOST_AT_ONCE", "Intro"]

MOST_AT_ONCE = 64 * 1024
"""Bytes that one listener is handed at once."""


class Intro:
    """How far one listener is.

    Args:
        tape: what he hears.
        ahead: seconds that his player may hold in advance.
        now: when he came.
    """

    __slots__ = ("_ahead", "_at", "_began", "_tape")

    def __init__(self, tape: Tape, ahead: float, now: float) -> None:
        self._tape = tape
        self._ahead = ahead
        self._began = now
        self._at = 0

    def take(self, now: float) -> bytes | None:
        """What is due; nothing while nothing is, None at the end."""
        if self._at >= self._tape.length:
            return None
        due = int((now - self._began + self._ahead) * self._tape.rate) - self._at
        piece = self._tape.read(self._at, max(0, min(due, MOST_AT_ONCE)))
        self._at += len(piece)
        return piece
