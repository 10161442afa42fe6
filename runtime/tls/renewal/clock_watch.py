"""Whether the machine's date can be believed: a wrong one has every certificate look as if it had ended, or not begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from .fields import number
from .life import DAY, HOUR, MINUTE

__all__ = ["ClockWatch"]

BIG_JUMP = DAY
"""A clock that moved by more is not believed."""

SMALL_JUMP = MINUTE
"""Less is nothing; more, and everything that became due by it is spread over `SPREAD`."""

SPREAD = 5 * MINUTE
"""Behind a start or a jump, whatever is due and not urgent comes at a random moment of it: many machines start together."""

QUIET = HOUR
"""How long nothing is ordered behind a big jump; then one order is made, and its certificate's date decides."""


@dataclass(slots=True)
class ClockWatch:
    """Compares the date with a clock that is never set. Moments of the latter begin with `ticks`.

    Attributes:
        doubt: why the date is not believed, in words; "" while it is.
        hold_until: before that moment nothing is done that is not urgent.
        quiet_until: before that moment nothing is ordered at all, by the other clock.
        wrong: whether an authority has shown that the date is wrong.
    """

    random: Random
    seen: float = 0.0
    ticks_seen: float = 0.0
    doubt: str = ""
    hold_until: float = 0.0
    quiet_until: float = 0.0
    wrong: bool = False

    @classmethod
    def start(
        cls, now: float, ticks: float, random: Random, kept: Mapping[str, object] | None = None
    ) -> "ClockWatch":
        """Begin; `kept` is what the last one left, so that a clock that went back while nobody looked is seen."""
        watch = cls(random, now, ticks, hold_until=now + random.random() * SPREAD)
        before = number(kept or {}, "seen")
        if before - now > BIG_JUMP:
            watch._doubt(now - before, ticks)
        return watch

    def to_fields(self) -> dict[str, object]:
        """As it is kept."""
        return {"seen": self.seen}

    def look(self, now: float, ticks: float) -> float:
        """Compare the clocks. Returns by how much the date was set since the last time; 0.0 for not at all."""
        moved = (now - self.seen) - (ticks - self.ticks_seen)
        self.seen, self.ticks_seen = now, ticks
        if abs(moved) < SMALL_JUMP:
            return 0.0
        self.hold_until = now + self.random.random() * SPREAD
        if abs(moved) > BIG_JUMP:
            self._doubt(moved, ticks)
        return moved

    def quiet(self, ticks: float) -> float:
        """How long nothing is ordered from now on."""
        if self.wrong:
            return DAY
        return max(0.0, self.quiet_until - ticks) if self.doubt else 0.0

    def fresh(self, made: float, now: float, ticks: float) -> None:
        """A certificate came whose life begins at `made`, by the authority's clock: a witness."""
        difference = now - made
        self.wrong = abs(difference) > BIG_JUMP
        if self.wrong:
            way = "ahead of" if difference > 0 else "behind"
            self.doubt = (
                f"the machine's clock is {_words(abs(difference))} {way} the authority's: set it right"
            )
        else:
            self.doubt = ""
        self.quiet_until = ticks

    def failed(self, ticks: float) -> None:
        """An order failed. While the date is in doubt, the next one waits for the same time again."""
        self.quiet_until = ticks + QUIET

    def _doubt(self, moved: float, ticks: float) -> None:
        way = "forward" if moved > 0 else "back"
        went = f"the machine's clock went {way} by {_words(abs(moved))}"
        self.doubt = f"{went}: nothing is renewed until a certificate has shown that it is right"
        self.quiet_until, self.wrong = ticks + QUIET, False


def _words(seconds: float) -> str:
    """How far a clock is off: "3 days", "26 hours"."""
    return f"{seconds / DAY:.0f} days" if seconds >= 2 * DAY else f"{seconds / HOUR:.0f} hours"
