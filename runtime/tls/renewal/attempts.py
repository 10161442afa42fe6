"""What came of the tries to get one certificate, and so when, where and how it is tried next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .fields import listed, number, text, whole
from .issuer import Issuer
from .life import DAY, HOUR, MINUTE, Life

__all__ = ["THEIRS", "Attempts", "abandoned", "began", "failed", "pause", "rehearsed", "succeeded"]

PAUSES = (MINUTE, 10 * MINUTE, 100 * MINUTE)
"""Before the second, third and fourth try (Let's Encrypt's advice); then there is one a day."""

SHORTEST_PAUSE = HOUR
"""A try a day is too few for a certificate that ends in three: ten tries are made in what is left of it, but not more than
one an hour."""

LAST_PAUSE = 20 * MINUTE
"""In the last fiftieth of a life."""

MOURNING = 7 * DAY
"""How long tries stay that frequent behind the end of a certificate."""

TRIES_EACH = 2
"""Failures in a row at one authority, before the next one is asked."""

MOST_WORDS = 500
"""Characters of a failure that are kept."""

THEIRS = frozenset(
    {"unreachable", "timeout", "serverInternal", "rateLimited", "badNonce", "answer", "storage", "ours"}
)
"""Problems that are the authority's, or of which it knows nothing: practising with it would say nothing about them."""


@dataclass(frozen=True, slots=True)
class Attempts:
    """The tries since the last success.

    Attributes:
        failures: how many failed, in a row.
        here: how many of them at this authority, in a row.
        authority: which one is asked next, by its place in the list.
        practise: those with whom the next try is a rehearsal, because the last one failed by our own fault.
        plain: whether the next order leaves out what it replaces, since that may have been the reason of the failure.
        next_try: the earliest moment of it; 0 is at once.
        last_try: when the last one ended; 0 is never.
        outcome: what came of it, in words.
        failing: whether that was a failure.
    """

    failures: int = 0
    here: int = 0
    authority: int = 0
    practise: tuple[int, ...] = ()
    plain: bool = False
    next_try: float = 0.0
    last_try: float = 0.0
    outcome: str = ""
    failing: bool = False

    def to_fields(self) -> dict[str, object]:
        """As it is kept."""
        fields: dict[str, object] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**fields, "practise": list(self.practise)}

    @classmethod
    def from_fields(cls, kept: Mapping[str, object]) -> "Attempts":
        """Read what was kept; what makes no sense is as if it had not been."""
        return cls(
            failures=whole(kept, "failures"),
            here=whole(kept, "here"),
            authority=whole(kept, "authority"),
            practise=listed(kept, "practise"),
            plain=kept.get("plain") is True,
            next_try=number(kept, "next_try"),
            last_try=number(kept, "last_try"),
            outcome=text(kept, "outcome")[:MOST_WORDS],
            failing=kept.get("failing") is True,
        )


def pause(failures: int, life: Life | None, now: float) -> float:
    """How long to wait behind the nth failure in a row, n from 0."""
    usual = PAUSES[failures] if failures < len(PAUSES) else DAY
    if life is None or life.left(now) < -MOURNING:
        return usual
    shortest = LAST_PAUSE if life.urgency(now) == "last" else SHORTEST_PAUSE
    return min(usual, max(shortest, life.left(now) / 10))


def began(attempts: Attempts, now: float, life: Life | None) -> Attempts:
    """A try begins. It counts as failed until it has gone well."""
    return replace(
        attempts, failures=attempts.failures + 1, next_try=now + pause(attempts.failures, life, now)
    )


def abandoned(attempts: Attempts, now: float) -> Attempts:
    """It was given up for a reason of our own, and does not count."""
    return replace(attempts, failures=max(0, attempts.failures - 1), next_try=now)


def failed(
    attempts: Attempts,
    now: float,
    problem: str,
    words: str,
    issuers: Sequence[Issuer],
    life: Life | None,
    *,
    rehearsal: bool,
    replaced: bool,
) -> Attempts:
    """A try that `began` failed. `replaced` says whether the order named the certificate it was to replace."""
    theirs, place, here = problem in THEIRS, attempts.authority, attempts.here + 1
    move = len(issuers) > 1 and (theirs or here >= TRIES_EACH)
    return Attempts(
        failures=attempts.failures,
        here=0 if move else here,
        authority=(place + 1) % len(issuers) if move else place,
        practise=_practise(attempts.practise, place, issuers[place], theirs=theirs, rehearsal=rehearsal),
        plain=replaced if not rehearsal else attempts.plain,
        next_try=now + pause(attempts.failures - 1, life, now),
        last_try=now,
        outcome=words[:MOST_WORDS],
        failing=True,
    )


def rehearsed(attempts: Attempts, now: float) -> Attempts:
    """A rehearsal went well: the real try comes at once. It counts as no success yet."""
    left = tuple(each for each in attempts.practise if each != attempts.authority)
    return replace(attempts, failures=attempts.failures - 1, practise=left, next_try=now, last_try=now)


def succeeded(now: float, words: str) -> Attempts:
    """There is a certificate."""
    return Attempts(last_try=now, outcome=words[:MOST_WORDS])


def _practise(
    before: tuple[int, ...], place: int, issuer: Issuer, *, theirs: bool, rehearsal: bool
) -> tuple[int, ...]:
    """With whom to practise from now on. Where the rehearsal's own authority is down, the real try decides."""
    others = tuple(each for each in before if each != place)
    if theirs:
        return others if rehearsal else before
    return (*others, place) if issuer.staging else others
