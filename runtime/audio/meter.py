"""How loud samples are."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["QUIETEST", "decibels", "factor", "peak", "rms"]

QUIETEST = -120.0
"""dB below full scale that silence is said to have; less is in no recording."""


def decibels(amplitude: float) -> float:
    """An amplitude (1.0 is full scale) in dB."""
    return max(QUIETEST, 20 * math.log10(amplitude)) if amplitude > 0 else QUIETEST


def factor(level: float) -> float:
    """A level in dB as what samples are multiplied by."""
    return float(10 ** (level / 20))


def rms(samples: "Samples") -> float:
    """The level (dB below full scale) of samples, over all channels; a full square wave has 0."""
    if not samples.size:
        return QUIETEST
    import numpy as np

    flat = samples.reshape(-1)
    return decibels(math.sqrt(float(np.dot(flat, flat)) / flat.size))


def peak(samples: "Samples") -> float:
    """The highest sample, in dB below full scale."""
    import numpy as np

    return decibels(float(np.abs(samples).max())) if samples.size else QUIETEST
