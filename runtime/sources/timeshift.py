"""A programme that is heard later than it plays: recorded all the time, played by the clock.

Rules. What played at noon is heard `by` later, to the sample, whatever happened between: a restart leaves a hole of its own
length, in which the source has nothing to play, and moves nothing. It is recorded whether or not anybody hears it now: the
station pulls it all the time. A track that is skipped in the programme is skipped later; here nothing can be skipped.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from runtime.audio.delay_line import IDLE, IN_MEMORY, DelayLine, Pieces
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, BlockTail, Tail
from runtime.plan.timeshift import Timeshift
from runtime.plan.units import NodeId
from runtime.sources.one_child import OneChild
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

__all__ = ["TimeshiftSource"]

log = logging.getLogger("legacystream.sources")

LEAVING = 5.0
"""Seconds that the end of the station waits for the disk."""


class TimeshiftSource(OneChild):
    """The child of a `timeshift(…)`."""

    def __init__(
        self,
        plan: Timeshift,
        *,
        node: NodeId,
        child: Source,
        pcm: PcmFormat,
        timeline: Timeline,
        wall: Callable[[], datetime],
        folder: Path | None,
    ) -> None:
        """Make it from its plan.

        Args:
            plan: the node.
            node: its id.
            child: what is heard later.
            pcm: the programme's format.
            timeline: where the programme stands.
            wall: the station's date and time, where the programme stands.
            folder: where it is kept; None keeps it in memory.
        """
        super().__init__(node, plan.origin, child)
        self._timeline = timeline
        self._wall = wall
        self._rate = pcm.rate
        self._by = pcm.samples(plan.by)
        on_disk = folder is not None and plan.by > IN_MEMORY
        pieces = Pieces(folder, pcm, plan.spare / 100, self._say) if folder is not None and on_disk else None
        self._line = DelayLine(self._by, pcm, pieces)
        self._base: int | None = None
        self._recording: tuple[Segment, Segment] | None = None
        self._playing: Segment | None = None
        self._recorded = 0
        self._stopping = threading.Event()
        name = f"delays {node}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True) if on_disk else None

    @property
    def ready(self) -> bool:
        """Whether something was recorded so long ago."""
        return self._line.get(self._heard_now(), 1) is not None

    @property
    def settling(self) -> bool:
        """Whether the disk was not looked at yet; after that, what is not there is a hole."""
        return self._thread is not None and not self.ready and not self._line.looked

    @property
    def now_playing(self) -> Segment | None:
        """What was recorded so long ago."""
        block = self._line.get(self._heard_now(), 1)
        return None if block is None else self._own(block).segment

    @property
    def remaining(self) -> int | None:
        """Nobody asks a recording when it ends: tracks follow each other as they did."""
        return None

    def start(self) -> None:
        """Begin to read and write."""
        if self._thread is not None:
            self._thread.start()

    def stop(self) -> None:
        """Write what is not written, and end."""
        self._stopping.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(LEAVING)

    def pull(self, max_samples: int) -> Block | None:
        """Record what plays now; what was recorded so long ago."""
        self._record(max_samples)
        block = self._line.get(self._heard_now(), max_samples)
        return None if block is None else self._own(block)

    def skip(self) -> None:
        """Nothing is skipped, or all that follows would be early."""

    def leave(self, most: int) -> Tail:
        """Time goes on; what would be heard next is for who fades it out."""
        found: list[Block] = []
        at = self._heard_now()
        while most > 0 and (block := self._line.get(at, most)) is not None:
            found.append(block)
            at, most = at + block.length, most - block.length
        return BlockTail(found) if found else NO_TAIL

    def _record(self, samples: int) -> None:
        """Pull the child for the time that is being made, a block after the other, each where it belongs."""
        began, end = self._timeline.position, self._timeline.position + samples
        base = self._begun()
        try:
            self._timeline.position = max(began, self._recorded)
            while self._timeline.position < end:
                block = self._child.pull(end - self._timeline.position)
                if block is None:
                    break
                self._line.put(base + self._timeline.position, self._kept(block, base))
                self._timeline.position += block.length
            self._recorded = self._timeline.position
        finally:
            self._timeline.position = began

    def _begun(self) -> int:
        """The sample since 1970 with which the timeline began."""
        if self._base is None:
            self._base = round(self._wall().timestamp() * self._rate) - self._timeline.position
        return self._base

    def _heard_now(self) -> int:
        return self._begun() + self._timeline.position - self._by

    def _kept(self, block: Block, base: int) -> Block:
        """A block as it is kept: its segment is called like no other, also not one of an earlier run."""
        if self._recording is None or self._recording[0] is not block.segment:
            name = f"{self.id}/{base}/{block.segment.id}"
            self._recording = block.segment, replace(block.segment, id=name)
        return Block(block.samples, self._recording[1], block.offset, block.last)

    def _own(self, block: Block) -> Block:
        """A block as it is heard: all of a segment have the same one, whichever pieces they come from."""
        if self._playing is None or self._playing.id != block.segment.id:
            self._playing = replace(block.segment, origin=self.origin)
        return Block(block.samples, self._playing, block.offset, block.last)

    def _run(self) -> None:
        while not self._stopping.is_set():
            if not self._line.work():
                self._stopping.wait(IDLE)
        self._line.close()

    def _say(self, text: str, *values: object) -> None:
        log.warning('timeshift "%s": %s', self.id, text % values, extra={"origin": self.origin})
