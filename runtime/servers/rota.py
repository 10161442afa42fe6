"""Who of several source clients is heard: by their times, their priorities, and what the script says of takeovers.

Rules:
1. Outside its times an account is refused, and told when its time begins. Up to `early` before, it waits in the green room.
2. The higher priority takes over. The lower is refused, or waits where the script says "wait".
3. Of equal priority, the script decides: "refuse", "replace" or "wait". One that sends nothing any more gives way to anybody.
4. Whoever waits goes on when the stage is free, or its time begins and rule 2 or 3 lets it take over: the highest priority
   first, then who has waited longest.
5. Whose time is over is faded out; with `late` it may finish first, unless somebody waits whose time it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol, TypeVar

from runtime.plan import Account, Takeover

from .accounts import Turn, turn_of

__all__ = ["STALE_SECONDS", "Claim", "Moment", "Verdict", "is_over", "next_on", "verdict"]

STALE_SECONDS = 3.0
"""A source that has sent nothing for so long gives way to another."""


class Verdict(Enum):
    """What becomes of a client."""

    ON = auto()
    WAITS = auto()
    TAKEN = auto()
    """Somebody is on who stays."""

    NOT_NOW = auto()
    """It is not its time."""


class Claim(Protocol):
    """Somebody who is on, or waits."""

    @property
    def account(self) -> Account:
        """By which it was let in."""

    @property
    def last_data(self) -> float:
        """When its last bytes came, in seconds."""


One = TypeVar("One", bound=Claim)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time: in seconds that only go forward, and on the station's wall."""

    now: float
    wall: datetime


def verdict(newcomer: Account, there: Claim | None, takeover: Takeover, at: Moment) -> Verdict:
    """What becomes of a newcomer, where somebody is on already or nobody."""
    match turn_of(newcomer, at.wall):
        case Turn.SOON:
            return Verdict.WAITS
        case Turn.OVER | Turn.NOT:
            return Verdict.NOT_NOW
    if there is None or at.now - there.last_data >= STALE_SECONDS or takes_over(newcomer, there, takeover):
        return Verdict.ON
    return Verdict.WAITS if takeover == "wait" else Verdict.TAKEN


def takes_over(newcomer: Account, there: Claim, takeover: Takeover) -> bool:
    """Rules 2 and 3, for one who is heard."""
    if newcomer.priority != there.account.priority:
        return newcomer.priority > there.account.priority
    return takeover == "replace"


def next_on(waiting: Sequence[One], there: Claim | None, takeover: Takeover, at: Moment) -> One | None:
    """Rule 4: who of those that wait goes on now; None when nobody does."""
    ready = [each for each in waiting if turn_of(each.account, at.wall) is Turn.NOW]
    if there is not None:
        ready = [each for each in ready if takes_over(each.account, there, takeover)]
    return max(ready, key=lambda each: each.account.priority, default=None)


def is_over(there: Claim, waiting: Sequence[Claim], at: Moment) -> bool:
    """Rule 5: whether somebody who is on must leave."""
    match turn_of(there.account, at.wall):
        case Turn.NOW | Turn.SOON:
            return False
        case Turn.OVER:
            return any(turn_of(each.account, at.wall) is Turn.NOW for each in waiting)
        case Turn.NOT:
            return True
