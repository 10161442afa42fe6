"""When the authority would like a certificate renewed (ARI, RFC 9773), as far as it has said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from .fields import number, whole
from .life import DAY, HOUR, MINUTE

__all__ = ["LONGEST_SILENCE", "Advice", "advised", "unanswered"]

SHORTEST_SILENCE, LONGEST_SILENCE = MINUTE, DAY
"""Between two questions, whatever the authority's Retry-After says (RFC 9773 §4.3.2)."""

USUAL_SILENCE = DAY / 2
"""Between two questions where the authority does not say: twice a day."""

LONGEST_RETRY = 6 * HOUR
"""Between two questions that get no answer (RFC 9773 §4.3.3)."""

SAME_WINDOW = MINUTE
"""Windows that differ by less are the same: authorities calculate them anew each time."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What an authority said of one certificate.

    Attributes:
        start: the beginning of its window, 0 where it said nothing.
        end: the end of it.
        instant: a random moment of the window, chosen once: then the certificate is renewed.
        ask_at: when it is asked again.
        failures: questions in a row without an answer.
    """

    start: float = 0.0
    end: float = 0.0
    instant: float = 0.0
    ask_at: float = 0.0
    failures: int = 0

    @property
    def given(self) -> bool:
        """Whether the authority said anything."""
        return self.end > 0

    def to_fields(self) -> dict[str, object]:
        """As it is kept."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_fields(cls, kept: Mapping[str, object]) -> "Advice":
        """Read what was kept; nothing where it makes no sense."""
        moments = {name: number(kept, name) for name in ("start", "end", "instant", "ask_at")}
        return cls(**moments, failures=whole(kept, "failures"))


def advised(
    advice: Advice, now: float, window: tuple[float, float] | None, retry_after: float, random: Random
) -> Advice:
    """Take an answer. A window that stays the same keeps its moment; a new one gets a new one."""
    ask_at = now + min(LONGEST_SILENCE, max(SHORTEST_SILENCE, retry_after))
    if window is None:
        return Advice(ask_at=now + USUAL_SILENCE)
    start, end = window[0], max(window)
    if advice.given and abs(advice.start - start) < SAME_WINDOW and abs(advice.end - end) < SAME_WINDOW:
        return replace(advice, ask_at=ask_at, failures=0)
    return Advice(start, end, start + random.random() * (end - start), ask_at)


def unanswered(advice: Advice, now: float, retry_after: float | None = None) -> Advice:
    """Nobody answered: what was said before holds; the next question waits longer and longer."""
    wait = min(LONGEST_RETRY, MINUTE * 2 ** min(advice.failures, 20))
    ask_at = now + max(wait, min(LONGEST_SILENCE, retry_after or 0.0))
    return replace(advice, ask_at=ask_at, failures=advice.failures + 1)
