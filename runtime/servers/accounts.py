"""Who may publish where, and how often somebody may be wrong.

Rules: a reading of the credentials fits when name and password both do; compared in constant time, so that nobody
learns a password letter by letter. Who sends none is asked for them and counted nowhere: libshout does so three times
before each login. Wrong ones are counted by address and mount, so that one guesser locks out himself alone.
"""

import hmac
from collections.abc import Sequence

from runtime.plan import Gate
from runtime.protocols.source import Login

__all__ = ["FORGET_SECONDS", "MOST_REMEMBERED", "MOST_WRONG", "WrongPasswords", "opens"]

MOST_WRONG = 10
"""Wrong passwords from one address for one mount, after which it is refused for a while."""

FORGET_SECONDS = 60.0
"""How long a wrong password is remembered."""

MOST_REMEMBERED = 10_000
"""Addresses and mounts that are remembered; beyond, the oldest are forgotten."""


def opens(gate: Gate, logins: Sequence[Login]) -> bool:
    """Whether any reading of the credentials fits. A dialect without names means the mount's own."""
    fits = [_same(login.password, gate.password.text) & _user_fits(gate, login.user) for login in logins]
    return any(fits)


def _user_fits(gate: Gate, user: str) -> bool:
    return _same(user or gate.user, gate.user)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class WrongPasswords:
    """Counts wrong passwords by address and mount."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str], tuple[int, float]] = {}

    def is_flooding(self, ip: str, mount: str, now: float) -> bool:
        """Whether so many were wrong that more are not looked at. `now` is in seconds."""
        count, until = self._wrong.get((ip, mount), (0, 0.0))
        return count >= MOST_WRONG and now < until

    def count(self, ip: str, mount: str, now: float) -> None:
        """One more was wrong."""
        count, until = self._wrong.pop((ip, mount), (0, 0.0))
        if len(self._wrong) >= MOST_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]
        self._wrong[ip, mount] = (count + 1 if now < until else 1, now + FORGET_SECONDS)
