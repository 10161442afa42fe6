"""RSS 2.0 as podcasts use it: of each item the enclosure, its title, and when it was published.

https://www.rssboard.org/rss-specification. What is behind `MOST_EPISODES` items is not read: the newest stand first.
"""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from .entry import Entry, Listed, entry_of, gathered
from .xml import read_xml

__all__ = [
    "LARGEST_FEED",
    "MOST_EPISODES",
    "Episode",
    "episodes_of",
    "listed_episodes",
    "newest_episode",
    "read_rss",
]

LARGEST_FEED = 16 * 1024 * 1024
"""Bytes of a feed that are read."""

MOST_EPISODES = 5000
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Episode:
    """An item with a sound: where that is, what it is called, and when it was published, in seconds since 1970 (0: not
    said). `guid` is what its feed knows it by, whatever becomes of its address.
    """

    url: str
    title: str = ""
    published: float = 0.0
    guid: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others of its feed."""
        return self.guid or self.url


def newest_episode(data: bytes) -> Episode:
    """The latest episode of a feed; of those without a date, the first.

    Raises:
        ValueError: it is no feed, or has no episode, in words.
    """
    return max(episodes_of(data), key=lambda each: each.published)


def episodes_of(data: bytes) -> list[Episode]:
    """The episodes of a feed, in its order: one at least.

    Raises:
        ValueError: it is no feed, or has no episode, in words.
    """
    episodes = read_rss(data)
    if not episodes:
        raise ValueError("it is no podcast: none of its items has a sound")
    return episodes


def listed_episodes(data: bytes) -> Listed:
    """A feed as a list of tracks, in its own order.

    Raises:
        ValueError: with words for what is wrong with it.
    """
    return gathered(map(_entry, read_rss(data)))


def _entry(episode: Episode) -> Entry | None:
    return entry_of(episode.url, {"title": episode.title} if episode.title else {})


def read_rss(data: bytes) -> list[Episode]:
    """Read a feed.

    Raises:
        ValueError: with words for what is wrong with it.
    """
    reader = _Reader()
    read_xml(data[:LARGEST_FEED], reader, namespaces=False)
    return reader.episodes


class _Reader:
    """Collects episodes while the parser goes through the document."""

    def __init__(self) -> None:
        self.episodes: list[Episode] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._item: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name.lower())
        self._text.clear()
        if self._path[-1] == "item":
            self._item = {}
        elif self._path[-2:] == ["item", "enclosure"]:
            self._enclosure(attributes)

    def end(self, _name: str) -> None:
        tag = self._path.pop()
        inside = bool(self._path) and self._path[-1] == "item"
        if inside and tag in ("title", "pubdate", "guid"):
            self._item[tag] = "".join(self._text).strip()[:_LONGEST]
        if tag == "item" and self._item.get("url") and len(self.episodes) < MOST_EPISODES:
            published = _seconds(self._item.get("pubdate", ""))
            title, guid = self._item.get("title", ""), self._item.get("guid", "")
            self.episodes.append(Episode(self._item["url"], title, published, guid))

    def text(self, text: str) -> None:
        self._text.append(text)

    def _enclosure(self, attributes: dict[str, str]) -> None:
        """A sound that can be fetched; pictures and films are none."""
        url, kind = attributes.get("url", "").strip(), attributes.get("type", "audio").lower()
        if kind.startswith(("audio", "application")) and len(url) <= _LONGEST and _is_address(url):
            self._item.setdefault("url", url)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _seconds(dated: str) -> float:
    """A date as mail has it, in seconds since 1970; 0 where it is none."""
    try:
        return parsedate_to_datetime(dated).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
