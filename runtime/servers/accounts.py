"""Who may publish where and when, and how often somebody may be wrong.

Rules: a reading of the credentials fits when name and password both do; compared in constant time, so that nobody
learns a password letter by letter. Who sends none is asked for them and counted nowhere: libshout does so three times
before each login. Wrong ones are counted by address and mount, so that one guesser locks out himself alone.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from runtime.plan import Account, Gate, is_on, next_change
from runtime.protocols.access import FORGET_SECONDS, MOST_REMEMBERED, MOST_WRONG, WrongPasswords
from runtime.protocols.source import Login

__all__ = [
    "FORGET_SECONDS", "MOST_REMEMBERED", "MOST_WRONG", "Kicked", "Turn", "WrongPasswords", "begins", "opened", "turn_of",
]  # fmt: skip


def opened(gate: Gate, logins: Sequence[Login]) -> list[Account]:
    """The accounts that any reading of the credentials fits. A dialect without names means any name."""
    return [account for account in gate.accounts if _any_fits(account, logins)]


def _any_fits(account: Account, logins: Sequence[Login]) -> bool:
    """All are compared, also behind one that fits, so that the time they take tells nothing."""
    fits = [_fits(account, login) for login in logins]
    return any(fits)


def _fits(account: Account, login: Login) -> bool:
    """Both are compared, whichever is wrong."""
    return _same(login.password, account.password.text) & _same(login.user or account.user, account.user)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class Turn(Enum):
    """How an account stands to its times."""

    NOW = auto()
    """Its time is now."""

    SOON = auto()
    """So soon that it may come and wait."""

    OVER = auto()
    """So lately over that who is on may finish."""

    NOT = auto()


def turn_of(account: Account, wall: datetime) -> Turn:
    """Whether it is the account's time; `wall` is the station's date and time."""
    if is_on(account.times, wall):
        return Turn.NOW
    if account.early and is_on(account.times, wall + timedelta(seconds=account.early)):
        return Turn.SOON
    if account.late and is_on(account.times, wall - timedelta(seconds=account.late)):
        return Turn.OVER
    return Turn.NOT


def begins(account: Account, wall: datetime) -> str:
    """When its time begins next, in words; for one whose time is not now."""
    moment = next_change(account.times, wall)
    if moment is None:
        return "its times are over"
    return f"its time begins on {moment:%A, %Y-%m-%d} at {moment:%H:%M}"


class Kicked:
    """Accounts that were sent away for a while, by place and name."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}

    def send_away(self, path: str, user: str, until: float) -> None:
        """Keep an account out until a time, in seconds."""
        self._until = {**dict(list(self._until.items())[1 - MOST_REMEMBERED :]), (path, user): until}

    def minutes_left(self, paths: Iterable[str], user: str, now: float) -> int:
        """How many minutes more it is kept out of any of these places, the last one begun; 0 when it is not."""
        until = max(self._until.get((path, user), 0.0) for path in paths)
        return max(0, -int(-(until - now) // 60))
