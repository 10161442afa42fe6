"""How often somebody may be wrong.

Rule: wrong passwords are counted by address and by what they were for, so that one guesser locks out himself alone. Who shows
none is asked for one and counted nowhere.
"""

__all__ = ["FORGET_SECONDS", "MOST_REMEMBERED", "MOST_WRONG", "WrongPasswords"]

MOST_WRONG = 10
"""Wrong passwords from one address for one mount, after which it is refused for a while."""

FORGET_SECONDS = 60.0
"""How long a wrong password is remembered."""

MOST_REMEMBERED = 10_000
"""Addresses and mounts that are remembered; beyond, the oldest are forgotten."""


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
