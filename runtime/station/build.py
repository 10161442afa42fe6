"""From a plan to sources, encoders and mounts: made and joined, but not started."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from runtime.audio.encoder import make_encoder
from runtime.audio.pcm import PcmFormat
from runtime.kernel.clock import Clock
from runtime.kernel.events import EventBus
from runtime.mounts.encoder_node import EncoderNode, Output
from runtime.mounts.output import MountOutput
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import Encoder, Mount, MountPath, NodeId, Station
from runtime.sources.floor import Floor
from runtime.sources.live import LiveSource
from runtime.sources.shared import Timeline
from runtime.sources.source import Source

from .announce import format_name
from .making import Ground, Sources
from .programme_clock import ProgrammeClock
from .zone import station_time

__all__ = ["PCM", "Built", "Programme", "build"]

PCM = PcmFormat(rate=44_100, channels=2)
"""What runs between sources and encoders."""

Written = Callable[[Sequence[str]], None]
Changed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Programme:
    """A source that is heard, with a floor below it, and the encoders it feeds."""

    source: Floor
    encoders: tuple[EncoderNode, ...]
    mounts: tuple[MountOutput, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """The parts of a station. Every source is in `sources` once; whoever shares one holds a view of it."""

    sources: tuple[Source, ...]
    programmes: tuple[Programme, ...]
    timeline: Timeline
    events: EventBus
    pass_through: tuple[PassThroughMount, ...] = ()

    @property
    def mounts(self) -> tuple[MountOutput, ...]:
        """All mounts."""
        return tuple(mount for programme in self.programmes for mount in programme.mounts)

    @property
    def encoders(self) -> tuple[EncoderNode, ...]:
        """All encoders."""
        return tuple(encoder for programme in self.programmes for encoder in programme.encoders)

    @property
    def lives(self) -> tuple[LiveSource, ...]:
        """All live inputs that somebody hears."""
        return tuple(source for source in self.sources if isinstance(source, LiveSource))


def build(
    station: Station, clock: Clock, rng: random.Random, written: Written, changed: Changed = lambda: None
) -> Built:
    """Make everything the plan names and somebody hears.

    `written` is called from the encoders' threads with the rings that have new frames, for mounts that send on arrival;
    `changed` when a source client came or went, so that edges must be told anew what there is.
    """
    timeline = Timeline()
    events = EventBus(station_time(station.identity.timezone, clock))
    wall = station_time(station.identity.timezone, ProgrammeClock(clock, timeline, PCM))
    sources = Sources(station, Ground(Path(station.folder), PCM, clock, wall, timeline, rng, events))
    outputs = {
        path: MountOutput(mount, station.identity, _if_on_arrival(mount, written))
        for path, mount in station.mounts.items()
    }
    passed = tuple(
        PassThroughMount(
            plan,
            station.identity,
            outputs[plan.fallback] if plan.fallback else None,
            changed,
            clock.now_ns,
            written,
        )
        for plan in station.pass_through.values()
    )
    programmes = [
        _programme(sources.get(source), mounts, outputs, passed, clock)
        for source, mounts in _mounts_by_source(station).items()
    ]
    return Built(tuple(sources.made), tuple(programmes), timeline, events, passed)


def _mounts_by_source(station: Station) -> Mapping[NodeId, list[Mount]]:
    mounts: defaultdict[NodeId, list[Mount]] = defaultdict(list)
    for mount in station.mounts.values():
        mounts[mount.source].append(mount)
    return mounts


def _programme(
    source: Source,
    mounts: Sequence[Mount],
    outputs: Mapping[MountPath, MountOutput],
    passed: Sequence[PassThroughMount],
    clock: Clock,
) -> Programme:
    by_format: defaultdict[Encoder, list[Mount]] = defaultdict(list)
    for mount in mounts:
        by_format[mount.encoder].append(mount)
    encoders = [
        EncoderNode(
            f'{format_name(encoder)} of "{source.id}"',
            partial(make_encoder, encoder, PCM),
            _outputs(sharing, outputs, passed),
            clock_ns=clock.now_ns,
            origin=sharing[0].origin,
        )
        for encoder, sharing in by_format.items()
    ]
    floor = Floor(source, PCM, clock.now, [mount.path for mount in mounts])
    return Programme(floor, tuple(encoders), tuple(outputs[mount.path] for mount in mounts))


def _outputs(
    sharing: Sequence[Mount], outputs: Mapping[MountPath, MountOutput], passed: Sequence[PassThroughMount]
) -> list[Output]:
    """Those who share an encoder, and the mounts for source clients that fall back to them."""
    paths = {mount.path for mount in sharing}
    return [
        *(outputs[path] for path in paths),
        *(each for each in passed if each.plan.fallback in paths),
    ]


def _if_on_arrival(mount: Mount, written: Written) -> Written | None:
    from runtime.media.pacing import Pacing

    return written if Pacing.for_latency(mount.latency).on_arrival else None
