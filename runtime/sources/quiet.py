"""A source without its silences: `skip_blank` and `strip_blank`.

Rules.
- "skip": a track that has been silent for too long is left, and the next one plays. A live show is not left.
- "strip": a source that has been silent for too long has nothing to play, so that whoever stands behind it in a `fallback`
  plays. Meanwhile it is listened to all the same, and when there has been sound for long enough it can play again. One that
  was lost must be good for as long when it comes back, so that a line that comes and goes is not switched to and fro; who
  was away for `FRESH` seconds begins anew.
"""

from runtime.audio.meter import rms
from runtime.audio.pcm import Block, PcmFormat
from runtime.audio.tail import NO_TAIL, Tail
from runtime.plan.sound import Quiet
from runtime.plan.units import NodeId
from runtime.sources.effect import DrySource
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

__all__ = ["PAUSE", "SkipSource", "StripSource"]

PAUSE = 0.5
"""Seconds of silence that a good signal may have in it: words have pauses."""

FRESH = 600.0
"""Seconds after which a source that was lost is taken at once: it is another show, and not a line that comes and goes."""


class SkipSource(DrySource):
    """The child of a `skip_blank(…)`."""

    def __init__(self, plan: Quiet, *, node: NodeId, child: Source, pcm: PcmFormat) -> None:
        """Make it from its plan."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._pcm = pcm
        self._segment = ""
        self._silent = 0.0

    def pull(self, max_samples: int) -> Block | None:
        """The child's next block; after too much silence, the next track's."""
        if self._silent >= self._plan.after:
            self._silent = 0.0
            self._child.skip()
        block = super().pull(max_samples)
        if block is not None:
            self._listen(block)
        return block

    def _listen(self, block: Block) -> None:
        if block.segment.id != self._segment:
            self._segment, self._silent = block.segment.id, 0.0
        if block.segment.kind in ("track", "jingle") and rms(block.samples) < self._plan.threshold:
            self._silent += block.length / self._pcm.rate
        else:
            self._silent = 0.0


class StripSource(DrySource):
    """The child of a `strip_blank(…)`."""

    def __init__(
        self, plan: Quiet, *, node: NodeId, child: Source, pcm: PcmFormat, timeline: Timeline
    ) -> None:
        """Make it from its plan; `timeline` tells how much of it nobody has heard."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._pcm = pcm
        self._timeline = timeline
        self._away = False
        self._heard = False
        self._lost_at: int | None = None
        self._silent = 0.0
        self._good = 0.0
        self._listened_at = 0

    @property
    def ready(self) -> bool:
        """Whether it can play, and is not silent."""
        if not self._away and self._heard and not self._child.ready:
            self._lost_at = self._timeline.position
            self._go_away(0)
        if self._away:
            self._listen_aside()
        return not self._away and self._child.ready

    def pull(self, max_samples: int) -> Block | None:
        """The child's next block; None once it has been silent for too long."""
        if not self.ready:
            return None
        block = super().pull(max_samples)
        if block is not None:
            self._heard = True
            self._hear(block)
        if self._silent >= self._plan.after:
            self._go_away(block.length if block is not None else 0)
        return block

    def leave(self, most: int) -> Tail:
        """Leave the child's running segment; what was silent is over already."""
        return NO_TAIL if self._away else super().leave(most)

    def _listen_aside(self) -> None:
        """Hear what nobody hears, as much as the programme's time went on; come back when it is good."""
        passed = self._timeline.position - self._listened_at
        if passed <= 0:
            return
        self._listened_at = self._timeline.position
        if self._lost_at is not None and self._child.ready:
            if self._timeline.position - self._lost_at > self._pcm.samples(FRESH):
                self._good = self._plan.back
            self._lost_at = None
        passed = min(passed, self._pcm.rate)
        while passed > 0 and (block := self._child.pull(passed)) is not None:
            passed -= block.length
            self._hear(block)
        if passed > 0:
            self._good = 0.0  # a line that is gone is not good
            if self._lost_at is None and not self._child.ready:
                self._lost_at = self._timeline.position
        if self._good >= self._plan.back:
            self._away, self._silent, self._heard, self._lost_at = False, 0.0, False, None
            self._come_on()

    def _go_away(self, heard: int) -> None:
        """Have nothing to play until it is good again; `heard` samples of this moment were heard already."""
        self._away, self._good = True, 0.0
        self._listened_at = self._timeline.position + heard

    def _come_on(self) -> None:
        """A live show that nobody heard comes on anew, by its fade."""
        segment = self._child.now_playing
        if segment is not None and segment.kind == "live":
            self._child.leave(0)

    def _hear(self, block: Block) -> None:
        seconds = block.length / self._pcm.rate
        if rms(block.samples) < self._plan.threshold:
            self._silent += seconds
            self._good = 0.0 if self._silent > PAUSE else self._good
        else:
            self._silent = 0.0
            self._good += seconds
