"""Sound that is kept for seconds, in few large pieces of memory.

Why: a decoder gives some twenty milliseconds at a time, in memory of its own with all that belongs to a frame. Five seconds of
such frames are a thousand small pieces, freed one by one: they spread over the whole heap, and the pages between them cannot be
given back.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["SLAB", "Slabs"]

SLAB = 22_050
"""Samples in one piece: half a second, in stereo 176 kB, which the system gives and takes back by the page."""


class Slabs:
    """Puts arrays of one format one behind the other. What is kept stays as long as somebody holds it."""

    def __init__(self) -> None:
        self._slab: Samples | None = None
        self._used = 0

    def keep(self, samples: "Samples") -> "Samples":
        """The same samples in a slab; those that are as large as one stay where they are."""
        length = len(samples)
        if length >= SLAB:
            return samples
        if self._slab is None or self._used + length > SLAB:
            self._slab, self._used = _slab(samples), 0
        place = self._slab[self._used : self._used + length]
        place[:] = samples
        self._used += length
        return place


def _slab(like: "Samples") -> "Samples":
    import numpy as np

    return np.empty((SLAB, *like.shape[1:]), like.dtype)
