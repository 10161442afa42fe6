"""The programme's clock: it pulls every source that is heard, in step, and hands the blocks to the encoders.

Strategy: one thread, one timeline. Every `BLOCK` of real time each root source is asked for exactly the samples that are
due, so two mounts that share a source hear the same. What an outage cost is made up at once: the timeline begins in the
past by that much, and until it has caught up the thread does not wait. Nothing on this path opens, reads, resolves or
writes; sources have decoded ahead, encoders have threads of their own.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.kernel.clock import Clock
from runtime.plan import NodeId

__all__ = ["BLOCK", "LATE", "Engine", "Root"]

BLOCK = 0.040
"""How much audio (seconds) is pulled at a time."""

LATE = 1.0
"""Behind the clock by more than this (seconds) without a reason, the engine says so once."""

logger = logging.getLogger("legacystream.engine")


class Pulled(Protocol):
    """A source that always has a block."""

    @property
    def id(self) -> NodeId: ...
    @property
    def on_floor(self) -> bool: ...
    def pull(self, max_samples: int) -> Block: ...


class Fed(Protocol):
    """An encoder that takes blocks; `offer` waits when `wait`, else drops what finds no room."""

    def offer(self, block: Block, *, on_floor: bool, wait: bool) -> None: ...


@dataclass(slots=True)
class Root:
    """A source that is heard, the encoders it feeds, and the segment that plays."""

    source: Pulled
    encoders: Sequence[Fed]
    playing: Segment | None = None
    on_segment: Callable[[Segment], None] = field(default=lambda _segment: None)

    def advance(self, samples: int, *, wait: bool) -> None:
        """Pull exactly `samples` and pass them on."""
        while samples > 0:
            block = self.source.pull(samples)
            samples -= len(block.samples)
            if block.segment is not self.playing:
                self.playing = block.segment
                self.on_segment(block.segment)
            for encoder in self.encoders:
                encoder.offer(block, on_floor=self.source.on_floor, wait=wait)


class Engine:
    """Run the roots by the clock. `start` it, then `stop` it; both are quick and may be called from the event loop."""

    def __init__(self, roots: Sequence[Root], pcm: PcmFormat, clock: Clock, *, deficit: float) -> None:
        """`deficit` is how many seconds of audio the mounts lack already."""
        self._roots = roots
        self._pcm = pcm
        self._clock = clock
        self._deficit = deficit
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._block = round(BLOCK * pcm.rate)

    def start(self) -> None:
        """Begin to pull."""
        self._thread.start()

    def stop(self) -> None:
        """Pull no more; returns when the thread has ended (at most a block later)."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        began = self._clock.now() - self._deficit
        produced = 0
        catching_up = self._deficit > BLOCK
        while not self._stopping.is_set():
            behind = self._clock.now() - began - produced / self._pcm.rate
            if behind < BLOCK:
                catching_up = False
                self._stopping.wait(max(0.001, BLOCK - behind))
                continue
            if behind > LATE and not catching_up:
                logger.warning("the programme is %.1f s late: this machine was too busy; it catches up now", behind)
                catching_up = True
            self._advance(wait=catching_up)
            produced += self._block

    def _advance(self, *, wait: bool) -> None:
        for root in self._roots:
            try:
                root.advance(self._block, wait=wait)
            except Exception:  # noqa: BLE001 - a fault in one programme must not silence the others
                logger.exception("a mistake in LegacyStream: %s could not be pulled; it is tried again", root.source.id)
