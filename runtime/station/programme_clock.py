"""The time of the programme: when, by the clock, the sample is due that is being made."""

from datetime import UTC, datetime, timedelta

from runtime.audio.pcm import PcmFormat
from runtime.kernel.clock import Clock
from runtime.sources.shared import Timeline

__all__ = ["ProgrammeClock"]


class ProgrammeClock:
    """A clock that stands where the programme stands, so that what is due at noon is cut to the sample: behind the machine's
    clock while lost time is made up, a little ahead within a block. Before the programme begins it is the machine's.
    """

    def __init__(self, clock: Clock, timeline: Timeline, pcm: PcmFormat) -> None:
        """Follow `timeline`, whose beginning is told by `clock`."""
        self._clock = clock
        self._timeline = timeline
        self._rate = pcm.rate

    def now(self) -> float:
        """Seconds, on the clock's own scale."""
        if self._timeline.began is None:
            return self._clock.now()
        return self._timeline.began + self._timeline.position / self._rate

    def now_ns(self) -> int:
        """Tell `now` in nanoseconds."""
        return round(self.now() * 1e9)

    def wall(self) -> datetime:
        """The time of day at which the sample is due, with its zone."""
        wall = self._clock.wall()
        ahead = timedelta(seconds=self.now() - self._clock.now())
        return (wall.astimezone(UTC) + ahead).astimezone(wall.tzinfo)
