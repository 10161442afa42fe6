"""All that renewal remembers of one certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .advice import LONGEST_SILENCE, Advice
from .attempts import Attempts
from .fields import mapping, number, text
from .life import DAY, Life

__all__ = ["Record"]


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one certificate that is wanted.

    Attributes:
        life: of the certificate that we have; None while there is none.
        issuer: the directory that it came from, "" where that was forgotten.
        spread: 0 to 1: how much of the spread before the backstop is this one's.
        advice: what its authority said of it.
        attempts: what came of the tries to get the next one.
        revoked: whether the certificate that we have was taken back.
    """

    life: Life | None = None
    issuer: str = ""
    spread: float = 0.0
    advice: Advice = field(default_factory=Advice)
    attempts: Attempts = field(default_factory=Attempts)
    revoked: bool = False

    def due(self) -> tuple[float, str]:
        """When the next one is wanted, and why. The earliest of what the authority says and of the backstop."""
        if self.life is None:
            return 0.0, "there is no certificate for these names yet"
        if self.revoked:
            return 0.0, "the one before is revoked"
        backstop = self.life.backstop(self.spread)
        if self.advice.given and self.advice.instant < backstop:
            return self.advice.instant, "the authority wants it renewed now"
        return backstop, f"its life of {self.life.length / DAY:.0f} days comes to its end"

    def urgent(self, now: float) -> bool:
        """Whether nothing but limits holds an order back."""
        return self.life is None or self.revoked or self.life.urgency(now) != "usual"

    def shifted(self, seconds: float) -> "Record":
        """The clock was set: waits stay as long as they were; what the authority said is by its own clock."""
        advice = replace(self.advice, ask_at=max(0.0, self.advice.ask_at + seconds))
        attempts = replace(self.attempts, next_try=max(0.0, self.attempts.next_try + seconds))
        return replace(self, advice=advice, attempts=attempts)

    def at(self, now: float) -> "Record":
        """As it can be now: no wait is longer than the longest that is ever made, even if the clock was wrong when it was."""
        advice = replace(self.advice, ask_at=min(self.advice.ask_at, now + LONGEST_SILENCE))
        attempts = replace(self.attempts, next_try=min(self.attempts.next_try, now + DAY))
        return replace(self, advice=advice, attempts=attempts)

    def to_fields(self) -> dict[str, object]:
        """As it is kept. The certificate itself is kept elsewhere."""
        return {
            "issuer": self.issuer,
            "spread": self.spread,
            "advice": self.advice.to_fields(),
            "attempts": self.attempts.to_fields(),
            "revoked": self.revoked,
        }

    @classmethod
    def from_fields(cls, kept: Mapping[str, object], life: Life | None) -> "Record":
        """Read what was kept of the certificate with that life."""
        return cls(
            life=life,
            issuer=text(kept, "issuer"),
            spread=min(1.0, number(kept, "spread")),
            advice=Advice.from_fields(mapping(kept, "advice")),
            attempts=Attempts.from_fields(mapping(kept, "attempts")),
            revoked=kept.get("revoked") is True,
        )
