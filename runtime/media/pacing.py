"""What `latency=` means: how much a newcomer gets at once, and how often everybody gets more.

Strategy: a listener's player holds the burst. Each tick hands over all that is new, so the player's buffer swings by one tick
below the burst. A quarter of the latency is a swing that leaves three quarters to the network, and a second and a half is the
longest tick with which titles and reconnects still feel prompt. Few, large sends are what makes ten thousand listeners cheap.
"""

from dataclasses import dataclass

__all__ = ["ARRIVAL_BELOW", "LONGEST_TICK", "SHORTEST_TICK", "Pacing"]

ARRIVAL_BELOW = 0.25
"""Below this latency (seconds) each frame is sent when it arrives, not when a tick comes round."""

LONGEST_TICK = 1.5
SHORTEST_TICK = 0.02


@dataclass(frozen=True, slots=True)
class Pacing:
    """Burst, tick and page length for one latency; all in seconds.

    Attributes:
        burst: how far behind live a newcomer begins.
        tick: how often a listener is sent what is new.
        page: the longest Ogg page; short, so that a page never waits longer than a tick.
        on_arrival: whether frames are sent as they come.
    """

    burst: float
    tick: float
    page: float
    on_arrival: bool

    @classmethod
    def for_latency(cls, latency: float) -> "Pacing":
        """Work out the pacing of a mount from its `latency` (seconds)."""
        tick = min(LONGEST_TICK, max(SHORTEST_TICK, latency / 4))
        return cls(burst=latency, tick=tick, page=min(0.2, tick), on_arrival=latency < ARRIVAL_BELOW)

    def ring_seconds(self) -> float:
        """How much audio (seconds) the mount's ring holds: the burst twice over, and room for those who
        stall.
        """
        return max(20.0, 2 * self.burst + 10.0)
