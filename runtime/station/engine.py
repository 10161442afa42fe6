"""The programme's clock: it pulls every source that is heard, in step, and hands the blocks to the encoders.

Strategy: one thread, one timeline. Every `BLOCK` of real time each root source is asked for exactly the samples that are
due. What an outage cost is made up at once: the timeline begins in the past by that much, and until it has caught up the
thread does not wait for the clock, but for encoders and for sources that are about to have something. Nothing on this path
opens, reads, resolves or writes; sources have decoded ahead, encoders have threads of their own. How late each block is handed
over is counted, once the outage is made up (docs/design/0013-sturdiness.md).
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.errors import OurFault
from runtime.kernel.clock import Clock
from runtime.plan import NodeId
from runtime.sources.shared import Timeline
from runtime.stats.lateness import Lateness, Punctuality

__all__ = ["BLOCK", "LATE", "SETTLE_SECONDS", "Engine", "Root"]

BLOCK = 0.040
"""How much audio (seconds) is pulled at a time."""

LATE = 1.0
"""Behind the clock by more than this (seconds) without a reason, the engine says so."""

SETTLE_SECONDS = 3.0
"""How long (seconds), all in all, catching up waits for sources that are opening or decoding something."""

MOST_ASKED = 256
"""Wishes that wait for the engine's next step."""

_SETTLE_STEP = 0.005

_Answer = TypeVar("_Answer")

logger = logging.getLogger("legacystream.engine")


_Asked: TypeAlias = tuple[Callable[[], Any], "Future[Any]"]


class Pulled(Protocol):
    """A source that always has a block."""

    @property
    def id(self) -> NodeId: ...
    @property
    def on_floor(self) -> bool: ...
    @property
    def settling(self) -> bool: ...
    def pull(self, max_samples: int) -> Block: ...


class Fed(Protocol):
    """An encoder that takes blocks; with `wait` it may take its time, else what finds no room is dropped."""

    def offer(self, block: Block, *, on_floor: bool = False, wait: bool = False) -> None: ...


@dataclass(slots=True)
class Root:
    """A source that is heard, the encoders it feeds, and the segment that plays."""

    source: Pulled
    encoders: Sequence[Fed]
    on_segment: Callable[[Segment], None]
    playing: Segment | None = field(default=None, init=False)

    def advance(self, timeline: Timeline, samples: int, *, wait: bool) -> None:
        """Pull exactly `samples` from where the timeline stands, move it along, and pass them on."""
        end = timeline.position + samples
        while timeline.position < end:
            block = self.source.pull(end - timeline.position)
            timeline.position += block.length
            self._pass_on(block, wait=wait)

    def _pass_on(self, block: Block, *, wait: bool) -> None:
        if block.segment is not self.playing:
            self.playing = block.segment
            self.on_segment(block.segment)
        for encoder in self.encoders:
            encoder.offer(block, on_floor=self.source.on_floor, wait=wait)


class Engine:
    """Run the roots by the clock. `start` it, then `stop` it."""

    def __init__(
        self, roots: Sequence[Root], timeline: Timeline, pcm: PcmFormat, clock: Clock, *, began: float
    ) -> None:
        """`began` is when, by the clock, the timeline began: before now by what the mounts lack already."""
        self._roots = roots
        self._timeline = timeline
        timeline.began = began
        self._rate = pcm.rate
        self._block = pcm.samples(BLOCK)
        self._clock = clock
        self._began = began
        self._catching_up = True
        self._in_time = False
        self._punctuality = Punctuality(self._block / self._rate)
        self._patience = SETTLE_SECONDS
        self._asked: queue.Queue[_Asked] = queue.Queue(MOST_ASKED)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self) -> None:
        """Begin to pull."""
        self._thread.start()

    @property
    def lateness(self) -> Lateness:
        """How late its blocks were handed over, since what the outage before it cost was made up. From any thread."""
        return self._punctuality.read()

    def play(self, roots: Sequence[Root]) -> None:
        """Pull these from now on; in the engine's own thread, through `ask`."""
        self._roots = roots

    def stop(self) -> None:
        """Pull no more; returns when the thread has ended, a block later at most."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def ask(self, what: Callable[[], _Answer]) -> "Future[_Answer]":
        """Have something done between two blocks, by the thread that sources belong to. From any thread; never waits.

        What is done must return at once. Its answer, or its fault, is in the future; without room for it, a fault.
        """
        answer: Future[_Answer] = Future()
        try:
            self._asked.put_nowait((what, answer))
        except queue.Full:
            answer.set_exception(OurFault("too much is asked of the programme at once"))
        return answer

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait = self.step()
            if wait > 0:
                self._stopping.wait(wait)

    def step(self) -> float:
        """Do what was asked, and pull a block if one is due. Returns how long (seconds) there is nothing to do."""
        self._do_what_was_asked()
        due = round((self._clock.now() - self._began) * self._rate) - self._timeline.position
        if due < self._block:
            self._catching_up, self._in_time, self._patience = False, True, SETTLE_SECONDS
            return (self._block - due) / self._rate
        if due > LATE * self._rate and not self._catching_up:
            late = due / self._rate
            logger.warning("the programme is %.1f s late: this machine was too busy; it catches up now", late)
            self._catching_up = True
        if self._catching_up and self._patience > 0 and any(root.source.settling for root in self._roots):
            self._patience -= _SETTLE_STEP
            return _SETTLE_STEP
        self._advance()
        return 0.0

    def _do_what_was_asked(self) -> None:
        for _ in range(self._asked.qsize()):
            what, answer = self._asked.get_nowait()
            try:
                answer.set_result(what())
            except Exception as wrong:  # whoever asked is told; the programme goes on  # noqa: BLE001
                answer.set_exception(wrong)

    def _advance(self) -> None:
        began = self._timeline.position
        for root in self._roots:
            self._timeline.position = began
            try:
                root.advance(self._timeline, self._block, wait=self._catching_up)
            except Exception:  # a fault in one programme must not silence the others
                logger.exception(
                    "a mistake in LegacyStream: %s could not be pulled; it is tried again", root.source.id
                )
        self._timeline.position = began + self._block
        if self._in_time:
            self._punctuality.note(self._clock.now() - self._began - self._timeline.position / self._rate)
