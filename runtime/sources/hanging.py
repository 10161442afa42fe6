"""Files for which the disk owes an answer: a playlist does without them, so that each costs one thread and is told once."""

from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["PASSED_OVER", "Hanging"]

PASSED_OVER = 600.0
"""Seconds for which a file is passed over whose reading hung: each try may cost half a minute and a thread."""


class Opening(Protocol):
    """Somebody who was sent to open a file."""

    @property
    def over(self) -> bool:
        """Whether the disk has answered, whatever it said."""
        ...


@dataclass(slots=True)
class Hanging:
    """Knows which files hang, by their names as the operator knows them."""

    _opening: dict[str, Opening] = field(default_factory=dict)
    _until: dict[str, float] = field(default_factory=dict)

    def does_not_open(self, shown: str, opening: Opening) -> None:
        """A file was left to itself that did not open; it is passed over until it does."""
        self._opening[shown] = opening

    def was_given_up(self, shown: str, now: float) -> None:
        """A track was given up in its middle. From any thread."""
        self._until = {**self._lately(now), shown: now + PASSED_OVER}

    def files(self, now: float) -> set[str]:
        """Those that are passed over now."""
        self._opening = {shown: each for shown, each in self._opening.items() if not each.over}
        return {*self._opening, *self._lately(now)}

    def _lately(self, now: float) -> dict[str, float]:
        return {shown: until for shown, until in self._until.items() if now < until}
