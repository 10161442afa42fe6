"""What a folder or list holds, looked at aside from time to time; the last good list is kept when the disk is gone.

Why looking, and not being told by the system: a network disk tells nobody of what others change on it, each system has
another way of telling, with limits of its own, and a playlist wants to know only when it chooses its next track. So it is
looked when a track is chosen, not more often than `every` seconds, and seldom enough to keep a slow disk idle for nineteen
twentieths of the time.
"""

import math
from collections.abc import Callable

from runtime.audio.errand import Errand, Errands

from .folder import Scan, counted
from .opening import HANGS, LEAVE, MOST_LEFT

__all__ = ["QUICK", "REST", "RETRY", "Watch"]

QUICK = 0.25
"""Seconds for which it is worth waiting for a look while there is a list already."""

RETRY = 3.0
"""Seconds between two looks at what has nothing to play, or is gone."""

REST = 20.0
"""How many times as long as a look took it is rested until the next."""


class Watch:
    """Knows what there is to play.

    Attributes:
        scan: the last good list, or why there is none.
        lost: why it cannot be read anew, in words; "" when it can.
    """

    def __init__(
        self,
        look: Callable[[Scan], Scan],
        errands: Errands,
        every: float,
        say: Callable[..., None],
        keeper: str = "disk",
    ) -> None:
        """Look by `look`, which is given what was found before; `every` so many seconds, 0 for once only. `keeper` has it."""
        self.scan = Scan()
        self.lost = ""
        self._look = look
        self._errands = errands
        self._every = every or math.inf
        self._say = say
        self._keeper = keeper
        self._errand: Errand[Scan] | None = None
        self._began = 0.0
        self._due = -math.inf
        self._told_left_out = ""
        self._left: list[Errand[Scan]] = []

    def refresh(self, now: float, *, wanted: bool = False) -> bool:
        """Look again where it is time, or where it is `wanted`. Returns whether it is worth waiting for the answer."""
        if self._errand is None and (now >= self._due or (wanted and self._every < math.inf)):
            self._errand, self._began = self._errands.send(lambda: self._look(self.scan), _nothing), now
            self._due = now + RETRY
        if self._errand is not None and self._errand.done:
            self._take(self._errand.result(), now)
        if self._errand is None:
            return False
        waited = now - self._began
        if waited >= HANGS and not self.scan.files:
            self.scan = Scan(problem=f"the {self._keeper} does not answer")
        if waited >= LEAVE:
            self._leave(now)
        return waited < (QUICK if self.scan.files else HANGS)

    @property
    def wanted(self) -> bool:
        """Whether somebody wants it looked at and that has not begun."""
        return self._due == -math.inf

    def want(self) -> None:
        """Look as soon as possible: something is not as it was."""
        self._due = -math.inf

    def _leave(self, now: float) -> None:
        """Another look at a disk that does not answer is sent after a while, a few times."""
        self._left = [errand for errand in self._left if not errand.done]
        if self._errand is not None and len(self._left) < MOST_LEFT and self._errands.may_leave(self._errand):
            self._left.append(self._errand)
            self._errand, self._due = None, now + LEAVE

    def _take(self, found: Scan, now: float) -> None:
        self._errand = None
        if found.problem or not found.files:
            self._lose(found)
            self._due = now + RETRY
            return
        if self.lost:
            self.lost = ""
            self._say("it is there again, with %s", counted(len(found.files)))
        if found.left_out and found.left_out != self._told_left_out:
            self._say("left out: %s", found.left_out)
        self._told_left_out = found.left_out
        self.scan = found
        self._due = now + max(self._every, (now - self._began) * REST)

    def _lose(self, found: Scan) -> None:
        """Keep the last good list: a disk that is gone often leaves an empty folder behind."""
        if not self.scan.files:
            self.scan = found
        elif not self.lost:
            self.lost = found.problem or "it is empty"
            self._say(
                "%s; its last list of %s is kept until it is there again",
                self.lost,
                counted(len(self.scan.files)),
            )


def _nothing(_found: Scan) -> None:
    """A list that nobody wants holds nothing that must be let go of."""
