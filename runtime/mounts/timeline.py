"""Samples counted as microseconds without an error that grows."""

from dataclasses import dataclass

__all__ = ["Timeline", "lasts"]


@dataclass(slots=True)
class Timeline:
    """How long each piece lasts on a ring's timeline, so that the sum is right for ever."""

    rate: int
    _samples: int = 0

    def advance(self, samples: int) -> int:
        """The duration in microseconds of the next `samples`."""
        before = self._samples * 1_000_000 // self.rate
        self._samples += samples
        return self._samples * 1_000_000 // self.rate - before


def lasts(timeline: Timeline | None, samples: int) -> int:
    """Microseconds of `samples`; what closes a predecessor's work lasts no time."""
    return timeline.advance(samples) if timeline is not None and samples else 0
