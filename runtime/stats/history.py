"""What has played: the last titles of each programme, each with the moment it began.

Rules:
- Jingles, tones and silence are no titles, and a track without one is none either.
- What is said twice in a row (a file that plays again and again, a track that goes on after a jingle) is listed
  once, with its first moment.
- A track that is given another title while it plays is listed once, under the last one.
"""

import threading
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from runtime.media.title import Title

__all__ = ["KEPT_TITLES", "MOST_PROGRAMMES", "History", "Played"]

KEPT_TITLES = 50
"""Titles of one programme that are remembered."""

MOST_PROGRAMMES = 256
"""Programmes whose titles are remembered; mounts that come and go by a pattern are programmes too."""

_NO_TITLES = ("jingle", "tone", "silence", "floor")


@dataclass(frozen=True, slots=True)
class Played:
    """One thing that went on the air.

    Attributes:
        title: its tags.
        started: when, in the station's time zone.
        kind: what it is: "track", "jingle", "tone", "silence" or "floor".
        path: the file, as the operator knows it; "" where there is none. Not for listeners' eyes.
        segment: the id of its segment; "" for a title of a source client that is passed through.
        client: the path where the source client publishes that plays it; "" for what plays from files.
    """

    title: Title
    started: datetime
    kind: str = "track"
    path: str = ""
    segment: str = ""
    client: str = ""

    @property
    def version(self) -> str:
        """A short word that is another for whatever plays next."""
        words = f"{self.segment}\0{self.path}\0{self.title}\0{self.started.isoformat()}"
        return f"{zlib.crc32(words.encode('utf-8', 'surrogatepass')):08x}"


class History:
    """What plays and what has played, by programme. Any thread may tell it and read it.

    Args:
        wall: the station's date and time.

    Attributes:
        changes: grows with every title, so that who keeps a copy knows when it is old.
    """

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._lock = threading.Lock()
        self.changes = 0
        self._playing: dict[str, Played] = {}
        self._titles: dict[str, deque[Played]] = {}

    def begins(self, programme: str, title: Title, **more: str) -> None:
        """Something begins on a programme: the id of a source, or the path of a mount that is passed through.

        Args:
            programme: which.
            title: its tags.
            more: `kind`, `path`, `segment` and `client`, as `Played` has them.
        """
        played = Played(title, self._wall(), **more)
        with self._lock:
            played = self._renamed(programme, played)
            if played.kind == "jingle" and programme in self._playing:
                return  # it does not disturb the title that is shown
            self._playing[programme] = played
            titles = self._known(programme)
            repeated = bool(titles) and titles[0].title == title
            if str(title) and played.kind not in _NO_TITLES and not repeated:
                titles.appendleft(played)
                self.changes += 1

    def _renamed(self, programme: str, played: Played) -> Played:
        """What begins; where it plays already and only has another title now, since when it did."""
        titles, before = self._titles.get(programme), self._playing.get(programme)
        if not titles or before is None or not played.segment:
            return played
        if (titles[0].segment, titles[0].path) != (played.segment, played.path):
            return played
        if str(played.title) and played.title != titles[0].title:
            titles[0] = replace(titles[0], title=played.title)
            self.changes += 1
        return replace(played, started=titles[0].started)

    def ends(self, programme: str) -> None:
        """Nothing plays on a programme any more; what has played stays."""
        with self._lock:
            self._playing.pop(programme, None)

    def playing(self, programme: str) -> Played | None:
        """What plays now; None before the first segment."""
        with self._lock:
            return self._playing.get(programme)

    def titles(self, programme: str) -> tuple[Played, ...]:
        """The last `KEPT_TITLES` titles, the newest first."""
        with self._lock:
            return tuple(self._titles.get(programme, ()))

    def all_titles(self) -> dict[str, tuple[Played, ...]]:
        """The titles of every programme."""
        with self._lock:
            return {programme: tuple(titles) for programme, titles in self._titles.items()}

    def restore(self, programme: str, titles: Sequence[Played]) -> None:
        """Put what was played earlier, the newest first, behind what is known already, as far as there is room."""
        with self._lock:
            known = self._known(programme)
            known.extend(titles[: KEPT_TITLES - len(known)])

    def _known(self, programme: str) -> deque[Played]:
        """The titles of a programme, which is the newest one now; those that were quiet for longest are forgotten."""
        titles = self._titles.pop(programme, None) or deque(maxlen=KEPT_TITLES)
        self._titles[programme] = titles
        while len(self._titles) > MOST_PROGRAMMES:
            del self._titles[next(iter(self._titles))]
        return titles
