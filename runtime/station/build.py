"""From a plan to sources, encoders and mounts: made and joined, but not started."""

import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import gettempdir

from runtime.audio.encoder import make_encoder
from runtime.audio.file_loudness import FileLoudness, Measuring
from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.kernel.clock import Clock
from runtime.kernel.events import EventBus
from runtime.media.pacing import Pacing
from runtime.mounts.encoder_node import EncoderNode
from runtime.mounts.output import MountOutput
from runtime.mounts.outputs import Output
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import (
    Encoder,
    Mount,
    MountPath,
    NodeId,
    PassThrough,
    Relay,
    Station,
    UrlOutput,
    same_but_gate,
)
from runtime.recordings.files import Files, files_of
from runtime.recordings.keeper import Keeper
from runtime.recordings.ledger import Ledger
from runtime.recordings.recording import RecordingOutput
from runtime.relays.pull import Dialer
from runtime.relays.push import Push, PushOutput, pushes_of
from runtime.relays.url_push import UrlPushOutput
from runtime.sources.floor import Floor
from runtime.sources.shared import Timeline
from runtime.sources.source import Source
from runtime.sources.web_files import WebCache
from runtime.sources.web_shelf import WebShelf
from runtime.version import program_version

from .announce import format_name
from .built import Built, Programme
from .functions import Language, Script
from .making import Ground, Separations, Sources, recorded_always
from .programme_clock import ProgrammeClock
from .zone import StationTime, Zone

__all__ = ["PCM", "build", "build_after"]

PCM = PcmFormat(rate=44_100, channels=2)
"""What runs between sources and encoders."""

WEB_FOLDER = "web"
"""The folder in the state folder where files of playlists are kept that other servers have."""

LOUDNESS_FILE = "loudness.jsonl"
"""The file in the state folder that remembers how loud files are."""

Written = Callable[[Sequence[str]], None]
Changed = Callable[[], None]
Feed = tuple[EncoderNode, tuple[Output, ...]]
Heard = Mount | Files | Push


def build(
    station: Station,
    clock: Clock,
    rng: random.Random,
    written: Written,
    changed: Changed = lambda: None,
    language: Language | None = None,
    state: Path | None = None,
) -> Built:
    """Make everything the plan names and somebody hears.

    `written` is called from the encoders' threads with the rings that have new frames, for mounts that send on arrival;
    `changed` when a source client came or went, so that edges must be told anew what there is. `language` runs the functions
    of the script. `state` is the folder of what is to outlive the station.
    """
    zone, timeline = Zone(station.identity.timezone), Timeline()
    wall = StationTime(zone, ProgrammeClock(clock, timeline, PCM))
    events = EventBus(StationTime(zone, clock))
    agent = f"LegacyStream/{program_version()}"
    script = Script(language, clock, events.wall, Path(station.folder), PCM.rate, agent)
    decoding = Decoding(PCM)
    loudness = FileLoudness(decoding, PCM, None if state is None else state / LOUDNESS_FILE)
    shelf = WebShelf((state or Path(gettempdir())) / WEB_FOLDER)
    ground = Ground(
        base=Path(station.folder),
        pcm=PCM,
        media=Measuring(decoding, loudness),
        clock=clock,
        wall=wall,
        timeline=timeline,
        rng=rng,
        events=events,
        separations=Separations(),
        script=script,
        loudness=loudness,
        state=state,
        web=WebCache(shelf, script.fetched, decoding.errands("the web"), clock.now),
    )
    nothing = Built(Station(station.folder), ground, zone, ledger=Ledger(state))
    return build_after(nothing, station, written, changed)


def build_after(before: Built, station: Station, written: Written, changed: Changed = lambda: None) -> Built:
    """Make what a station has and the one before it has not; what is the same in both is taken over.

    Nothing that runs is touched: `Built.take_places` does that, when all that is new has been started.
    """
    return _Builder(before, station, written, changed).build()


@dataclass(slots=True)
class _Builder:
    """One building of a station."""

    before: Built
    station: Station
    written: Written
    changed: Changed
    sources: Sources = field(init=False)
    outputs: dict[MountPath, MountOutput] = field(default_factory=dict, init=False)
    passed: list[PassThroughMount] = field(default_factory=list, init=False)
    recordings: dict[NodeId, RecordingOutput] = field(default_factory=dict, init=False)
    pushes: dict[NodeId, PushOutput | UrlPushOutput] = field(default_factory=dict, init=False)
    taken: set[EncoderNode] = field(default_factory=set, init=False)

    def build(self) -> Built:
        """Make everything, what depends on others behind them."""
        ground = self.before.ground
        ground.separations.use(self.station)
        self.sources = Sources(self.station, ground, self.before.made)
        self.outputs = {path: self._output(mount) for path, mount in self.station.mounts.items()}
        plans: list[PassThrough | Relay] = [
            *self.station.pass_through.values(),
            *self.station.relays.values(),
        ]
        self.passed = [self._pass_through(plan) for plan in plans if not plan.is_pattern]
        files = files_of(self.station.outputs)
        self.recordings = {node: self._recording(each) for node, each in files.items()}
        pushes = pushes_of(self.station.outputs)
        self.pushes = {node: self._push(each) for node, each in pushes.items()}
        programmes = [self._programme(node, heard) for node, heard in self._heard_by_source().items()]
        made = self.sources.made
        return Built(
            self.station,
            ground,
            self.before.zone,
            made,
            tuple(programmes),
            self.outputs,
            tuple(self.passed),
            self.recordings,
            self.pushes,
            self.before.ledger,
        )

    def _output(self, mount: Mount) -> MountOutput:
        """The mount's output; that of the station before, if what stands in its rings stays the same."""
        old = self.before.outputs.get(mount.path)
        if old is not None and _content(old.mount) == _content(mount):
            return old
        return self._new_output(mount)

    def _new_output(self, mount: Mount) -> MountOutput:
        """A mount's output with rings of its own; who listens already is promised titles at the same distance."""
        written = self.written if Pacing.for_latency(mount.latency).on_arrival else None
        old = self.before.outputs.get(mount.path)
        used = {name for each in self.before.outputs.values() for name in each.rings}
        make = partial(
            MountOutput,
            mount,
            self.station.identity,
            written,
            interval=old.interval if old is not None else 0,
        )
        output = make(name=ring_name(mount))
        return output if used.isdisjoint(output.rings) else make(name=f"{ring_name(mount)}.again")

    def _pass_through(self, plan: PassThrough | Relay) -> PassThroughMount:
        fallback = self.outputs[plan.fallback] if plan.fallback else None
        for old in self.before.pass_through:
            if old.fallback is fallback and (old.plan == plan or same_but_gate(old.plan, plan)):
                return old
        used = {name for each in self.before.pass_through for name in each.rings}
        make = partial(
            PassThroughMount,
            plan,
            self.station.identity,
            fallback,
            self.changed,
            self.before.ground.clock.now_ns,
            self.written,
        )
        mount = make()  # what still writes to the old one's rings must not meet the new one in them
        return mount if used.isdisjoint(mount.rings) else make(name=f"{plan.path.strip('/')}.again")

    def _recording(self, files: Files) -> RecordingOutput:
        old = self.before.recordings.get(files.id)
        if old is not None and old.files == files:
            return old
        new = self._new_recording(files)
        new.is_paused = old is not None and old.is_paused  # what the operator said holds for the new one too
        return new

    def _new_recording(self, files: Files) -> RecordingOutput:
        ground = self.before.ground
        keeper = Keeper(files, ground.base, ground.events.wall, ground.clock.now, self.before.ledger)
        namer = None if isinstance(files.name, str) else ground.function(files.name)
        return RecordingOutput(files, keeper, ground.events.wall, namer, serial=ground.rng.getrandbits(32))

    def _push(self, push: Push) -> PushOutput | UrlPushOutput:
        old = self.before.pushes.get(push.id)
        return old if old is not None and old.push == push else self._new_push(push)

    def _new_push(self, push: Push) -> PushOutput | UrlPushOutput:
        ground, agent = self.before.ground, f"LegacyStream/{program_version()}"
        if isinstance(push.plan, UrlOutput):
            return UrlPushOutput(push, ground.clock.now, ground.chance())
        return PushOutput(push, self.station.identity, Dialer(agent), ground.clock.now, ground.chance())

    def _heard_by_source(self) -> Mapping[NodeId, list[Heard]]:
        """Who hears each source by an encoder: mounts, then recordings, then other servers; nobody, where it only records."""
        heard: defaultdict[NodeId, list[Heard]] = defaultdict(list)
        everybody: list[Heard] = [
            *self.station.mounts.values(),
            *(each.files for each in self.recordings.values()),
            *(each.push for each in self.pushes.values()),
        ]
        for each in everybody:
            heard[each.source].append(each)
        for node in recorded_always(self.station):
            heard[node] += []
        return heard

    def _programme(self, node: NodeId, heard: Sequence[Heard]) -> Programme:
        by_format: defaultdict[Encoder, list[Heard]] = defaultdict(list)
        for each in heard:
            by_format[each.encoder].append(each)
        place = self.sources.get(node)
        feeds = [feed for encoder, each in by_format.items() for feed in self._feeds(place, encoder, each)]
        mounts = [self.outputs[each.path] for each in heard if isinstance(each, Mount)]
        floor = Floor(place, PCM, self.before.ground.clock.now, [mount.mount.path for mount in mounts])
        return Programme(floor, dict(feeds), tuple(mounts))

    def _feeds(self, source: Source, encoder: Encoder, sharing: Sequence[Heard]) -> Iterator[Feed]:
        """The encoders of one source and format and what each writes to; one that wrote to somebody before goes on doing so.

        Who is new joins the first. An output never moves from one running encoder to another, whose threads would meet in it: a
        mount or a recording that would have to begins anew.
        """
        by_node: defaultdict[EncoderNode | None, list[Heard]] = defaultdict(list)
        for each in sharing:
            node = self._feeding(each)
            if node in self.taken:
                self._begin_anew(each)
            by_node[None if node in self.taken else node].append(each)
        new = by_node.pop(None, [])
        self.taken.update(node for node in by_node if node is not None)
        for node, heard in by_node.items():
            assert node is not None
            yield node, self._outputs([*heard, *new])
            new = []
        if new:
            yield self._new_encoder(source, encoder, new)

    def _begin_anew(self, heard: Heard) -> None:
        match heard:
            case Mount():
                self.outputs[heard.path] = self._new_output(heard)
            case Files():
                self.recordings[heard.id] = self._new_recording(heard)
            case Push():
                self.pushes[heard.id] = self._new_push(heard)

    def _feeding(self, heard: Heard) -> EncoderNode | None:
        output = self._output_of(heard)
        return next((node for node in self.before.encoders if node.feeds(output)), None)

    def _output_of(self, heard: Heard) -> Output:
        match heard:
            case Mount():
                return self.outputs[heard.path]
            case Files():
                return self.recordings[heard.id]
            case Push():
                return self.pushes[heard.id]

    def _new_encoder(self, source: Source, encoder: Encoder, sharing: Sequence[Heard]) -> Feed:
        name, make = f'{format_name(encoder)} of "{source.id}"', partial(make_encoder, encoder, PCM)
        clock_ns, outputs = self.before.ground.clock.now_ns, self._outputs(sharing)
        return EncoderNode(name, make, outputs, clock_ns=clock_ns, origin=sharing[0].origin), outputs

    def _outputs(self, sharing: Sequence[Heard]) -> tuple[Output, ...]:
        """Those who share an encoder, and the mounts for source clients that fall back to them."""
        paths = {each.path for each in sharing if isinstance(each, Mount)}
        passed = [each for each in self.passed if each.plan.fallback in paths]
        return (*map(self._output_of, sharing), *passed)


def ring_name(mount: Mount) -> str:
    """What a mount's rings are called: the same after every start, and another one where what stands in them changes."""
    return f"{mount.path.strip('/')}.{zlib.crc32(repr(_content(mount)).encode()):08x}"


def _content(mount: Mount) -> tuple[object, ...]:
    """All that what stands in a mount's rings depends on, besides what is heard."""
    return (mount.encoder, mount.latency, mount.icy)
