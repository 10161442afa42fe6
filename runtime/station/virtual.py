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
from runtime.audio.media import NOT_HERE, DecodingInStep, Lengths, Silent
from runtime.audio.pcm import Block, PcmFormat
from runtime.kernel.events import Event, EventBus
from runtime.plan import NodeId, Station
from runtime.sources.floor import Floor
from runtime.sources.shared import Timeline
from runtime.sources.web_tracks import NO_WEB, Pretended

from .functions.script import Script
from .making import Ground, Made, Separations, Sources, recorded_always
from .making.silent import Level, Show, silent_makers
from .zone import StationTime, Zone

__all__ = ["PCM", "STEP", "Heard", "VirtualClock", "VirtualStation"]

PCM = PcmFormat(rate=1000, channels=1)
"""What runs in a programme without sound: a sample is a millisecond."""

STEP = 5.0
"""Seconds that are pulled at a time, by the clock: live shows begin and end at whole ones of these."""

STEP_WITH_SOUND = 1.0
"""The same where sound is made: who listens to it decides no later than on the air by more than this."""


class VirtualClock:
    """Stands where the programme stands."""

    def __init__(self, timeline: Timeline, rate: int, begin: datetime) -> None:
        """Begin at a moment, which has a zone; `rate` is that of the timeline."""
        self._timeline = timeline
        self._rate = rate
        self._begin = begin.astimezone(UTC)

    def now(self) -> float:
        """Seconds since the beginning."""
        return self._timeline.position / self._rate

    def now_ns(self) -> int:
        """Tell `now` in nanoseconds."""
        return round(self.now() * 1e9)

    def wall(self) -> datetime:
        """The date and time, in UTC."""
        return self._begin + timedelta(seconds=self.now())


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
    """What is heard on the mounts of one source, played as fast as it can be decided. Other mounts are not played.

    Attributes:
        root: the source.
        pcm: what runs in it.
        made: every source that is heard, by its id.
        events: what was told so far.
    """

    def __init__(
        self,
        station: Station,
        root: NodeId,
        begin: datetime,
        *,
        seed: int = 0,
        shows: Mapping[NodeId, Show] | None = None,
        lengths: Lengths | None = None,
        sound: bool = False,
        downloads: Mapping[NodeId, Path] | None = None,
        levels: Mapping[NodeId, Level] | None = None,
    ) -> None:
        """Build it; nothing is played yet.

        Args:
            station: the plan.
            root: the source of the mounts.
            begin: when it begins to play; it has a zone.
            seed: what chance decides is the same for the same seed.
            shows: who comes live, and when, by the id of the input.
            lengths: the seconds that files last, by their names; others are looked at.
            downloads: the files that other servers have, by the id of what fetches them.
            levels: how loud shows are, where they are no silence.
            sound: whether files are decoded after all, and sound is made as on the air.
        """
        self.root = root
        self.pcm = PcmFormat() if sound else PCM
        self._step = STEP_WITH_SOUND if sound else STEP
        self._timeline = Timeline(began=0.0)
        clock = VirtualClock(self._timeline, self.pcm.rate, begin)
        self._wall = StationTime(Zone(station.identity.timezone), clock)
        ledger = Ledger(self._wall)
        self.events = ledger.told
        media = DecodingInStep(self.pcm) if sound else Silent(self.pcm, lengths or {})
        ground = self._ground(Path(station.folder), media, clock, ledger, random.Random(seed))
        ground.separations.use(station)
        sources = Sources(station, ground, makers=silent_makers(shows or {}, downloads, levels))
        self._floor = Floor(sources.get(root), self.pcm, clock.now)
        self.made: Mapping[NodeId, Made] = sources.made
        self._shifted = [self.made[node].place for node in recorded_always(station) if node in self.made]

    def play(self, seconds: float) -> Iterator[Heard]:
        """Play so long."""
        end = self._timeline.position + self.pcm.samples(seconds)
        while (left := end - self._timeline.position) > 0:
            most = min(left, self._to_next_step())
            for shifted in self._shifted:
                shifted.pull(most)
            at, block = self._wall(), self._floor.pull(most)
            yield Heard(at, block, self._floor.on_floor)
            self._timeline.position += block.length

    def stop(self) -> None:
        """Close what is open."""
        for made in self.made.values():
            made.source.stop()

    def _ground(
        self,
        base: Path,
        media: DecodingInStep | Silent,
        clock: VirtualClock,
        ledger: Ledger,
        rng: random.Random,
    ) -> Ground:
        """What all sources stand on; functions of the script are missing there."""
        return Ground(
            base=base,
            pcm=self.pcm,
            media=media,
            clock=clock,
            wall=self._wall,
            timeline=self._timeline,
            rng=rng,
            events=ledger,
            separations=Separations(),
            script=Script(None, clock, self._wall, base, self.pcm.rate, ""),
            loudness=FileLoudness(media, self.pcm),
            web=Pretended(NOT_HERE) if isinstance(media, Silent) else NO_WEB,
        )

    def _to_next_step(self) -> int:
        since = self._wall().timestamp() % self._step
        return max(1, self.pcm.samples(self._step - since))
