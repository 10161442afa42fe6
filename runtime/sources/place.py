"""Where a playlist stands, to be known again after a restart.

Rules. What was taken from the round and was not played to its end is still to come: what plays begins anew, what was opened
ahead comes behind it. A track in which the station has ended more than `MOST_TIMES` times running is left out, so that a file
that brings it down cannot keep it down.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .order import Rotation

__all__ = ["MOST_TIMES", "Again", "Place", "names_of"]

MOST_TIMES = 3
"""Times that the station may end while the same track plays."""


@dataclass(slots=True)
class Again:
    """Counts how often what plays has begun anew since a station ended in it."""

    what: object = None
    times: int = 0

    def began(self, what: object, times: object) -> bool:
        """It played when the station ended, and had begun anew so many times; says whether it may once more."""
        self.what, self.times = what, int(str(times)) + 1
        return self.times <= MOST_TIMES

    def count(self, what: object) -> int:
        """How often something that plays now has begun anew."""
        return self.times if what == self.what else 0


@dataclass(slots=True)
class Place:
    """Told by the thread that opens files and the one that plays, asked by any; all of it is always of one moment."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _noted: Mapping[str, object] = field(default_factory=dict)
    _in_hand: str | None = None
    _opened: dict[str, str] = field(default_factory=dict)
    _again: Again = field(default_factory=Again)

    def stands(
        self,
        noted: Mapping[str, object],
        *,
        in_hand: str | None = None,
        opened: tuple[str, str] | None = None,
    ) -> None:
        """The round stands so; `in_hand` is a file that is taken and not open yet, `opened` an open segment with its file."""
        with self._lock:
            self._noted, self._in_hand = noted, in_hand
            if opened is not None:
                self._opened[opened[0]] = opened[1]

    def over(self, segment: str) -> None:
        """A segment has been played, or left."""
        with self._lock:
            self._opened.pop(segment, None)

    def remembered(self, running: str) -> Mapping[str, object]:
        """All of it as plain data; `running` is the segment that plays."""
        with self._lock:
            noted, in_hand, opened = self._noted, self._in_hand, dict(self._opened)
        plays = opened.pop(running, None)
        ahead = [*opened.values(), *([] if in_hand is None else [in_hand])]
        parts = {**noted, "ahead": ahead} if noted else {}
        return parts if plays is None else {**parts, "running": [plays, self._again.count(plays)]}

    def recall(self, parts: Mapping[str, object], rotation: Rotation) -> str:
        """Have a rotation go on there; returns the file that is left out, if one is.

        Raises:
            Exception: it is not what `remembered` gives.
        """
        match parts:
            case {
                "round": {"to_come": list(to_come), "recent": list(recent)},
                "since": list(since),
                "ahead": list(ahead),
            }:
                pass
            case _:
                raise ValueError("it is no place in a playlist")
        running, left_out = _running(parts.get("running"), self._again)
        left = names_of(to_come)
        for name in names_of(since):
            if name in left:
                left.remove(name)
        rotation.recall(left, [*names_of(recent), *names_of(since)], [*running, *names_of(ahead)])
        self._noted = rotation.noted
        return left_out


def names_of(found: Sequence[object]) -> list[str]:
    """Names, and nothing else. Raises ValueError for anything else."""
    if not all(isinstance(each, str) for each in found):
        raise ValueError("these are no names")
    return [str(each) for each in found]


def _running(part: object, again: Again) -> tuple[list[str], str]:
    """The track that begins anew, or none and the one that is left out."""
    match part:
        case None:
            return [], ""
        case [str(name), int(times)]:
            return ([name], "") if again.began(name, times) else ([], name)
        case _:
            raise ValueError("it is no track")
