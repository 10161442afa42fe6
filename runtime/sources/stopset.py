"""The parts of an interlude, one after another: one track each, or as many whole tracks as fit into so many seconds."""

from collections.abc import Sequence
from dataclasses import replace

from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.plan.interlude import Interlude
from runtime.plan.units import NodeId
from runtime.sources.source import Source

__all__ = ["Stopset"]


class Stopset:
    """What an interlude plays: `begin`, then `pull` until nothing plays any more."""

    def __init__(self, plan: Interlude, sources: Sequence[Source], pcm: PcmFormat) -> None:
        """`sources` are those of the parts, in their order."""
        self._parts = plan.parts
        self._is_jingle = plan.jingle
        self._sources = sources
        self._pcm = pcm
        self._part: int | None = None
        self._filled = 0
        self._spots: set[str] = set()
        self._marked: tuple[Segment, Segment] | None = None

    @property
    def playing(self) -> Source | None:
        """The source whose part it is; None when nothing plays."""
        return None if self._part is None else self._sources[self._part]

    @property
    def ready(self) -> bool:
        """Whether any part has something to play."""
        return any(source.ready for source in self._sources)

    @property
    def name(self) -> NodeId:
        """What it is called: as the first of its sources."""
        return self._sources[0].id

    def begin(self) -> None:
        """Play the first part from now on."""
        self._part, self._filled = 0, 0

    def end(self) -> None:
        """Play no more."""
        self._part = None

    def track_left(self) -> None:
        """The running track was left: a part of one track is over with it."""
        if self._part is not None and self._parts[self._part].most is None:
            self._next_part(self._part)

    def pull(self, max_samples: int, *, in_track: bool) -> Block | None:
        """More of the part that plays; None when it is over, and the next one begins."""
        assert self._part is not None
        part, source = self._part, self._sources[self._part]
        block = source.pull(max_samples) if in_track or self._has_room(part) else None
        if block is None or (block.last and self._parts[part].most is None):
            self._next_part(part)
        if block is None:
            return None
        self._filled += block.length
        self._spots.add(block.segment.path or block.segment.id)
        return block

    def marked(self, block: Block) -> Block:
        """The block, its segment marked as a jingle where the plan wants that."""
        if not self._is_jingle or block.segment.kind != "track":
            return block
        if self._marked is None or self._marked[0] is not block.segment:
            self._marked = block.segment, replace(block.segment, kind="jingle")
        return Block(block.samples, self._marked[1], block.offset, block.last)

    def _has_room(self, part: int) -> bool:
        """Whether the next track of a part fits into the time that is left."""
        most, segment = self._parts[part].most, self._sources[part].now_playing
        if most is None:
            return True
        if segment is None or segment.path in self._spots:
            return segment is None
        length = self._pcm.samples(segment.duration or 0.0)
        return self._filled + max(length, 1) <= self._pcm.samples(most)

    def _next_part(self, part: int) -> None:
        self._part = part + 1 if part + 1 < len(self._sources) else None
        self._filled, self._spots = 0, set()
