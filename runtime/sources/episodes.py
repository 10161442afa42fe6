"""Which episode of a podcast comes next, and which were heard: decisions only, no files touched."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from typing import Literal

from runtime.media.lists import Episode
from runtime.sources.place import Again, names_of

__all__ = ["MOST_HEARD", "Heard", "in_turn", "key_of"]

MOST_HEARD = 20_000
"""Episodes of which it is remembered that they were heard."""

_KEY = 16


def key_of(episode: Episode) -> str:
    """What an episode is remembered by. Its address is not written down: it may hold a listener's key."""
    return hashlib.sha256(episode.key.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


def in_turn(
    episodes: Sequence[Episode], order: Literal["newest", "oldest"], most: int | None
) -> Sequence[Episode]:
    """The newest episodes of a feed in the order in which they play.

    What has no date keeps its place in the feed, behind those that have one; feeds have the newest first.

    Args:
        episodes: those of the feed.
        order: which of them is the first.
        most: how many of the newest; None for all.
    """
    newest_first = sorted(episodes, key=lambda each: -each.published)[:most]
    return newest_first if order == "newest" else newest_first[::-1]


class Heard:
    """The episodes that were heard, by their keys. From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[str, None] = {}
        self._again = Again()

    def __contains__(self, key: str) -> bool:
        with self._lock:
            return key in self._heard

    def add(self, key: str) -> None:
        """One was heard."""
        with self._lock:
            self._heard[key] = None
            if len(self._heard) > MOST_HEARD:
                del self._heard[next(iter(self._heard))]

    def remembered(self, running: str | None) -> Mapping[str, object]:
        """All of it as plain data; `running` is the one that plays."""
        with self._lock:
            parts: dict[str, object] = {"heard": list(self._heard)}
        return parts if running is None else {**parts, "running": [running, self._again.count(running)]}

    def recall(self, parts: Mapping[str, object]) -> bool:
        """Have heard those; says whether the one that played then may begin anew.

        Raises:
            ValueError: it is not what `remembered` gives.
        """
        match parts:
            case {"heard": list(heard)}:
                for key in names_of(heard):
                    self.add(key)
            case _:
                raise ValueError("these are no episodes")
        match parts.get("running"):
            case [str(key), int(times)] if not self._again.began(key, times):
                self.add(key)
                return False
            case _:
                return True
