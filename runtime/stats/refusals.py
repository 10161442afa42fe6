"""Who was turned away lately, where, and why: for whoever is asked "why can I not listen, or publish?"."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

__all__ = ["KEPT", "LONGEST", "Refusals", "TurnedAway"]

KEPT = 500
"""Refusals that are remembered; of what is refused again and again, the last time and how often."""

LONGEST = 200
"""Letters of a path and of a reason that are kept."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Somebody who was not let in.

    Attributes:
        at: when, the last time.
        address: of whom.
        where: the path, or the door, that he came to.
        why: in words.
        times: how often.
    """

    at: datetime
    address: str
    where: str
    why: str
    times: int = 1


@dataclass(slots=True)
class Refusals:
    """Remembers the last of them. Belongs to the event loop; `wall` tells the station's date and time."""

    wall: Callable[[], datetime]
    _kept: deque[TurnedAway] = field(default_factory=lambda: deque(maxlen=KEPT), init=False)

    def note(self, address: str, where: str, why: str) -> None:
        """Somebody was turned away."""
        new = TurnedAway(self.wall(), address, where[:LONGEST], why[:LONGEST])
        same = next((each for each in self._kept if _key(each) == _key(new)), None)
        if same is not None:
            self._kept.remove(same)
            new = replace(new, times=same.times + 1)
        self._kept.append(new)

    def of_edge(self, told: Iterable[Iterable[Any]]) -> None:
        """What an edge tells: address, path and reason of each."""
        for address, where, why in told:
            self.note(str(address), str(where), str(why))

    def as_data(self, address: str | None = None) -> list[Mapping[str, object]]:
        """The newest first; only those of an address, where one is asked for."""
        return [
            {
                "at": each.at.isoformat(timespec="seconds"),
                "address": each.address,
                "where": each.where,
                "why": each.why,
                "times": each.times,
            }
            for each in reversed(self._kept)
            if address is None or each.address == address
        ]


def _key(each: TurnedAway) -> tuple[str, str, str]:
    return each.address, each.where, each.why
