from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from runtime.audio.errand import AtOnce, Errand
from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.origin import Origin
from runtime.sources.web_files import Coming, Look, Missing, There

PCM = PcmFormat(rate=1000)
PLAIN = Hints()


class FakeSource:
    """A source that plays segments of given lengths, while it is told to be ready."""

    def __init__(self, node: str, *lengths: int, ready: bool = True) -> None:
        self.id = node
        self.origin = Origin("station.lss", 7)
        self.ready = ready
        self.settling = False
        self.pulls = 0
        self.skips = 0
        self.leaves = 0
        self._blocks = self._play(lengths)

    def _play(self, lengths: tuple[int, ...]) -> Iterator[Block]:
        for number, length in enumerate(lengths or (10,) * 1000):
            segment = Segment(f"{self.id}/{number}", "track")
            for at in range(0, length, 10):
                yield Block(np.zeros((10, 2), np.float32), segment, at, at + 10 >= length)

    now_playing = None
    remaining = None

    def pull(self, max_samples: int) -> Block | None:
        self.pulls += 1
        return next(self._blocks, None) if self.ready else None

    def skip(self) -> None:
        self.skips += 1

    def leave(self, most: int) -> Tail:
        self.leaves += 1
        return NO_TAIL


class Songs:
    """A source of songs of given lengths, again and again; each knows how long it is."""

    settling = False

    def __init__(
        self,
        node: str,
        *lengths: int,
        kind="track",
        ready: bool = True,
        rate: int = 1,
        hints: Hints = PLAIN,
    ) -> None:
        self.id = node
        self.origin = Origin("station.lss", 7)
        self.ready = ready
        self._lengths = lengths
        self._kind = kind
        self._hints = hints
        self._rate = rate
        self._number = 0
        self._at = 0
        self.now_playing = self._segment()

    def _segment(self) -> Segment:
        seconds = self._lengths[self._number % len(self._lengths)]
        return Segment(f"{self.id}/{self._number}", self._kind, hints=self._hints, duration=seconds)

    def pull(self, max_samples: int) -> Block | None:
        if not self.ready:
            return None
        left = round(self.now_playing.duration * self._rate) - self._at
        length = min(left, max_samples)
        zeros = np.zeros((length, 2), np.float32)
        block = Block(zeros, self.now_playing, self._at, last=length == left)
        self._at += length
        if block.last:
            self.skip()
        return block

    def skip(self) -> None:
        self._number += 1
        self._at = 0
        self.now_playing = self._segment()

    @property
    def remaining(self) -> int:
        return round(self.now_playing.duration * self._rate) - self._at

    def leave(self, most: int) -> Tail:
        if self._at:
            self.skip()
        return NO_TAIL


@pytest.fixture
def songs():
    return Songs


@pytest.fixture
def fake():
    return FakeSource


@pytest.fixture
def origins(caplog):
    """The messages so far, each with the script line it names."""

    def lines() -> list[tuple[str, str]]:
        return [
            (str(record.origin), record.getMessage())
            for record in caplog.records
            if hasattr(record, "origin")
        ]

    caplog.set_level("INFO", "legacystream.sources")
    return lines


class Slow:
    """Errands that are done when the test says so."""

    def __init__(self) -> None:
        self.sent: list[Errand] = []
        self.room = True

    def send(self, do, drop):
        self.sent.append(Errand(do, drop))
        return self.sent[-1]

    def may_leave(self, _errand):
        return self.room


@pytest.fixture
def at_once():
    return AtOnce()


@pytest.fixture
def slow():
    return Slow()


class FakeWeb:
    """Files of the web, as the test says: there, missing, or on their way."""

    def __init__(self) -> None:
        self.found: dict[str, Look] = {}
        self.wanted: list[str] = []
        self.now = lambda: 0.0

    def has(self, url: str, path: Path, kind: str = "", **more) -> None:
        """A file is there from now on."""
        self.found[url] = There(path, url, kind, **more)

    def lacks(self, url: str, reason: str = "the server answered 404", *, gone: bool = False) -> None:
        """A file cannot be had from now on."""
        self.found[url] = Missing(reason, gone)

    def look(self, url, *, fresh=60.0):
        self.wanted.append(url)
        return self.found.setdefault(url, Coming(self.now(), Future()))

    def place(self, url):
        found = self.found.get(url)
        return found.path if isinstance(found, There) else None


@pytest.fixture
def web():
    return FakeWeb()
