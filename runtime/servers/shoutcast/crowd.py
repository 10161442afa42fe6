"""How many different addresses listen, and for how long on average: counted for all mounts together, and not for each who asks.

Everybody may ask, and counting takes longer the more there are; so the figures of a large audience are some seconds old.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from runtime.servers.admin.house import House

__all__ = ["LISTENERS_A_SECOND", "Crowd", "Gathering"]

LISTENERS_A_SECOND = 20_000
"""Listeners that may be counted each second, so that counting takes a small share of the time."""

LEAST_AGE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Gathering:
    """Those who listen to a mount: different addresses, and the seconds they have been here on average."""

    unique: int = 0
    average: int = 0


NOBODY = Gathering()


class Crowd:
    """Counts when it is asked and its figures are too old."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._counted: Mapping[str, Gathering] = {}
        self._until: datetime | None = None

    def at(self, path: str) -> Gathering:
        """The figures of a mount; with "", of all."""
        now = self._house.wall()
        if self._until is None or now >= self._until:
            self._counted = self._count()
            self._until = now + max(
                LEAST_AGE, timedelta(seconds=len(self._house.sessions) / LISTENERS_A_SECOND)
            )
        return self._counted.get(path, NOBODY)

    def _count(self) -> Mapping[str, Gathering]:
        addresses: dict[str, set[str]] = {"": set()}
        seconds: dict[str, list[float]] = {"": []}
        for session in self._house.sessions:
            here = self._house.sessions.seconds(session)
            for path in ("", session.mount):
                addresses.setdefault(path, set()).add(session.ip)
                seconds.setdefault(path, []).append(here)
        return {
            path: Gathering(len(found), round(sum(seconds[path]) / max(1, len(seconds[path]))))
            for path, found in addresses.items()
        }
