"""A station in virtual time: the graph of the plan without sound and without waiting, a day of programme in seconds.

Strategy: the sources are those of a station on the air, and so are all decisions. Files are silence of their length, at a
thousand samples a second; live shows are written down beforehand; what works on samples alone is left out. The clock stands
wherever the programme stands, so that what is due is cut to the sample whatever the step.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from runtime.audio.file_loudness import FileLoudness
from runtime.audio.media import Lengths, Silent
from runtime.audio.pcm import Block, PcmFormat
from runtime.kernel.events import Event, EventBus
from runtime.plan import NodeId, Station
from runtime.sources.floor import Floor
from runtime.sources.shared import Timeline

from .functions.script import Script
from .making import Ground, Made, Separations, Sources
from .making.silent import Show, silent_makers
from .zone import StationTime, Zone

__all__ = ["PCM", "STEP", "Heard", "VirtualClock", "VirtualStation"]

PCM = PcmFormat(rate=1000, channels=1)
"""What runs in a programme without sound: a sample is a millisecond."""

STEP = 1.0
"""Seconds that are pulled at a time; live shows begin and end at whole ones."""


class VirtualClock:
    """Stands where the programme stands."""

    def __init__(self, timeline: Timeline, begin: datetime) -> None:
        """Begin at a moment, which has a zone."""
        self._timeline = timeline
        self._begin = begin.astimezone(UTC)

    def now(self) -> float:
        """Seconds since the beginning."""
        return self._timeline.position / PCM.rate

    def now_ns(self) -> int:
        """Tell `now` in nanoseconds."""
        return round(self.now() * 1e9)

    def wall(self) -> datetime:
        """The date and time, in UTC."""
        return self._begin + timedelta(milliseconds=self._timeline.position)


@dataclass(frozen=True, slots=True)
class Heard:
    """A block that is heard, when it is heard, and whether it is the floor's."""

    at: datetime
    block: Block
    on_floor: bool


@dataclass(slots=True)
class Ledger(EventBus):
    """Keeps what is told, instead of handing it out."""

    told: list[Event] = field(default_factory=list)

    def emit(self, name: str, source: str, details: Mapping[str, object] | None = None) -> None:
        """Keep it."""
        self.told.append(Event(name, source, dict(details or {}), self.wall()))


class VirtualStation:
    """A station's programmes, played as fast as they can be decided.

    Attributes:
        made: every source, by its id.
        events: what was told so far.
    """

    def __init__(
        self,
        station: Station,
        begin: datetime,
        *,
        seed: int = 0,
        shows: Mapping[NodeId, Show] | None = None,
        lengths: Lengths | None = None,
    ) -> None:
        """Build it; nothing is played yet.

        Args:
            station: the plan.
            begin: when it begins to play.
            seed: what chance decides is the same for the same seed.
            shows: who comes live, and when, by the id of the input.
            lengths: the seconds that files last, by their names; others are looked at.
        """
        self._timeline = Timeline(began=0.0)
        clock = VirtualClock(self._timeline, begin)
        self._wall = StationTime(Zone(station.identity.timezone), clock)
        ledger = Ledger(self._wall)
        self.events = ledger.told
        media = Silent(PCM, lengths or {})
        ground = Ground(
            base=Path(station.folder),
            pcm=PCM,
            media=media,
            clock=clock,
            wall=self._wall,
            timeline=self._timeline,
            rng=random.Random(seed),
            events=ledger,
            separations=Separations(),
            script=Script(None, clock, self._wall, Path(station.folder), PCM.rate, ""),
            loudness=FileLoudness(media, PCM),
        )
        ground.separations.use(station)
        sources = Sources(station, ground, makers=silent_makers(shows or {}))
        heard = dict.fromkeys(mount.source for mount in station.mounts.values())
        self._floors = {node: Floor(sources.get(node), PCM, clock.now) for node in heard}
        self.made: Mapping[NodeId, Made] = sources.made

    @property
    def now(self) -> datetime:
        """The station's date and time, where the programme stands."""
        return self._wall()

    def play(self, root: NodeId, seconds: float) -> Iterator[Heard]:
        """Play so long; gives what is heard on the mounts of one source. The others are played as well."""
        end = self._timeline.position + PCM.samples(seconds)
        while self._timeline.position < end:
            yield from self._step(root, min(PCM.samples(STEP), end - self._timeline.position))

    def stop(self) -> None:
        """Close what is open."""
        for made in self.made.values():
            made.source.stop()

    def _step(self, root: NodeId, samples: int) -> Iterator[Heard]:
        """A step of every programme; the timeline ends where it must whatever the last of them did."""
        begin = self._timeline.position
        for node, floor in self._floors.items():
            self._timeline.position = begin
            while (left := begin + samples - self._timeline.position) > 0:
                at, block = self._wall(), floor.pull(left)
                if node == root:
                    yield Heard(at, block, floor.on_floor)
                self._timeline.position += block.length
        self._timeline.position = begin + samples
