"""How loud something is to ears: LUFS and true peaks, as EBU R128 (ITU-R BS.1770) measures them, by libavfilter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runtime.audio.filter_graph import FilterGraph
from runtime.audio.meter import QUIETEST, decibels
from runtime.audio.pcm import PcmFormat

if TYPE_CHECKING:
    from runtime.audio.pcm import Samples

__all__ = ["INAUDIBLE", "LoudnessMeter", "Measured", "measure"]

INAUDIBLE = -70.0
"""LUFS; what is below is no part of a programme (BS.1770-5, the absolute gate)."""

_MOMENTARY, _SHORT_TERM, _WHOLE, _PEAK = (
    "lavfi.r128.M",
    "lavfi.r128.S",
    "lavfi.r128.I",
    "lavfi.r128.true_peak",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of a whole track: its loudness (LUFS), and its true peak (dB below full scale)."""

    loudness: float
    peak: float


class LoudnessMeter:
    """Follows a sound. One is good for a lifetime: it forgets what is older than three seconds.

    Attributes:
        momentary: the loudness (LUFS) of the last 0.4 s.
    """

    def __init__(self, pcm: PcmFormat) -> None:
        """Make it; it begins with silence."""
        self.momentary = QUIETEST
        self._graph = FilterGraph("ebur128=metadata=1", pcm)

    def hear(self, samples: "Samples") -> float:
        """Take samples; gives the loudness (LUFS) of the last three seconds, `INAUDIBLE` or less for silence."""
        self._graph.push(samples)
        self.momentary = _number(self._graph.readings.get(_MOMENTARY, ""), QUIETEST)
        return _number(self._graph.readings.get(_SHORT_TERM, ""), QUIETEST)


def measure(
    arrays: "Iterable[Samples]", pcm: PcmFormat, go_on: Callable[[], bool] = lambda: True
) -> Measured | None:
    """Measure a whole track. None when it is silent, or when it was to be measured no further (`go_on`)."""
    graph = FilterGraph("ebur128=metadata=1:peak=true", pcm)
    loudness, peak = QUIETEST, 0.0
    for samples in arrays:
        if not go_on():
            return None
        graph.push(samples)
        peak = max(peak, _number(graph.readings.get(_PEAK, ""), 0.0))
    graph.flush()
    loudness = _number(graph.readings.get(_WHOLE, ""), QUIETEST)
    peak = max(peak, _number(graph.readings.get(_PEAK, ""), 0.0))
    return Measured(loudness, decibels(peak)) if loudness > INAUDIBLE else None


def _number(text: str, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if value == value else otherwise
