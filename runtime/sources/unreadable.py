"""The files of a playlist that cannot be played: told once, not once each."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from runtime.errors import MediaUnreadable

__all__ = ["TOLD_EACH", "Unplayable", "Unreadable"]

TOLD_EACH = 3
"""Files that are told one by one; of the others their number."""


class Unplayable(MediaUnreadable):
    """A file that cannot be played.

    Attributes:
        state: its time and length then; (0, 0) where it is missing.
        news: whether it was not known before.
    """

    def __init__(self, path: str, reason: str, state: tuple[int, int], *, news: bool = True) -> None:
        super().__init__(path, reason)
        self.state = state
        self.news = news

    @property
    def missing(self) -> bool:
        """Whether it is not there at all."""
        return self.state == (0, 0)


@dataclass(slots=True)
class Unreadable:
    """Those of one playlist, by name. Read from any thread, changed by one.

    Args:
        node: the playlist's id, by which the whole list can be asked for.
        say: tells the operator, in words.
    """

    node: str
    say: Callable[..., None]
    _files: dict[str, Unplayable] = field(default_factory=dict)
    _told: int = 0

    def __len__(self) -> int:
        return len(self._files)

    @property
    def reasons(self) -> dict[str, str]:
        """Every file, as the operator knows it, with why."""
        return {fault.path: fault.reason for fault in tuple(self._files.values())}

    def state(self, name: str) -> tuple[int, int] | None:
        """What a file was like when it could not be played; None where nothing is known against it."""
        known = self._files.get(name)
        return None if known is None else known.state

    def reason(self, name: str) -> str:
        """Why a file cannot be played; "" where nothing is known against it."""
        known = self._files.get(name)
        return "" if known is None else known.reason

    def add(self, name: str, fault: Unplayable, of: int) -> None:
        """A file cannot be played, of so many."""
        self._files[name] = fault
        if self._told < TOLD_EACH:
            self._told += 1
            self.say("%s is left out: %s", fault.path, fault.reason)
        elif len(self._files) in (10, 100, 1000, 10_000, 100_000):
            self.sum_up(of)

    def sum_up(self, of: int) -> None:
        """Tell how many there are, where that has not been told."""
        count = len(self._files)
        if count > max(self._told, TOLD_EACH):
            self._told = count
            text = '%d of its %d files cannot be played; the command "playlist.unreadable %s" lists them'
            self.say(text, count, of, self.node)

    def remove(self, name: str) -> None:
        """A file can be played after all."""
        self._files.pop(name, None)

    def keep(self, there: Collection[str]) -> None:
        """Forget those that are not in the playlist any more."""
        self._files = {name: fault for name, fault in self._files.items() if name in there}
