"""What listeners may ask for, and how often.

Rules. A song that is refused is refused in words, with the time after which it may be asked for. What counts is when
it was asked for, not when it played. Who asked is known by a digest alone. What was asked outlives a restart.
"""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from runtime.plan.request import RequestRules
from runtime.plan.schedule import is_on
from runtime.sources.reasons import duration

__all__ = ["MOST_ASKED", "Asked", "Asking", "refusal"]

MOST_ASKED = 5000
"""Requests that are remembered."""

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: when (seconds since 1970), by whom (a digest), and what, in small letters."""

    at: float
    person: str
    path: str
    artist: str


def refusal(rules: RequestRules, asked: Sequence[Asked], new: Asked, now: datetime) -> str:
    """Why a request is refused, in words for the listener; "" where it is not."""
    if not is_on(rules.when, now):
        return "nothing can be requested at this time of day"
    for what, wait in (
        ("you have just asked for a song", _left(rules.person, new, asked, "person")),
        ("this song was requested a short time ago", _left(rules.title, new, asked, "path")),
        ("this artist was requested a short time ago", _left(rules.artist, new, asked, "artist")),
        ("there are enough requests in this hour", _full(rules.per_hour, new, asked)),
    ):
        if wait > 0:
            return f"{what}; try again in {duration(max(1.0, wait))}"
    return ""


def _left(apart: float | None, new: Asked, asked: Sequence[Asked], name: str) -> float:
    """Seconds until the same may be asked again."""
    wanted = getattr(new, name)
    same = [each.at for each in asked if getattr(each, name) == wanted]
    return max(same) + apart - new.at if apart is not None and same and wanted else 0.0


def _full(most: int | None, new: Asked, asked: Sequence[Asked]) -> float:
    """Seconds until there is room in the hour."""
    recent = sorted(each.at for each in asked if new.at - each.at < HOUR)
    return recent[-most] + HOUR - new.at if most is not None and len(recent) >= most else 0.0


class Asking:
    """Keeps the rules of one queue. From any thread."""

    def __init__(self, rules: RequestRules, wall: Callable[[], datetime]) -> None:
        """Make it; `wall` is the station's date and time."""
        self.rules = rules
        self._wall = wall
        self._lock = threading.Lock()
        self._asked: deque[Asked] = deque(maxlen=MOST_ASKED)

    def ask(self, person: str, path: str, artist: str) -> str:
        """Ask for a song: "" and it counts, or why it is refused."""
        now = self._wall()
        digest = hashlib.sha256(person.encode()).hexdigest()[:16]
        new = Asked(now.timestamp(), digest, path.lower(), artist.strip().lower())
        with self._lock:
            why = refusal(self.rules, self._asked, new, now)
            if not why:
                self._asked.append(new)
        return why

    def remembered(self) -> list[object]:
        """What was asked."""
        with self._lock:
            return [list(astuple(each)) for each in self._asked]

    def recall(self, parts: Mapping[str, object]) -> None:
        """Count it still."""
        found = parts.get("asked", [])
        if not isinstance(found, list):
            return
        with self._lock:
            for each in found:
                match each:
                    case [float(at), str(person), str(path), str(artist)]:
                        self._asked.append(Asked(at, person, path, artist))
                    case _:
                        pass

    def follow(self, before: "Asking") -> None:
        """Know what another one knew."""
        self.recall({"asked": before.remembered()})
