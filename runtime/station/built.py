"""The parts of a station."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from runtime.kernel.events import EventBus
from runtime.mounts.encoder_node import EncoderNode
from runtime.mounts.output import MountOutput
from runtime.mounts.outputs import Output
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import MountPath, NodeId, Station
from runtime.recordings.ledger import Ledger
from runtime.recordings.recording import RecordingOutput
from runtime.relays.push import PushOutput
from runtime.relays.url_push import UrlPushOutput
from runtime.sources.by_hand import hand_over
from runtime.sources.floor import Floor
from runtime.sources.live import LiveSource
from runtime.sources.shared import Seen, SharedSource, Timeline
from runtime.sources.silence_watch import SilenceWatch
from runtime.sources.source import Follows, Source

from .making import Ground, Made, hearers
from .tracks import TrackEvents
from .zone import Zone

__all__ = ["Built", "Programme"]

Retire = Callable[[Source], None]
"""Ends a source that has left its place."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A source that is heard, with a floor below it, and the encoders it feeds, each with what it is to write to."""

    source: Floor
    feeds: Mapping[EncoderNode, tuple[Output, ...]]
    mounts: tuple[MountOutput, ...]

    @property
    def encoders(self) -> tuple[EncoderNode, ...]:
        """The encoders it feeds."""
        return tuple(self.feeds)


@dataclass(frozen=True, slots=True)
class Built:
    """The parts of one station. After a reload, parts that did not change belong to the station before and to the one after."""

    station: Station
    ground: Ground
    zone: Zone
    made: Mapping[NodeId, Made] = field(default_factory=dict)
    programmes: tuple[Programme, ...] = ()
    outputs: Mapping[MountPath, MountOutput] = field(default_factory=dict)
    pass_through: tuple[PassThroughMount, ...] = ()
    recordings: Mapping[NodeId, RecordingOutput] = field(default_factory=dict)
    pushes: Mapping[NodeId, PushOutput | UrlPushOutput] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=lambda: Ledger(None))

    @property
    def timeline(self) -> Timeline:
        """Where in the programme the next samples belong."""
        return self.ground.timeline

    @property
    def events(self) -> EventBus:
        """Where everybody tells what happens."""
        return self.ground.events

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source once; whoever hears one holds its place."""
        return tuple(each.source for each in self.made.values())

    @property
    def places(self) -> Mapping[NodeId, SharedSource]:
        """What the hearers of each source hold."""
        return {node: each.place for node, each in self.made.items()}

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Every source, for those who only look at it."""
        return tuple(Seen(each.place) for each in self.made.values())

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

    @property
    def _mounted(self) -> set[NodeId]:
        """The sources that mounts send; their programmes tell of their tracks."""
        return {mount.source for mount in self.station.mounts.values()}

    def take_places(self, before: "Built", retire: Retire) -> None:
        """Put every new source into the place of the one it follows, and have encoders write what this station wants.

        Belongs to the thread that keeps the station's time. A source that others feed changes at once, since those play on in
        it; one that sound comes from plays its running segment to the end.
        """
        self.zone.use(self.station.identity.timezone)
        heard = hearers(self.station)
        watched = {hook.source for hook in self.station.hooks}
        for node, made in self.made.items():
            made.place.several = heard[node] > 1
            if made.place.watch is None and node in watched - self._mounted:
                made.place.watch = TrackEvents(node, self.events).begins
            made.place.ear = self._ear(made.place.ear, node, made)
            old = before.made.get(node)
            if made.new and old is not None:
                hand_over(old.source, made.source)
                if isinstance(made.source, Follows):
                    made.source.follow(old.source)
                made.place.swap(made.source, retire, at_end=_has_sound_of_its_own(made))
        for programme in self.programmes:
            for encoder, outputs in programme.feeds.items():
                encoder.rewire(outputs)

    def _ear(self, before: object, node: NodeId, made: Made) -> SilenceWatch | None:
        """Who listens to a source that is mounted, or whose silence somebody waits for; whoever did so already goes on."""
        hooks = [hook for hook in self.station.hooks if hook.event == "silence" and hook.source == node]
        waits = [hook.seconds for hook in hooks if hook.seconds is not None]
        mounts = [path for path, mount in self.station.mounts.items() if mount.source == node]
        if not waits and not mounts:
            return None
        if isinstance(before, SilenceWatch) and before.serves(waits, mounts):
            return before
        return SilenceWatch(node, made.plan.origin, self.ground.pcm, self.events.emit, waits, mounts)

    @property
    def levels(self) -> Mapping[NodeId, SilenceWatch]:
        """How loud each source is that somebody listens to."""
        ears = ((node, made.place.ear) for node, made in self.made.items())
        return {node: ear for node, ear in ears if isinstance(ear, SilenceWatch)}


def _has_sound_of_its_own(made: Made) -> bool:
    return not getattr(made.plan, "children", ())
