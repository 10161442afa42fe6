"""The moments of an interlude: the next one, the one that is due, and the judgement on that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from runtime.plan.interlude import Interlude
from runtime.plan.moments import last_moment, next_moment
from runtime.plan.schedule import is_on
from runtime.sources.reasons import duration

__all__ = ["Diary", "Verdict", "decide"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an interlude that is due."""

    act: Literal["wait", "play", "drop"]
    why: str


def decide(
    late: timedelta, most: timedelta, *, sharp: bool, ready: bool, at_boundary: bool, tracks: int
) -> Verdict:
    """Whether what is due is played now.

    Args:
        late: how long it has been due.
        most: how late it may be.
        sharp: whether it cuts off what plays.
        ready: whether it has something to play.
        at_boundary: whether the running track has ended.
        tracks: how many tracks of the programme ended since the last jingle.
    """
    if late > most:
        reason = "nothing came to its end" if ready else "it had nothing to play"
        return Verdict("drop", f"{reason} within {duration(most)}")
    if not ready:
        return Verdict("wait", "it has nothing to play")
    if sharp or (at_boundary and tracks > 0):
        return Verdict("play", f"{duration(late)} late" if late >= timedelta(seconds=1) else "on time")
    return Verdict("wait", "a track comes first" if at_boundary else "the running track ends first")


class Diary:
    """What an interlude waits for.

    Attributes:
        due: the moment that has come, and whose interlude has not begun; None for none.
    """

    def __init__(self, plan: Interlude, left_out: Callable[[datetime, str], None]) -> None:
        """`left_out` is given each moment whose interlude is not played, and why."""
        self.due: datetime | None = None
        self._plan = plan
        self._left_out = left_out
        self._next: datetime | None = None

    @property
    def coming(self) -> datetime | None:
        """What is due, else what is next, once somebody has looked."""
        return self.due or self._next

    def look(self, now: datetime, *, busy: bool) -> None:
        """See whether a moment has come; while an interlude plays, it is passed over."""
        if self._next is None:
            self._next = next_moment(self._plan.moments, now)
        if now >= self._next:
            self._fall_due(now, busy=busy)

    def until_next(self, now: datetime) -> float:
        """The seconds before the next moment, once somebody has looked."""
        assert self._next is not None
        return (self._next - now.astimezone(UTC)).total_seconds()

    def drop(self, due: datetime, why: str) -> None:
        """Leave out what is due."""
        self.due = None
        self._left_out(due, why)

    def remembered(self, playing: datetime | None) -> Mapping[str, object]:
        """What is due, one that plays included, and what comes next."""
        moments = {"due": playing or self.due, "next": self._next}
        return {part: each.isoformat() for part, each in moments.items() if each is not None}

    def recall(self, parts: Mapping[str, object], now: datetime) -> None:
        """Wait for the same; where the moments are others now, for one of those, if it comes before.

        Raises:
            ValueError: what was written down is no moment.
        """
        due, following = parts.get("due"), parts.get("next")
        self.due = _moment(due) if due is not None else None
        self._next = (
            min(_moment(following), next_moment(self._plan.moments, now)) if following is not None else None
        )

    def _fall_due(self, now: datetime, *, busy: bool) -> None:
        """A moment has come, and replaces one that still waits."""
        moment = last_moment(self._plan.moments, now)
        if self.due is not None:
            self.drop(self.due, "the next one is due")
        on = is_on(self._plan.days, moment.astimezone(now.tzinfo))
        self.due = moment if on and not busy else None
        self._next = next_moment(self._plan.moments, now)


def _moment(written: object) -> datetime:
    """A moment as it was written down. Raises ValueError for one that is none, or has no zone."""
    found = datetime.fromisoformat(str(written))
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found.astimezone(UTC)
