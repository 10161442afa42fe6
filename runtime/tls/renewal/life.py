"""From when to when a certificate holds, and how long before its end a new one is wanted.

All moments in this package are seconds since 1970 (UTC), all lengths are seconds.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = ["DAY", "HOUR", "MINUTE", "Life", "Urgency", "ahead"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

AHEAD = 30 * DAY
"""What is promised: a new certificate 30 days before the end of the old one, or earlier."""

SHORT_LIFE = 10 * DAY
"""Below that, half of a life is left for the new certificate; above, at least a third (Let's Encrypt's advice)."""

EMERGENCY, LAST = 1 / 20, 1 / 50
"""Parts of a life: with less left, nothing but the authority's own limits holds a try back."""

Urgency = Literal["usual", "emergency", "last"]
"""How much of a life is left: enough; less than a twentieth; less than a fiftieth, or nothing."""


@dataclass(frozen=True, slots=True)
class Life:
    """From when to when a certificate holds."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """How long it holds, at least a second."""
        return max(1.0, self.end - self.start)

    def left(self, now: float) -> float:
        """What is left of it; less than 0 once it is over."""
        return self.end - now

    def valid(self, now: float) -> bool:
        """Whether it holds."""
        return self.start <= now < self.end

    def urgency(self, now: float) -> Urgency:
        """How much of it is left."""
        part = self.left(now) / self.length
        if part < LAST:
            return "last"
        return "emergency" if part < EMERGENCY else "usual"

    def backstop(self, spread: float) -> float:
        """When a new certificate is wanted, whatever anybody says. `spread` (0 to 1) has stations come at different times."""
        wanted = ahead(self.length)
        return self.end - wanted - spread * min(DAY, (self.length - wanted) / 10)


def ahead(length: float) -> float:
    """How long before its end a certificate is renewed at the latest.

    30 days, or a third of its life where that is longer; never more than two thirds, or a life of 31 days would be renewed
    each day. Half for lives under ten days.
    """
    if length < SHORT_LIFE:
        return length / 2
    return max(length / 3, min(AHEAD, length * 2 / 3))
