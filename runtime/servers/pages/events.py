"""What happens, told to open pages as it happens: server-sent events at `/events`.

Rules:
- A page is first told all (`state`), then what changes: `title`, `listeners`, `mounts`. One that comes back with the id of
  the last event it saw is told what it missed, if that is still known.
- A page that does not read in time is told all again instead of everything it missed: its queue is bounded, and so are the
  pages. Who finds no room is told to come as `/nowplaying.json` from time to time.
- Silence is broken every `HEARTBEAT` seconds, for the sake of proxies, and to find out who has left.

The status is looked at once a second while anybody is there, and at once when the station says that something happened.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runtime.stats.status import StationStatus

from .documents import now_playing

__all__ = ["HEARTBEAT", "KEPT_EVENTS", "MOST_PAGES", "MOST_WAITING", "Broadcast", "Watcher"]

MOST_PAGES = 1000
"""Pages that are told at one time."""

MOST_WAITING = 32
"""Events that wait for one page; beyond, it is told all again."""

KEPT_EVENTS = 100
"""Events that a page may have missed and still be told."""

HEARTBEAT = 15.0
"""Seconds after which a page hears something, though nothing happened."""

LOOK = 1.0
"""Seconds between two looks at the numbers."""

SOON = 0.1
"""Seconds from the news to the look; a source client may send titles as fast as it can."""

RETRY = 3000
"""Milliseconds after which a page that lost us should come back."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it goes over the wire."""

    number: int
    data: bytes


@dataclass(slots=True, eq=False)
class Watcher:
    """One page. `next` waits for what it is to be told."""

    _waiting: deque[bytes] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    behind: bool = False

    def tell(self, data: bytes) -> None:
        """Put an event into its queue; a full one is emptied, and marked as behind."""
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self.behind = True
        if not self.behind:
            self._waiting.append(data)
        self._news.set()

    def take(self) -> bytes:
        """What waits, all of it."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._news.clear()
        return data

    async def wait(self, seconds: float) -> None:
        """Until there is news, or so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()


class Broadcast:
    """Tells all pages. Everything here belongs to the event loop.

    Args:
        status: how the station is.
        wall: the station's date and time.
    """

    def __init__(self, status: Callable[[], StationStatus], wall: Callable[[], datetime]) -> None:
        self._status = status
        self._wall = wall
        self._watchers: set[Watcher] = set()
        self._kept: deque[Told] = deque(maxlen=KEPT_EVENTS)
        self._number = 0
        self._seen: dict[str, dict[str, Any]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._soon: asyncio.TimerHandle | None = None

    @property
    def pages(self) -> int:
        """How many are told."""
        return len(self._watchers)

    def look(self) -> None:
        """See what has changed, and tell it. Costs nothing while nobody is there."""
        if not self._watchers:
            return
        document = now_playing(self._status(), self._wall())
        mounts = {mount["path"]: mount for mount in document["mounts"]}
        before, self._seen = self._seen, mounts
        if _structure(before) != _structure(mounts):
            self._tell("mounts", document)
            return
        titles = [mount for path, mount in mounts.items() if _title(mount) != _title(before[path])]
        if titles:
            self._tell("title", {"now": document["now"], "mounts": titles})
        counts = {path: mount["listeners"] for path, mount in mounts.items()}
        if any(before[path]["listeners"] != count for path, count in counts.items()):
            self._tell("listeners", counts)

    def news(self) -> None:
        """Something happened: look in a moment. A flood of news is one look."""
        if self._watchers and self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SOON, self._look_soon)

    def _look_soon(self) -> None:
        self._soon = None
        self.look()

    async def watch(self, last_id: str = "", heartbeat: float = HEARTBEAT) -> AsyncIterator[bytes]:
        """All that a page is told, from its coming to its going; `last_id` is what it saw last."""
        watcher = self._come()
        try:
            yield f"retry: {RETRY}\n\n".encode()
            yield self._missed(last_id) or self._state()
            while True:
                await watcher.wait(heartbeat)
                data = watcher.take()
                if watcher.behind:
                    watcher.behind, data = False, self._state()
                yield data or b": still here\n\n"
        finally:
            self._watchers.discard(watcher)

    async def stop(self) -> None:
        """Look no more."""
        if self._soon is not None:
            self._soon.cancel()
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def _come(self) -> Watcher:
        if not self._watchers:
            self._seen = {m["path"]: m for m in now_playing(self._status(), self._wall())["mounts"]}
        watcher = Watcher()
        self._watchers.add(watcher)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        return watcher

    async def _look_on(self) -> None:
        """Look every second, as long as anybody is there."""
        while self._watchers:
            await asyncio.sleep(LOOK)
            self.look()

    def _tell(self, name: str, data: Mapping[str, Any]) -> None:
        self._number += 1
        told = Told(self._number, self._event(name, data))
        self._kept.append(told)
        for watcher in self._watchers:
            watcher.tell(told.data)

    def _state(self) -> bytes:
        return self._event("state", now_playing(self._status(), self._wall()))

    def _missed(self, last_id: str) -> bytes:
        """What a page has missed; b"" when that is not known any more, or is nothing."""
        era, _, number = last_id.rpartition("-")
        if era != self._era() or not number.isascii() or not number.isdigit():
            return b""
        seen = int(number[:12])
        if not self._kept or not self._kept[0].number - 1 <= seen <= self._number:
            return b""
        return b"".join(told.data for told in self._kept if told.number > seen)

    def _event(self, name: str, data: Mapping[str, Any]) -> bytes:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self._era()}-{self._number}\nevent: {name}\ndata: {text}\n\n".encode("utf-8", "replace")

    def _era(self) -> str:
        """A word for the life of this station; numbers of an earlier one mean nothing now."""
        return f"{int(self._status().started.timestamp()):x}"


def _structure(mounts: dict[str, dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What, when it changes, changes the page and not only its words."""
    return [(path, mount["programme"], mount["format"], mount["name"]) for path, mount in mounts.items()]


def _title(mount: dict[str, Any]) -> tuple[Any, ...]:
    return (mount["cover"], mount["title"], mount["silent"], mount["live"])
