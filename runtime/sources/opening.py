"""Files opened aside, and what becomes of a disk that does not answer.

Rules. Whoever waits for a file is told to ask again soon, for as long as that is usual; after `HANGS` the disk counts as
hanging, which is told once, and after `LEAVE` the file is left to itself and another may be tried. With `MOST_LEFT` files
left in that way it is waited for one of them, so that a dead disk does not fill the machine with threads. So it is
too where too many hang in the whole station (`audio/left_alone.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from runtime.audio.errand import Errand, Errands
from runtime.audio.track_queue import Busy
from runtime.errors import MediaUnreadable

__all__ = ["HANGS", "LEAVE", "MOST_LEFT", "POLL", "Opener"]

HANGS = 5.0
"""Seconds after which a disk that has not answered counts as hanging."""

LEAVE = 30.0
"""Seconds after which a file that does not open is left to itself."""

MOST_LEFT = 4
"""Files of one source that were left in that way and still have not opened."""

POLL = 0.01
"""Seconds between two looks whether a file is open."""


class _Closes(Protocol):
    def close(self) -> None: ...


_Opened = TypeVar("_Opened", bound=_Closes)


@dataclass(slots=True)
class Opener(Generic[_Opened]):
    """Opens one file at a time.

    Args:
        errands: does it aside.
        say: tells the operator, in words.
    """

    errands: Errands
    say: Callable[..., None]
    _errand: Errand[_Opened] | None = None
    _shown: str = ""
    _began: float = 0.0
    _hangs: bool = False
    _hung_since: float = 0.0
    _left: list[Errand[_Opened]] = field(default_factory=list)

    @property
    def free(self) -> bool:
        """Whether another file may be opened."""
        self._left = [errand for errand in self._left if not errand.done]
        return self._errand is None and len(self._left) < MOST_LEFT

    @property
    def waiting(self) -> bool:
        """Whether a file is being opened."""
        return self._errand is not None

    def open(self, job: Callable[[], _Opened], shown: str, now: float) -> None:
        """Begin to open a file; `shown` is its name in words."""
        self._errand = self.errands.send(job, lambda opened: opened.close())
        self._shown, self._began = shown, now

    def outcome(self, now: float) -> _Opened | MediaUnreadable | Busy | float | None:
        """The open file, why it cannot be opened, or in how many seconds to ask again; None where it was left to itself."""
        errand = self._errand
        if errand is None:
            return None
        if errand.done:
            self._errand = None
            self._answers(now)
            try:
                return errand.result()
            except MediaUnreadable as fault:
                return fault
        return self._wait(errand, now - self._began)

    def _wait(self, errand: Errand[_Opened], waited: float) -> Busy | float | None:
        if waited < HANGS:
            return Busy(POLL)
        if not self._hangs:
            self._hangs, self._hung_since = True, self._began
            self.say(
                "the disk has not given %s for %g s; what plays now goes on while it can", self._shown, HANGS
            )
        if waited < LEAVE or not self.errands.may_leave(errand):
            return POLL * 10
        errand.leave()
        self._left.append(errand)
        self._errand = None
        self.say("%s is left to itself; the next one is tried", self._shown)
        return None

    def _answers(self, now: float) -> None:
        if self._hangs:
            self._hangs = False
            self.say("the disk answers again, after %.0f s", now - self._hung_since)
