"""A live input, or another station, whose shows are known beforehand: for a programme that nobody listens to."""

from collections.abc import Callable
from itertools import count

from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.tail import NO_TAIL, Tail
from runtime.media.title import Title
from runtime.plan.relay import HttpInput
from runtime.plan.source import LiveInput
from runtime.plan.units import NodeId

__all__ = ["PlannedShow"]

TONE = 500.0
"""Hertz of what a show with a level sounds like."""


class PlannedShow:
    """Plays while its show is on; each show is a segment of its own."""

    def __init__(
        self,
        plan: LiveInput | HttpInput,
        *,
        node: NodeId,
        pcm: PcmFormat,
        on: Callable[[], bool],
        level: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Make it from its plan; `on` tells whether a show is on, `level` how high its samples are."""
        self.id = node
        self.origin = plan.origin
        self._plan = plan
        self._pcm = pcm
        self._on = on
        self._level = level
        self._numbers = count(1)
        self._offset = 0
        self._segment: Segment | None = None

    @property
    def ready(self) -> bool:
        """Whether the show is on."""
        if not self._on():
            self._segment = None
        return self._on()

    @property
    def settling(self) -> bool:
        """Never."""
        return False

    @property
    def now_playing(self) -> Segment | None:
        """The show that is on."""
        return self._segment

    @property
    def remaining(self) -> int | None:
        """Nobody knows when a show ends."""
        return None

    def start(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to do."""

    def pull(self, max_samples: int) -> Block | None:
        """The show, as silence, or as a tone where it has a level."""
        import numpy as np

        if not self.ready:
            return None
        if self._segment is None:
            self._segment, self._offset = self._new_segment(), 0
        level, shape = self._level(), (max_samples, self._pcm.channels)
        if level:
            at = (self._offset + np.arange(max_samples)) * (2 * np.pi * TONE / self._pcm.rate)
            samples = np.repeat((level * np.sin(at)).astype(np.float32)[:, None], shape[1], axis=1)
        else:
            samples = np.broadcast_to(np.float32(0), shape)
        block = Block(samples, self._segment, self._offset)
        self._offset += max_samples
        return block

    def skip(self) -> None:
        """There is nothing behind what is live."""

    def leave(self, most: int) -> Tail:  # noqa: ARG002
        """The show goes on without being heard."""
        return NO_TAIL

    def _new_segment(self) -> Segment:
        hints = Hints(fade_in=self._plan.fade, fade_out=self._plan.fade)
        where = self._plan.path if isinstance(self._plan, LiveInput) else self.id
        title = Title(title=f"live on {where}")
        return Segment(f"{self.id}/{next(self._numbers)}", "live", title, "", self.origin, hints)
