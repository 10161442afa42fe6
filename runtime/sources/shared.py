"""A source that several others hear at once.

Strategy: what it gives is filed under the programme's own time. Whoever asks for a time that was already
pulled gets the same samples; only a new time pulls the source. So two mounts that share a source hear the
same, whichever is served first, and nobody keeps a place in it.
"""

from collections import deque
from dataclasses import dataclass

from runtime.audio.pcm import Block, Segment
from runtime.plan.origin import Origin
from runtime.plan.units import NodeId
from runtime.sources.source import Source

__all__ = ["KEPT_BLOCKS", "SharedSource", "Timeline"]

KEPT_BLOCKS = 16
"""Blocks that are kept for those who ask later; an engine's step makes one, or one more for each segment that
ends in it.
"""


@dataclass(slots=True)
class Timeline:
    """Where in the programme the next samples belong, counted in samples. Whoever pulls moves it."""

    position: int = 0


class SharedSource:
    """Gives each time of the programme once, to all who ask for it."""

    def __init__(self, source: Source, timeline: Timeline) -> None:
        """Share `source` among those who pull by `timeline`."""
        self._source = source
        self._timeline = timeline
        self._kept: deque[tuple[int, Block]] = deque(maxlen=KEPT_BLOCKS)

    @property
    def id(self) -> NodeId:
        """The source's id."""
        return self._source.id

    @property
    def origin(self) -> Origin:
        """The source's script line."""
        return self._source.origin

    @property
    def ready(self) -> bool:
        """Whether `pull` would give something now."""
        return self._find(self._timeline.position) is not None or self._source.ready

    @property
    def settling(self) -> bool:
        """Whether the source is about to have something."""
        return self._source.settling

    @property
    def now_playing(self) -> Segment | None:
        """The segment of the source's next block."""
        return self._source.now_playing

    def start(self) -> None:
        """Nothing of its own: each source is started by whoever built it."""

    def stop(self) -> None:
        """Nothing of its own."""

    def pull(self, max_samples: int) -> Block | None:
        """The samples of this time: those already given to another, or new ones."""
        now = self._timeline.position
        found = self._find(now)
        if found is None:
            return self._pull_new(now, max_samples)
        began, block = found
        if now > began:
            block = block.split(now - began)[1]
        return block if block.length <= max_samples else block.split(max_samples)[0]

    def skip(self) -> None:
        """Leave the running segment, for all who hear it."""
        self._source.skip()

    def _find(self, now: int) -> tuple[int, Block] | None:
        return next(
            ((began, block) for began, block in self._kept if began <= now < began + block.length), None
        )

    def _pull_new(self, now: int, max_samples: int) -> Block | None:
        block = self._source.pull(max_samples)
        if block is not None:
            self._kept.append((now, block))
        return block
