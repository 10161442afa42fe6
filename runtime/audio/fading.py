"""How sounds come and go: the curves, and a tail that goes while something else comes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from runtime.audio.tail import MOST_VOICES, NO_TAIL, HeldTail, Tail, gathered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runtime.audio.pcm import Samples

    Gains: TypeAlias = NDArray[np.float32]

__all__ = ["Overlap", "OverlapTail", "Shape", "both", "fade_in", "fade_out", "rising"]

Shape: TypeAlias = Literal["sin", "lin", "exp", "log"]

STEEPNESS = 4.0
"""How bent "exp" and "log" are: after half of the time, 12 % and 83 % of the way."""


def rising(shape: Shape, at: "Gains") -> "Gains":
    """The gain of a sound that comes, at points of its fade from 0 (begins) to 1 (is there).

    "sin" keeps two different sounds equally loud together while one comes and the other goes; "lin" keeps two alike so.
    """
    import numpy as np

    at = np.clip(at, 0.0, 1.0)
    gains: Gains = _CURVES[shape](at).astype(np.float32)
    return gains


def _sine(at: "Gains") -> "Gains":
    import numpy as np

    gains: Gains = np.sin(at * (np.pi / 2))
    return gains


def _late(at: "Gains") -> "Gains":
    import numpy as np

    gains: Gains = np.expm1(STEEPNESS * at) / np.expm1(STEEPNESS)
    return gains


def _early(at: "Gains") -> "Gains":
    import numpy as np

    gains: Gains = np.log1p(at * np.expm1(STEEPNESS)) / STEEPNESS
    return gains


_CURVES: "Mapping[Shape, Callable[[Gains], Gains]]" = {
    "sin": _sine,
    "lin": lambda at: at,
    "exp": _late,
    "log": _early,
}


def points(began: int, length: int, whole: int) -> "Gains":
    """Where in a fade of `whole` samples the `length` samples from `began` on stand."""
    import numpy as np

    steps = np.arange(began, began + length, dtype=np.float32)
    return (steps + np.float32(0.5)) / np.float32(max(1, whole))


def fade_in(samples: "Samples", shape: Shape, began: int, whole: int) -> "Samples":
    """Samples of a sound that comes; they are `began` samples into its fade of `whole`."""
    return samples * rising(shape, points(began, len(samples), whole))[:, None]


def fade_out(samples: "Samples", shape: Shape, began: int, whole: int) -> "Samples":
    """Samples of a sound that goes; they are `began` samples into its fade of `whole`."""
    return samples * rising(shape, 1 - points(began, len(samples), whole))[:, None]


class Overlap:
    """A tail that goes while something else comes.

    Args:
        tail: what goes.
        shape: of both fades.
        shape_in: of what comes, where that is another one.
        going: samples over which the tail is faded out; None leaves it as it is.
        coming: samples over which what comes is faded in; None leaves it as it is.
        hold: samples of the tail before its fade begins.
    """

    def __init__(
        self,
        tail: Tail,
        shape: Shape,
        *,
        going: int | None,
        coming: int | None,
        hold: int = 0,
        shape_in: Shape | None = None,
    ) -> None:
        self._tail = tail
        self._shape: Shape = shape
        self._shape_in: Shape = shape_in or shape
        self._going = going
        self._coming = coming
        self._gone = -hold
        self._come = 0

    @property
    def voices(self) -> int:
        """How many sounds still go."""
        return self._tail.voices if self.length else 0

    @property
    def over(self) -> bool:
        """Whether both are done: the tail is silent, what came is there."""
        return not self.length and self._come >= (self._coming or 0)

    @property
    def length(self) -> int:
        """Samples that the tail will still be heard."""
        left = self._tail.length
        return left if self._going is None else min(left, self._going - self._gone)

    def mix(self, samples: "Samples") -> "Samples":
        """What comes, faded in, and what goes, faded out, together."""
        mixed = self._faded_in(samples)
        going = self.take(len(samples))
        if len(going) == len(mixed):
            return going + mixed
        if len(going):
            mixed = mixed.copy()
            mixed[: len(going)] += going
        return mixed

    def take(self, samples: int) -> "Samples":
        """What goes, alone: an overlap is a tail itself."""
        wanted = min(samples, self.length)
        if not wanted:
            return NO_TAIL.take(1)
        taken = self._tail.take(wanted)
        if self._going is not None and self._gone + len(taken) > 0:
            taken = fade_out(taken, self._shape, self._gone, self._going)
        self._gone += len(taken)
        return taken

    def _faded_in(self, samples: "Samples") -> "Samples":
        began, self._come = self._come, self._come + len(samples)
        if self._coming is None or began >= self._coming:
            return samples
        return fade_in(samples, self._shape_in, began, self._coming)


class OverlapTail:
    """What is left when the sound that comes is left too, before the other has gone: both together."""

    def __init__(self, overlap: Overlap, coming: Tail) -> None:
        self._overlap: Overlap | None = overlap
        self._coming = coming

    @property
    def voices(self) -> int:
        """What still goes, and what came."""
        return (self._overlap.voices if self._overlap is not None else 0) + self._coming.voices

    @property
    def length(self) -> int:
        """Until the last of the two has gone."""
        return max(self._overlap.length if self._overlap is not None else 0, self._coming.length)

    def take(self, samples: int) -> "Samples":
        """The next samples of both."""
        return gathered(self._take_some, samples)

    def _take_some(self, samples: int) -> "Samples":
        overlap = self._overlap
        if overlap is None:
            return self._coming.take(samples)
        if not self._coming.length:
            return overlap.take(samples)
        mixed = overlap.mix(self._coming.take(min(samples, self._coming.length)))
        if overlap.over:
            self._overlap = None  # where changes follow each other, no chain of what is over is left behind
        return mixed


def both(overlap: Overlap | None, coming: Tail, last: "Samples", smooth: int) -> Tail:
    """What is left when a change is left: of what still goes, and of what comes.

    Args:
        overlap: the change, if there is one.
        coming: what is left of the sound that comes.
        last: what was heard last, shape (1, channels): all that is kept where too many sounds go at a time.
        smooth: samples over which that goes then.
    """
    if overlap is None or not overlap.length:
        return coming
    if overlap.voices + coming.voices > MOST_VOICES:
        return HeldTail(last, smooth)
    if coming.length < overlap.length:  # it would break off while the other is still heard
        coming = Overlap(coming, "sin", going=coming.length, coming=None)
    return OverlapTail(overlap, coming)
