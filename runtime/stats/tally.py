"""What listeners add up to: sessions, hours, and how many different ones there were today."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from .addresses import DailyKey, who
from .sessions import Session

__all__ = ["MOST_DIFFERENT", "MountTally", "Tally"]

MOST_DIFFERENT = 500_000
"""Different listeners of a day that are told apart, of all mounts together; beyond, the number stands still."""


@dataclass(frozen=True, slots=True)
class MountTally:
    """The sums of one mount, or of all, since this station started (and today, for `unique`).

    Attributes:
        sessions: listeners that came.
        hours: hours of listening, those of the present listeners included.
        unique: different listeners of today, by address and player.
    """

    sessions: int = 0
    hours: float = 0.0
    unique: int = 0


class Tally:
    """Counts. Belongs to the event loop; `restore` may come from any thread.

    Args:
        clock: seconds that only go forward.
        wall: the station's date and time.
        key: what listeners are told apart by.
    """

    def __init__(self, clock: Callable[[], float], wall: Callable[[], datetime], key: DailyKey) -> None:
        self._clock = clock
        self._wall = wall
        self._key = key
        self._sessions: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._here: Counter[str] = Counter()
        self._since: defaultdict[str, float] = defaultdict(float)
        self._moved: dict[int, float] = {}
        self._different: set[int] = set()
        self._by_mount: dict[str, set[int]] = {}
        self._day: date | None = None

    def came(self, session: Session) -> None:
        """Somebody is here."""
        mount = session.mount
        self._sessions[mount] += 1
        self._here[mount] += 1
        self._since[mount] += session.since
        self._see(session)

    def moved(self, before: Session, session: Session) -> None:
        """Somebody hears another mount from now on; his hours belong to the mount that he heard."""
        self._leave(before)
        now = self._clock()
        self._moved[session.id] = now
        self._here[session.mount] += 1
        self._since[session.mount] += now
        self._see(session)

    def gone(self, session: Session, _seconds: float, _sent: int, _reason: str) -> None:
        """Somebody has gone."""
        self._leave(session)

    def _leave(self, session: Session) -> None:
        mount, since = session.mount, self._moved.pop(session.id, session.since)
        self._here[mount] -= 1
        self._since[mount] -= since
        self._seconds[mount] += max(0.0, self._clock() - since)

    def restore(self, listeners: Iterable[int]) -> None:
        """Listeners of today whom a station before this one saw; on which mount is known no more."""
        found = list(listeners)[:MOST_DIFFERENT]
        self._turn_the_day()
        self._different.update(found)

    def mount(self, path: str) -> MountTally:
        """The sums of a mount."""
        self._turn_the_day()
        running = self._here[path] * self._clock() - self._since[path]
        hours = max(0.0, self._seconds[path] + running) / 3600
        return MountTally(self._sessions[path], hours, len(self._by_mount.get(path, ())))

    def whole(self) -> MountTally:
        """The sums of all mounts."""
        each = [self.mount(path) for path in list(self._sessions)]
        return MountTally(
            sum(one.sessions for one in each), sum(one.hours for one in each), len(self._different)
        )

    def _see(self, session: Session) -> None:
        self._turn_the_day()
        if len(self._different) < MOST_DIFFERENT:
            number = who(session.ip, session.agent, self._key.of(self._wall().date()))
            self._different.add(number)
            self._by_mount.setdefault(session.mount, set()).add(number)

    def _turn_the_day(self) -> None:
        today = self._wall().date()
        if today != self._day:
            self._day = today
            self._different, self._by_mount = set(), {}
