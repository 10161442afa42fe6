"""A child of operators that join tracks: it knows what it plays, to the sample."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, Tail
from runtime.plan.origin import Origin

PCM = PcmFormat(rate=1000)
PLAIN = Hints()


class Track:
    """A track of some samples (one channel is enough to look at)."""

    def __init__(self, name: str, samples, kind="track", hints: Hints = PLAIN) -> None:
        sound = np.asarray(samples, np.float32)
        self.samples = sound if sound.ndim == 2 else np.repeat(sound[:, None], 2, axis=1)
        self.segment = Segment(name, kind, hints=hints)

    def __len__(self) -> int:
        return len(self.samples)


class Tape:
    """Plays tracks one after the other, then has nothing; knows a track's end `depth` samples before it."""

    def __init__(self, tracks: Sequence[Track], depth: int = 1 << 30) -> None:
        self.id, self.origin, self.settling = "tape", Origin("station.lss", 3), False
        self.tracks = deque(tracks)
        self.depth = depth
        self.held_back = self.broken = False
        self.position = 0
        self.pulled: list[int] = []
        """How much was asked for in each pull that gave something."""

    @property
    def ready(self) -> bool:
        return bool(self.tracks) and not self.broken and not (self.held_back and not self.position)

    @property
    def now_playing(self) -> Segment | None:
        return self.tracks[0].segment if self.tracks else None

    @property
    def remaining(self) -> int | None:
        left = len(self.tracks[0]) - self.position if self.tracks else None
        return left if left is not None and left <= self.depth else None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def pull(self, most: int) -> Block | None:
        if not self.ready:
            return None
        self.pulled.append(most)
        return self._next(most)

    def _next(self, most: int) -> Block:
        track, began = self.tracks[0], self.position
        self.position = min(len(track), began + most)
        last = self.position == len(track)
        block = Block(track.samples[began : self.position], track.segment, began, last)
        if last:
            self.skip()
        return block

    def skip(self) -> None:
        if self.tracks:
            self.tracks.popleft()
        self.position = 0

    def leave(self, most: int) -> Tail:
        if not self.tracks or not self.position:
            return NO_TAIL
        rest = self.tracks[0].samples[self.position : self.position + most]
        tail = BlockTail([Block(rest, self.tracks[0].segment, self.position)])
        if self.tracks[0].segment.kind == "live":  # what is live goes on
            self.position += len(rest)
        else:
            self.skip()
        return tail


def play(source, samples: int | None = None, size: int = 40) -> list[Block]:
    """Pull so many samples, or until there is nothing more."""
    blocks: list[Block] = []
    while samples is None or samples > 0:
        block = source.pull(size if samples is None else min(size, samples))
        if block is None:
            break
        blocks.append(block)
        samples = None if samples is None else samples - block.length
    return blocks


def sound(blocks: Sequence[Block]) -> np.ndarray:
    """What is heard on the left."""
    return np.concatenate([block.samples[:, 0] for block in blocks]) if blocks else np.zeros(0, np.float32)


def titles(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """Each segment that is heard, and at which sample it begins."""
    found: list[tuple[str, int]] = []
    at = 0
    for block in blocks:
        if not found or found[-1][0] != block.segment.id:
            found.append((block.segment.id, at))
        at += block.length
    return found
