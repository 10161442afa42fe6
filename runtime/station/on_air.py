"""The programme on the air: what was built of the plan, pulled by the clock, and written to the rings of every mount."""

import asyncio
import operator
import threading
from collections.abc import Callable, Mapping, Sequence

from runtime.audio.pcm import Segment
from runtime.kernel.clock import Clock
from runtime.plan import MountPath, NodeId, Station
from runtime.sources.source import Source
from runtime.supervisor.host import Host

from .as_run import AsRunBooks
from .build import PCM
from .built import Built, Programme
from .engine import Engine, Root
from .farewells import instead_of_gone
from .reload import CLOSE_SECONDS, PREPARE_SECONDS, Transition
from .remembering import Remembering
from .ring_memory import Rings, open_rings
from .tracks import TrackEvents

__all__ = ["FIRST_AUDIO_SECONDS", "OnAir"]

FIRST_AUDIO_SECONDS = 10.0
"""How long (seconds) a start waits for every mount's first audio."""

_FIRST_AUDIO_STEP = 0.01


class OnAir:
    """`play`, then `swap` as often as the plan changes, then `stop`.

    Attributes:
        built: what plays, made of the plan of now.
        gone: mounts that the last change took away, and those that their listeners hear in their place.
    """

    def __init__(
        self,
        built: Built,
        host: Host,
        clock: Clock,
        remembering: Remembering,
        as_run: AsRunBooks,
        shown: Callable[[NodeId, Segment], None],
    ) -> None:
        """Make it; `shown` is told what each mounted source begins to play, and `as_run` writes it down."""
        self.built = built
        self.gone: Mapping[MountPath, MountPath | None] = {}
        self._host = host
        self._clock = clock
        self._remembering = remembering
        self._as_run = as_run
        self._shown = shown
        self._engine: Engine | None = None
        self._before: Sequence[float] = ()

    @property
    def station(self) -> Station:
        """The plan of now."""
        return self.built.station

    @property
    def engine(self) -> Engine:
        """What pulls the programme, once it plays."""
        assert self._engine is not None
        return self._engine

    async def play(self) -> None:
        """Take the rings, start everything, and begin to pull.

        Raises:
            OperatorFault: there is no memory.
        """
        began = await self._open_rings()
        self._before = self._seconds()
        await self._start_parts()
        ground, station = self.built.ground, self.station
        self.built.take_places(Built(station, ground, self.built.zone), self._retire)
        self._as_run.use(station, self.built.made)
        self._engine = Engine(self._roots(self.built), ground.timeline, PCM, self._clock, began=began)
        self._engine.start()
        self._remembering.start(self._engine)

    async def first_audio(self) -> list[str]:
        """Wait until every mount has new audio; gives all their rings, for those who wait since an outage."""
        deadline = self._clock.now() + FIRST_AUDIO_SECONDS
        while self._clock.now() < deadline and any(map(operator.eq, self._seconds(), self._before)):  # noqa: ASYNC110
            # encoders write from their own threads; a look every few milliseconds is simpler than waking the loop
            await asyncio.sleep(_FIRST_AUDIO_STEP)
        return [ring for mount in self.built.mounts for ring in mount.rings]

    async def prepare(self, after: Built) -> Transition:
        """Open and start what `after` has and the programme of now has not.

        Raises:
            OperatorFault: there is no memory; the programme of now plays on.
        """
        await self._remembering.prepare(after)
        transition = Transition(self.built, after, self._host, self._clock)
        await transition.prepare()
        return transition

    async def swap(self, transition: Transition) -> None:
        """Play what was prepared, from one block to the next."""
        after = transition.after
        _replan(after)
        await transition.swap(self.engine, self._roots(after), self._retire)
        self.built, self.gone = after, instead_of_gone(self.built.station, after.station)
        self._remembering.use(after)
        await asyncio.to_thread(self._as_run.use, after.station, after.made)

    async def stop(self, *, end_mounts: bool) -> None:
        """Stop pulling, let encoders finish, and close what is open; who ends a mount tells its listeners to go."""
        if self._engine is not None:
            await asyncio.to_thread(self._engine.stop)
        await self._remembering.stop()
        for encoder in self.built.encoders if end_mounts else ():
            await asyncio.to_thread(encoder.stop)
        for source in self.built.sources:
            await asyncio.to_thread(source.stop)
        for push in self.built.pushes.values():
            await push.stop()
        for recording in self.built.recordings.values():
            await asyncio.to_thread(recording.stop, CLOSE_SECONDS)
        await asyncio.to_thread(self._as_run.stop)

    async def _open_rings(self) -> float:
        """Map every mount's rings; returns when, by the clock, their timeline began: what they lack lies behind now."""
        rings: tuple[Rings, ...] = (*self.built.mounts, *self.built.pass_through)
        for each in rings:
            await open_rings(each, self._host, self._clock)
        now_ns = self._clock.now_ns()
        deficit = max((mount.resume(now_ns) for mount in self.built.mounts), default=0.0)
        for mount in self.built.mounts:
            mount.anchor(now_ns, deficit)  # one programme, one timeline: all are filled alike
        return now_ns / 1e9 - deficit

    async def _start_parts(self) -> None:
        for source in self.built.sources:
            source.start()
        for push in self.built.pushes.values():
            push.start()
        for encoder in self.built.encoders:
            encoder.start()
        for encoder in self.built.encoders:
            await asyncio.to_thread(encoder.wait_until_prepared, PREPARE_SECONDS)

    def _seconds(self) -> list[float]:
        return [mount.seconds() for mount in self.built.mounts]

    def _roots(self, built: Built) -> list[Root]:
        return [self._root(programme) for programme in built.programmes]

    def _root(self, programme: Programme) -> Root:
        ground = self.built.ground
        tracks = TrackEvents(programme.source.id, ground.events)

        def begins(segment: Segment) -> None:
            if not programme.mounts:
                return  # it is only recorded: nobody is shown what plays
            self._shown(programme.source.id, segment)
            tracks.begins(segment)
            self._as_run.begins(programme.source.id, segment, ground.wall())

        return Root(programme.source, programme.encoders, begins)

    def _retire(self, source: Source) -> None:
        """Stop a source that has left its place; called by the thread that keeps the time, which must not wait for it."""
        threading.Thread(target=source.stop, name=f"stops {source.id}", daemon=True).start()


def _replan(after: Built) -> None:
    """Have mounts that stay go by their new plans: names, and who may listen."""
    station = after.station
    for path, output in after.outputs.items():
        output.replan(station.mounts[path], station.identity)
    for passed in after.pass_through:
        if passed.plan.path in station.pass_through:
            passed.replan(station.pass_through[passed.plan.path])
