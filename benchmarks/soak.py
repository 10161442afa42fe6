"""The reference station in virtual time, with real decoding and encoding: does it need more and more memory?

`python -m benchmarks soak` plays as long as `SOAK_HOURS` says and prints the slopes. Everything of a station that works on
sound is the station's own: sources, the engine, encoders in their threads, rings, titles, events, history. Time is passed in.

Three things are looked at. **Private memory** is what the system has given to the process; it grows by pieces, so it says
something after hours. **Used memory** is what the program holds of it by malloc: sound, decoders, encoders. **Blocks** are what
Python holds of small things: objects, texts, lists. Both say something after minutes.

Strategy: what is held at one moment depends on where in a track that is, by megabytes. The least of each `WINDOW` is what is
held in any case; a line is laid through those, and how surely it rises or falls is told with it. Over hours a window is as long
as `LONG_WINDOW`: shorter ones hold other songs each, and samples that are taken in step with the songs see the same places of
them for many minutes, then others, which looks like memory that grows.
"""

import ctypes
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import ClassVar, overload

import numpy as np

from benchmarks.processes import private_memory
from lsscript.cli.compile import compile_file
from runtime.audio.media import DecodingInStep
from runtime.audio.pcm import Block, Segment
from runtime.kernel.shared_memory import SharedMemory
from runtime.kernel.spare_memory import give_back, keep_few_arenas, keep_large_apart
from runtime.kernel.turns import keep_for_good
from runtime.media.ring import RingShape
from runtime.mounts.encoder_node import EncoderNode
from runtime.plan import Seconds, Separate, Station
from runtime.station.build import PCM, build, build_after
from runtime.station.built import Built, Programme
from runtime.station.engine import BLOCK, Engine, Root
from runtime.station.tidying import TIDY_SECONDS
from runtime.station.tracks import TrackEvents
from runtime.stats.history import History

__all__ = [
    "LONG_WINDOW",
    "REFERENCE",
    "WARM_UP",
    "WINDOW",
    "Sample",
    "Samples",
    "Slope",
    "Soak",
    "slope_of",
    "used_memory",
]

REFERENCE = Path(__file__).parent.parent / "examples" / "reference-station.lss"

WARM_UP = 200.0
"""Seconds of programme before the first sample, in which every part of it has played: jingle, break and songs."""

BEGINS = datetime(2026, 5, 1, 6, 28, tzinfo=UTC)
"""Two minutes before the break and a jingle."""

EVERY = 2.36
"""Seconds of programme between two samples: no whole share of the songs' lengths, nor of the 61 s that all three last."""

WINDOW = 50.0
"""Seconds of programme of which the least sample counts, where there are minutes of them."""

LONG_WINDOW = 600.0
"""The same where there are hours of them: every song has played some ten times."""

FIELDS = (
    "arena",
    "ordblks",
    "smblks",
    "hblks",
    "hblkhd",
    "usmblks",
    "fsmblks",
    "uordblks",
    "fordblks",
    "keepcost",
)
"""What glibc's `mallinfo2` tells, in its order (malloc.h)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory at a moment (seconds of programme): bytes, and blocks of Python's own allocator."""

    at: float
    private: int
    used: int
    blocks: int


class Samples(Sequence[Sample]):
    """Samples in memory that was there before the first of them: looking must not be what grows."""

    def __init__(self, most: int) -> None:
        """Room for so many."""
        self._rows = np.zeros((most, 4))
        self._count = 0

    def take(self, *values: float) -> None:
        """One more: the values of a `Sample`."""
        self._rows[self._count] = values
        self._count += 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Sample: ...

    @overload
    def __getitem__(self, at: slice) -> list[Sample]: ...

    def __getitem__(self, at: int | slice) -> Sample | list[Sample]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(self._count))]
        if not 0 <= at < self._count:
            raise IndexError(at)
        seconds, private, used, blocks = self._rows[at].tolist()
        return Sample(seconds, int(private), int(used), int(blocks))


@dataclass(frozen=True, slots=True)
class Slope:
    """How much more there is after an hour, and by how much that may be wrong (two standard errors)."""

    rate: float
    doubt: float


class Machine(ctypes.Structure):
    """The answer of `mallinfo2`."""

    _fields_: ClassVar = [(name, ctypes.c_size_t) for name in FIELDS]


def used_memory() -> int:
    """Bytes that this process holds by malloc. Linux with glibc 2.33 or newer."""
    told = _mallinfo()()
    return int(told.uordblks + told.hblkhd)


@cache
def _mallinfo() -> Callable[[], Machine]:
    """The function of glibc, opened once: each opening leaves something behind, and would be seen as a leak."""
    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = Machine
    return ask


def slope_of(samples: Sequence[Sample], what: Callable[[Sample], int], window: float = WINDOW) -> Slope:
    """A line through the least of each window; windows last so many seconds and begin with the first sample."""
    windows: dict[int, list[int]] = {}
    for sample in samples:
        windows.setdefault(int((sample.at - samples[0].at) // window), []).append(what(sample))
    hours = np.array(list(windows)) * window / 3600
    least = np.array([min(values) for values in windows.values()], float)
    around = hours - hours.mean()
    rate = float((around * least).sum() / (around**2).sum())
    off = least - least.mean() - rate * around
    error = np.sqrt((off**2).sum() / max(1, len(least) - 2) / (around**2).sum())
    return Slope(rate, float(2 * error))


@dataclass(slots=True)
class VirtualClock:
    """Time that the soak moves."""

    seconds: float = 1000.0

    def now(self) -> float:
        return self.seconds

    def now_ns(self) -> int:
        return round(self.seconds * 1e9)

    def wall(self) -> datetime:
        return BEGINS + timedelta(seconds=self.seconds - 1000.0)


@dataclass(frozen=True, slots=True)
class Patient:
    """An encoder that is waited for: nothing is left out because the programme runs faster than real time."""

    node: EncoderNode

    def offer(self, block: Block, *, on_floor: bool = False, wait: bool = False) -> None:  # noqa: ARG002
        """Hand over a block, however long that takes."""
        self.node.offer(block, on_floor=on_floor, wait=True)


@dataclass(slots=True)
class Soak:
    """A station that plays as fast as it can. `begin`, `play` as often as wanted, `end`.

    Args:
        script: the station.
        besides: called with every segment that begins; a test puts a leak there.
        forgets: seconds after which songs need not be kept apart any more; as the script says if None, which is hours in which
            what is remembered of them grows, as it should.
    """

    script: Path = REFERENCE
    besides: Callable[[Segment], object] = lambda _segment: None
    forgets: float | None = None
    clock: VirtualClock = field(default_factory=VirtualClock, init=False)
    built: Built = field(init=False)
    engine: Engine = field(init=False)
    history: History = field(init=False)
    tidied: float = field(default=0.0, init=False)
    memories: list[SharedMemory] = field(default_factory=list, init=False)

    def begin(self) -> None:
        """Put it on the air."""
        keep_few_arenas()
        keep_large_apart()
        station = self._station()
        keep_for_good()  # as a station does, at the same two moments
        first = build(station, self.clock, random.Random(1), lambda _rings: None)
        ground = replace(first.ground, media=DecodingInStep(PCM))
        self.built = build_after(
            Built(Station(station.folder), ground, first.zone), station, lambda _rings: None
        )
        self.history = History(ground.wall)
        ground.events.start(lambda hand_out: hand_out())
        for source in self.built.sources:
            source.start()
        for mount in self.built.mounts:
            mount.open(dict(self._rings(mount.rings)), epoch=1, now_ns=self.clock.now_ns())
        for encoder in self.built.encoders:
            encoder.start()
            encoder.wait_until_prepared(10.0)
        self.built.take_places(Built(station, ground, self.built.zone), lambda source: source.stop())
        self.engine = Engine(
            [self._root(each) for each in self.built.programmes],
            ground.timeline, PCM, self.clock, began=self.clock.now(),
        )  # fmt: skip
        keep_for_good()

    def _station(self) -> Station:
        station = compile_file(self.script).station
        assert station is not None, "the reference station has problems"
        if self.forgets is None:
            return station
        seconds = Seconds(self.forgets)
        sources = {
            node: replace(plan, artist=seconds, title=seconds) if isinstance(plan, Separate) else plan
            for node, plan in station.sources.items()
        }
        return replace(station, sources=sources)

    def _rings(self, shapes: Mapping[str, RingShape]) -> Iterator[tuple[str, memoryview]]:
        for name, shape in shapes.items():
            self.memories.append(SharedMemory.create(name, shape.total_bytes))
            yield name, self.memories[-1].buf

    def _root(self, programme: Programme) -> Root:
        tracks = TrackEvents(programme.source.id, self.built.events)

        def begins(segment: Segment) -> None:
            self.history.begins(
                programme.source.id, segment.title, kind=segment.kind, path=segment.path, segment=segment.id
            )
            tracks.begins(segment)
            self.besides(segment)

        return Root(programme.source, [Patient(each) for each in programme.encoders], begins)

    def play(self, seconds: float) -> Samples:
        """Play so long; a sample now and then."""
        samples = Samples(int(seconds // EVERY) + 1)
        until, next_sample = self.clock.seconds + seconds, self.clock.seconds + EVERY
        while self.clock.seconds < until:
            self.clock.seconds += BLOCK
            while not self.engine.step():
                pass
            if self.clock.seconds >= self.tidied + TIDY_SECONDS:
                self.tidied = self.clock.seconds
                give_back()
            if self.clock.seconds >= next_sample:
                next_sample += EVERY
                samples.take(
                    self.clock.seconds, private_memory(os.getpid()), used_memory(), sys.getallocatedblocks()
                )
        return samples

    def end(self) -> None:
        """Leave the air."""
        for encoder in self.built.encoders:
            encoder.stop()
        for source in self.built.sources:
            source.stop()
