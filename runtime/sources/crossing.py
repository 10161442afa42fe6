"""How two tracks are crossed: the decision, apart from the samples.

Rules:
- Both are heard together for as long as the crossfade says, or the first track's own `cross` hint, or from its `start_next`
  hint on.
- No track gives more than half of itself to either neighbour. So a short one is heard, in its place, and of any tracks in a
  row only two are heard at a time.
- A jingle begins when the track before it has ended, and is over when the next one begins, unless jingles are to be crossed
  too.
- By level, an end or a beginning that is loud is not faded, as it is meant so; two loud ones are not heard together at all.
- Hints of a file (`fade_in`, `fade_out`) say over how much of the common time it comes or goes.
"""

from dataclasses import dataclass

from runtime.audio.hints import Hints
from runtime.audio.pcm import PcmFormat, Segment
from runtime.plan.joining import Crossfade

__all__ = ["LOUD", "Crossing", "Levels", "decide", "most_of"]

LOUD = -16.0
"""dB below full scale (RMS) from which on an end or a beginning is loud."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """How the end of one track and the beginning of the next are put together, in samples.

    Attributes:
        together: how long both are heard.
        going: how long the first one's fade is, at the end of the common time; 0 leaves it as it is.
        coming: how long the second one's fade is, at the beginning of it; 0 leaves it as it is.
    """

    together: int
    going: int
    coming: int


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud (dB below full scale, RMS) a track ends and the next one begins."""

    end: float
    beginning: float


def most_of(plan: Crossfade, segment: Segment, length: int | None, pcm: PcmFormat) -> int:
    """How many samples at most a track gives to its successor; `length` is its own, where it is known."""
    if segment.endless or (segment.kind == "jingle" and not plan.jingles):
        return 0
    wanted = _wanted(plan, segment.hints, length, pcm)
    return wanted if length is None else min(wanted, length // 2)


def _wanted(plan: Crossfade, hints: Hints, length: int | None, pcm: PcmFormat) -> int:
    if hints.cross is not None:
        return pcm.samples(hints.cross)
    if hints.start_next is not None and length is not None:
        return max(0, length - pcm.samples(max(0.0, hints.start_next - (hints.cue_in or 0.0))))
    return pcm.samples(plan.duration)


def decide(
    plan: Crossfade,
    pcm: PcmFormat,
    going: Hints,
    coming: Segment,
    *,
    rest: int,
    length: int | None,
    levels: Levels | None = None,
) -> Crossing:
    """How a track goes and the next one comes.

    Args:
        plan: what the script wants.
        pcm: the programme's format.
        going: the hints of the track that ends.
        coming: the track that begins.
        rest: samples of the first one that are left, and were set aside for this.
        length: samples of the second one, where that is known.
        levels: where the plan goes by them.
    """
    together = min(rest, _room(plan, coming, length))
    loud_end = levels is not None and levels.end >= LOUD
    loud_beginning = levels is not None and levels.beginning >= LOUD
    if loud_end and loud_beginning:
        together = 0
    return Crossing(
        together,
        0 if loud_end else _hinted(going.fade_out, together, pcm),
        0 if loud_beginning else _hinted(coming.hints.fade_in, together, pcm),
    )


def _room(plan: Crossfade, coming: Segment, length: int | None) -> int:
    """How much of the next track may be heard together with the one before."""
    if coming.endless or (coming.kind == "jingle" and not plan.jingles):
        return 0
    return length // 2 if length is not None else 1 << 62


def _hinted(seconds: float | None, together: int, pcm: PcmFormat) -> int:
    return together if seconds is None else min(together, pcm.samples(seconds))
