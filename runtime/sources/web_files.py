"""Files of the web in the place of files of this machine: fetched before they are wanted, kept, and looked at again.

Rules. Nobody who plays waits for a server: he looks, and is told that a file is there, on its way, or cannot be had. A file
that is there is asked for again when it is wanted and was not for `FRESH` seconds, and its server sends it only if it has
changed; one whose server does not answer stays as it is, one that its server does not have any more goes. What failed is tried
again when it is wanted, later each time. So many are fetched at a time (`MOST_AT_ONCE`); the others wait in line.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from runtime.audio.errand import Errands
from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer, Fetch, NotThere
from runtime.sources.web_shelf import Kept, WebShelf, key_of

__all__ = [
    "AGAIN",
    "FRESH",
    "LATEST",
    "MOST_AT_ONCE",
    "Coming",
    "Look",
    "Missing",
    "There",
    "WebCache",
    "WebFiles",
]

FRESH = 60.0
"""Seconds for which a file is not asked for again."""

AGAIN, LATEST = 10.0, 600.0
"""Seconds until what failed may be tried again: at first, twice as long each time, and at most; not sooner than it took."""

MOST_AT_ONCE = 4
"""Files that are fetched at the same time."""

PATIENCE = 10.0
"""Seconds for which it is waited for word whether a file that is there has changed."""

MOST_KNOWN = 10_000
"""Addresses of which something is known that have no file."""


@dataclass(frozen=True, slots=True)
class There:
    """A file is there. `base` is the address it came from in the end, `kind` what its server says it is, `trouble` why that
    could not be asked now. With `pretended` there is none: in a programme without a network.
    """

    path: Path
    base: str
    kind: str = ""
    trouble: str = ""
    pretended: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A file is on its way since a moment; `done` is set when it is there, or is not to be had."""

    since: float
    done: "Future[None]"


@dataclass(frozen=True, slots=True)
class Missing:
    """A file is not to be had for now, and why, in words; `gone`, where its server says that there is none."""

    reason: str
    gone: bool = False


Look = There | Coming | Missing


class WebFiles(Protocol):
    """Where files of the web come from."""

    def look(self, url: str, *, fresh: float = FRESH) -> Look:
        """What there is of an address, which is wanted soon, not older than `fresh` seconds. Never waits. From any thread."""

    def place(self, url: str) -> Path | None:
        """Where the file of an address is, if it is there; it is not wanted. Never waits. From any thread."""


@dataclass(slots=True)
class _Known:
    """What is known of an address."""

    url: str
    kept: Kept | None = None
    base: str = ""
    asked: float = float("-inf")
    retry: float = float("-inf")
    tries: int = 0
    trouble: str = ""
    gone: bool = False
    coming: Coming | None = None


class WebCache:
    """Fetches files and keeps them in a folder."""

    def __init__(self, shelf: WebShelf, fetch: Fetch, errands: Errands, clock: Callable[[], float]) -> None:
        """Make it without effects.

        Args:
            shelf: the folder.
            fetch: asks a server for a file.
            errands: does what uses the disk.
            clock: seconds that only go forward.
        """
        self._shelf = shelf
        self._fetch = fetch
        self._errands = errands
        self._clock = clock
        self._lock = threading.Lock()
        self._opened: Coming | None = None
        self._kept: dict[str, Kept] = {}
        self._known: dict[str, _Known] = {}
        self._line: deque[str] = deque()
        self._running = 0

    def look(self, url: str, *, fresh: float = FRESH) -> Look:
        """What there is of an address; whatever is not there, or older than `fresh` seconds, is fetched."""
        now = self._clock()
        opened = self._open(now)
        if not opened.done.done():
            return opened
        with self._lock:
            known = self._known_of(url)
            if known.coming is None and self._is_due(known, now, fresh):
                known.coming = Coming(now, Future())
                self._line.append(url)
        self._start_some()
        with self._lock:
            return self._answer(known, now)

    def place(self, url: str) -> Path | None:
        """Where a file is, as it is."""
        with self._lock:
            kept = self._kept.get(key_of(url))
        return None if kept is None else self._shelf.path(kept)

    # ---- what is known ----------------------------------------------------------------------------------------------------

    def _known_of(self, url: str) -> _Known:
        """What is known of an address, which is the one used last from here on."""
        key = key_of(url)
        known = self._known.pop(key, None) or _Known(url, self._kept.get(key), url)
        self._known[key] = known
        if known.kept is not None:
            self._kept.pop(key, None)
            self._kept[key] = known.kept
        if len(self._known) > MOST_KNOWN:
            self._forget_one()
        return known

    def _forget_one(self) -> None:
        key = next(key for key, known in self._known.items() if known.coming is None)
        del self._known[key]

    def _is_due(self, known: _Known, now: float, fresh: float) -> bool:
        return now >= known.retry and (known.kept is None or now - known.asked >= fresh)

    def _answer(self, known: _Known, now: float) -> Look:
        coming, kept = known.coming, known.kept
        if coming is not None and (kept is None or now - coming.since < PATIENCE):
            return coming
        if kept is not None:
            return There(self._shelf.path(kept), known.base, kept.kind, known.trouble)
        return Missing(known.trouble, known.gone)

    # ---- fetching ---------------------------------------------------------------------------------------------------------

    def _open(self, now: float) -> Coming:
        """Look once what earlier runs have left."""
        with self._lock:
            if self._opened is not None:
                return self._opened
            self._opened = opened = Coming(now, Future())
        self._errands.send(partial(self._open_shelf, opened.done), lambda _: None)
        return opened

    def _open_shelf(self, opened: "Future[None]") -> None:
        try:
            self._kept.update(self._shelf.open())
        finally:
            opened.set_result(None)

    def _start_some(self) -> None:
        """Begin with the first of the line, as far as that may be."""
        while True:
            with self._lock:
                if not self._line or self._running >= MOST_AT_ONCE:
                    return
                url = self._line.popleft()
                self._running += 1
            self._errands.send(partial(self._begin, url), lambda _: None)

    def _begin(self, url: str) -> None:
        """Ask for a file; runs aside."""
        key = key_of(url)
        if problem := self._shelf.problem():
            self._settle(url, None, problem)
            return
        with self._lock:
            before = self._kept.get(key)
        asked = self._fetch(url, self._shelf.part(key), before.known if before is not None else "")
        asked.add_done_callback(lambda done: self._came(url, done))

    def _came(self, url: str, asked: "Future[Answer]") -> None:
        """An answer came, in a thread that must not wait."""
        self._errands.send(partial(self._take, url, asked), lambda _: None)

    def _take(self, url: str, asked: "Future[Answer]") -> None:
        """See what an answer holds; runs aside."""
        try:
            answer = asked.result()
            kept = self._keep(url, answer)
        except NotThere as gone:
            self._remove(url)
            self._settle(url, None, str(gone), gone=True)
        except ScriptFault as fault:
            self._settle(url, None, str(fault))
        except CancelledError:
            self._settle(url, None, "the station ends")
        except OSError as fault:
            self._settle(url, None, f"the state folder does not take it ({fault.strerror or fault})")
        else:
            self._settle(url, kept, "", answer.url)

    def _keep(self, url: str, answer: Answer) -> Kept:
        key = key_of(url)
        with self._lock:
            before = self._kept.get(key)
        if answer.new:
            return self._shelf.keep(key, url, answer, before)
        if before is None:
            raise ScriptFault("the server says that it is as before, and it was never here")
        self._shelf.touch(key)
        return before

    def _remove(self, url: str) -> None:
        """A file that its server does not have any more is not played any more."""
        key = key_of(url)
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None:
            self._forget(key)
            self._shelf.remove(key, kept)

    def _settle(
        self, url: str, kept: Kept | None, trouble: str, base: str = "", *, gone: bool = False
    ) -> None:
        """One is no longer on its way."""
        now = self._clock()
        with self._lock:
            known = self._known_of(url)
            self._note(known, kept, trouble, now)
            known.gone = gone
            if kept is not None:
                known.base = base or url
                self._kept[key_of(url)] = kept
            coming, known.coming = known.coming, None
            self._running -= 1
        self._tidy(url)
        if coming is not None:
            coming.done.set_result(None)
        self._start_some()

    def _note(self, known: _Known, kept: Kept | None, trouble: str, now: float) -> None:
        known.trouble, known.asked = trouble, now
        if kept is None:
            lasted = now - known.coming.since if known.coming is not None else 0.0
            known.retry = now + min(max(AGAIN * 2**known.tries, lasted), LATEST)
            known.tries = min(known.tries + 1, 16)
        else:
            known.kept, known.tries, known.retry = kept, 0, now

    def _tidy(self, url: str) -> None:
        """Remove what was not used for the longest time, while there is too much; not what has come just now."""
        newest = key_of(url)
        with self._lock:
            keys = [key for key in self._kept if key != newest]
        for key in keys:
            with self._lock:
                kept = self._kept.get(key)
                if not self._shelf.too_many(self._kept.values()):
                    return
            if kept is not None and self._shelf.remove(key, kept):
                self._forget(key)

    def _forget(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)
            if key in self._known:
                self._known[key].kept = None
