"""A source brought to one loudness.

Rules.
- A track whose loudness is known (ReplayGain or R128 tags, a measurement) has one gain from its first sample to its last, so
  that its own soft and loud places stay. What is not known (a live show, a file that is heard for the first time) is followed
  slowly.
- Where one track goes while another comes, the gain moves from the one's to the other's meanwhile.
- What is nearly silent changes nothing: a pause is not turned up.
- Whatever comes out is limited: no true peak is above the plan's.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from runtime.audio.loudness import LoudnessMeter, Measured
from runtime.audio.meter import factor
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.plan.sound import Filter, Loudness
from runtime.plan.units import NodeId
from runtime.sources.effect import EffectSource
from runtime.sources.filtered import FilteredSource
from runtime.sources.gain import turned
from runtime.sources.reasons import Choice
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["DOWN", "HEADROOM", "PAUSE", "REFERENCE", "UP", "LevelledSource", "LoudnessSource", "limiter"]

REFERENCE = -18.0
"""LUFS that ReplayGain 2.0 brings a track to."""

DOWN, UP = 2.0, 0.7
"""dB a second by which the gain goes down and up while a sound is followed."""

PAUSE = 25.0
"""dB below the target from which on a sound is a pause, and is not followed."""

HEADROOM = 0.65
"""dB that are kept free for what coming back from four times as many samples adds to a limited peak: 0.6 was measured."""

JUMP = 0.05
"""Seconds in which the gain goes from one track's to the next one's, where they are not heard together."""


class Knows(Protocol):
    """Knows how loud files are."""

    def begin(self) -> None: ...
    def end(self) -> None: ...
    def of(self, shown: str) -> Measured | None: ...


def limiter(plan: Loudness) -> str:
    """The graph that keeps true peaks below the plan's: between the samples too, which four times as many show."""
    rate = 4 * PcmFormat().rate
    level = f"alimiter=limit={factor(plan.peak - HEADROOM):.6g}:attack=2:release=60:level=disabled:latency=1"
    return f"aresample={rate},{level},aresample={rate // 4}"


class LevelledSource(EffectSource):
    """The child of a `loudness(…)` or a `normalize(…)`, before it is limited.

    Attributes:
        gain: by how many dB it is louder now.
    """

    def __init__(
        self,
        plan: Loudness,
        *,
        node: NodeId,
        child: Source,
        pcm: PcmFormat,
        files: Knows,
        target: Callable[[], float],
    ) -> None:
        """Make it from its plan; `files` knows how loud files are, `target` reads what all is brought to."""
        super().__init__(node, plan.origin, child)
        self.gain = 0.0
        self._plan = plan
        self._pcm = pcm
        self._files = files
        self._target = target
        self._meter: LoudnessMeter | None = None
        self._segment = ""
        self._follows = False
        self._moving = 0.0
        """dB a second by which the gain goes to that of a track which has just begun, while another is heard beneath it."""

    def start(self) -> None:
        """Have files measured from now on."""
        if self._plan.by == "track":
            self._files.begin()

    def stop(self) -> None:
        """Have no more measured."""
        if self._plan.by == "track":
            self._files.end()

    def _work(self, samples: "Samples", block: Block) -> "Samples":
        before, seconds = self.gain, len(samples) / self._pcm.rate
        known = self._known(block.segment)
        if block.segment.id != self._segment:
            self._begin(block, known)
        if known is not None:
            self._go_to(self._target() - known, self._moving or (DOWN if self._follows else 1e3), seconds)
            return turned(samples, factor(before), factor(self.gain))
        self._follow(samples, seconds)
        return turned(samples, factor(before), factor(self.gain))

    def _work_on_tail(self, samples: "Samples") -> "Samples":
        by = factor(self.gain)
        return turned(samples, by, by)

    def _begin(self, block: Block, known: float | None) -> None:
        """A track begins; `block.over` is how long something else is heard with it."""
        self._segment, self._follows = block.segment.id, known is None
        if known is None:
            self._moving = 0.0
            return
        over = max(block.over / self._pcm.rate, JUMP)
        self._moving = abs(self._bounded(self._target() - known) - self.gain) / over

    def _known(self, segment: Segment) -> float | None:
        """The loudness (LUFS) of a track, where that is known."""
        if self._plan.by != "track" or segment.kind not in ("track", "jingle"):
            return None
        if segment.hints.replaygain_db is not None:
            return REFERENCE - segment.hints.replaygain_db
        measured = self._files.of(segment.path) if segment.path else None
        return None if measured is None else measured.loudness

    def _follow(self, samples: "Samples", seconds: float) -> None:
        """Move towards what the last seconds want."""
        if self._meter is None:
            self._meter = LoudnessMeter(self._pcm)
        heard = self._meter.hear(samples)
        if self._meter.momentary < self._target() - PAUSE:
            return
        wanted = self._target() - heard
        self._go_to(wanted, DOWN if wanted < self.gain else UP, seconds)

    def _go_to(self, wanted: float, speed: float, seconds: float) -> None:
        step = speed * seconds
        self.gain += min(step, max(-step, self._bounded(wanted) - self.gain))

    def _bounded(self, gain: float) -> float:
        return min(self._plan.most, max(-self._plan.most, gain))


class LoudnessSource(FilteredSource):
    """A source that is levelled, and then limited."""

    def __init__(
        self, plan: Loudness, levelled: LevelledSource, *, pcm: PcmFormat, timeline: Timeline
    ) -> None:
        """Put a limiter behind what is levelled; `timeline` tells a shared child for which time it is pulled."""
        name = "loudness" if plan.by == "track" else "normalize"
        limited = Filter((levelled.id,), name, limiter(plan), origin=plan.origin)
        super().__init__(limited, node=levelled.id, child=levelled, pcm=pcm, timeline=timeline)
        self._levelled = levelled

    @property
    def gain(self) -> float:
        """By how many dB the source is louder now."""
        return self._levelled.gain

    @property
    def choice(self) -> Choice:
        """What is levelled."""
        return self._levelled.choice

    def start(self) -> None:
        """Have files measured from now on."""
        self._levelled.start()

    def stop(self) -> None:
        """Have no more measured."""
        self._levelled.stop()
