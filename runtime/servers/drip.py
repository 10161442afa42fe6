"""A client that drips: bytes come, so that nobody else can publish, and no sound comes of them."""

__all__ = ["LEAST_SOUND", "SLOW_SECONDS", "DripWatch"]

SLOW_SECONDS, LEAST_SOUND = 15.0, 1.0
"""In so many seconds a client must send at least so many seconds of sound."""


class DripWatch:
    """Looks at how much sound has come; all times are in seconds."""

    def __init__(self, now: float) -> None:
        self._looked_at = now
        self._sounded = 0.0

    def heard(self, sounded: float) -> None:
        """It is heard from now on; what came before does not count."""
        self._sounded = sounded

    def rests(self, now: float) -> None:
        """Nobody expects it to send at this moment."""
        self._looked_at = now

    def drips(self, now: float, sounded: float) -> bool:
        """Whether too little came in the time that is over, of a client that has sent so much sound in all."""
        if now - self._looked_at < SLOW_SECONDS:
            return False
        before, self._looked_at, self._sounded = self._sounded, now, sounded
        return sounded - before < LEAST_SOUND
