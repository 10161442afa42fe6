"""The life of a station: from the first shared memory to the last frame."""

import asyncio
import logging
import operator
import random
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from runtime.audio.encoder import missing_library
from runtime.audio.pcm import Segment
from runtime.errors import OperatorFault
from runtime.kernel.events import Event
from runtime.kernel.spare_memory import keep_few_arenas
from runtime.kernel.turns import keep_for_good
from runtime.memory import Key, Remembers
from runtime.plan import Station
from runtime.plan.refs import refs_of
from runtime.servers.gallery import Gallery
from runtime.servers.side_door import SideDoor
from runtime.servers.web import Show, WebServer
from runtime.sources.source import Source
from runtime.stats.history_memory import HistoryMemory
from runtime.stats.refusals import Refusals
from runtime.supervisor.host import AGAIN, Host

from .announce import announcement, public_address
from .as_run import AsRunBooks
from .authorities import authorities, wants_port_80
from .board import StatusBoard
from .books import Books
from .books_view import BooksView
from .build import PCM, build, build_after
from .built import Built, Programme
from .certificates import CertificateKeeper
from .commands import Desk, certificate_commands, script_commands
from .control_room import ControlRoom
from .doors import Doors
from .edge_table import EdgeTable
from .engine import Engine, Root
from .equipment import Equipment
from .error_events import TroubleEvents
from .flows import flows_of
from .grown_mounts import GrownMounts
from .intros import Intros
from .kept_by_hand import KeptPeaks
from .links import EdgeLinks
from .missing import tell_not_yet, without_missing
from .reception import Reception
from .relaying import Relaying
from .reload import CLOSE_SECONDS, PREPARE_SECONDS, Transition
from .remembering import Remembering
from .ring_memory import Rings, open_rings
from .source_clients import SourceClients
from .stall_watch import StallWatch
from .tidying import Tidying
from .tracks import TrackEvents
from .welcome import Welcome

__all__ = ["FIRST_AUDIO_SECONDS", "LIMITS", "RunningStation", "run_station"]

FIRST_AUDIO_SECONDS = 10.0
"""How long the announcement waits for every mount's first audio."""

LIMITS: Mapping[str, Any] = {}
"""What edges may admit; where it says nothing, the edge's own defaults hold (docs/guides/listeners.md)."""

EXIT_STOPPED, EXIT_FAILED = 0, 1

_FIRST_AUDIO_STEP = 0.01

logger = logging.getLogger("legacystream.station")


async def run_station(station: Station, host: Host, equipment: Equipment) -> int:
    """Play a plan until the host says stop.

    Returns:
        The exit code: 0 stopped as asked, 1 the station could not start through something the operator can mend, `AGAIN` it is
        to be started again.
    """
    keep_few_arenas()
    running = RunningStation(without_missing(station, missing_library), host, equipment)
    tell_not_yet(station)
    keep_for_good()  # before the programme begins to run by the clock
    try:
        await running.start()
    except OperatorFault as fault:
        logger.error("%s; the station cannot start", fault, extra={"origin": station.server.origin})
        host.failed(str(fault))
        await running.give_up()
        await host.close()
        return EXIT_FAILED
    keep_for_good()
    await host.stopping.wait()
    await running.stop()
    return AGAIN if running.starts_again else EXIT_STOPPED


class RunningStation:
    """A station on the air: `start`, then `stop`.

    Attributes:
        starts_again: whether it ends only to be started again: mounts are left as they are then, and listeners stay.
    """

    def __init__(self, station: Station, host: Host, equipment: Equipment) -> None:
        clock = equipment.clock
        self.starts_again = False
        self._station = station
        self._host = host
        self._equipment = equipment
        self._clock = clock
        self._built = build(
            station, clock, random.Random(), self._wake, self._publish, equipment.language, equipment.state
        )
        self._books = Books(station, equipment.state, clock, self._built.events.wall, host.generation)
        self._refusals = Refusals(self._built.events.wall)
        self._welcome = Welcome(
            station, clock, lambda: self._table().listening(), self._address, [self._books], self._refusals
        )
        self._board = StatusBoard(
            station, self._built, self._welcome.census, clock, lambda: self._grown.mounts
        )
        wall = self._built.events.wall
        gallery = Gallery(wall)
        self._web = WebServer(
            self._board.read, Show(wall, Path(station.folder), gallery, self._built.events, self._hsts)
        )
        self._grown = GrownMounts(station, clock, self._publish, self._wake, self._board.watch)
        self._clients = SourceClients(
            station,
            self._built,
            self._grown,
            clock,
            to_page=self._web.take,
            gallery=gallery,
            refusals=self._refusals,
        )
        self._relaying = Relaying(
            station, self._built, self._grown, self._welcome.census, clock, random.Random()
        )
        self._reception = Reception(
            station,
            self._board,
            self._welcome,
            self._clients,
            clock,
            equipment.state,
            self._publish,
            self._refusals,
        )
        side = SideDoor(self._books.metrics, self._books.files, self._reception.take)
        self._links = EdgeLinks(self._welcome.attendance, side.take, self._relaying.rouse)
        self._reception.join(self._links)
        self._doors = Doors(host, station.server)
        self._certificates = CertificateKeeper(
            station,
            self._links,
            self._doors,
            self._built.events,
            clock,
            equipment.state,
            authorities(equipment, lambda: self._station, self._built.ground.script.function),
        )
        self._board.certificate = self._certificates.state
        self._as_run = AsRunBooks(Path(station.folder), self._built.ground.wall)
        self._intros = Intros(Path(station.folder), host)
        self._script = self._built.ground.script
        others: Mapping[Key, Remembers] = {
            Key("", "refs"): self._script,
            Key("", "history"): HistoryMemory(self._board.history),
            Key("", "peaks"): KeptPeaks(self._welcome.census, host.generation > 1),
        }
        self._remembering = Remembering(equipment.state, clock, others)
        self._trouble = TroubleEvents(self._built.events)
        self._tidying = Tidying()
        self._stalls = StallWatch(lambda: flows_of(self._built), self._built.events.emit)
        self._engine: Engine | None = None
        self._room: ControlRoom | None = None
        self._pages: tuple[str, ...] | None = None

    async def start(self) -> None:
        """Go on the air: listen, take the rings, play, and tell the edges.

        Raises:
            OperatorFault: the address cannot be listened on, there is no memory, or another station has the state folder.
        """
        server = self._station.server
        await self._remembering.open(self._built)
        self._built.events.start(asyncio.get_running_loop().call_soon_threadsafe)
        self._built.events.subscribe(self._show_begins, "connect")
        self._built.events.subscribe(self._as_run.heard_of, "interlude")
        self._trouble.open()
        await self._script.start(self._built.events, self._station.hooks, self._built.seen)
        await self._doors.open(server)
        await self._doors.open_for_proofs(server, wanted=wants_port_80(self._station))
        await self._certificates.start()
        self._board.ports = self._doors.ports
        self._grown.start(self._host)
        self._reception.prepare()
        began = await self._open_rings()
        before = self._seconds()
        engine = await self._play(began)
        await self._intros.load(self._table().intros())
        self._publish()
        self._host.set_edge_handler(self._links.add)
        await self._first_audio(before)
        await self._open_control()
        self._tell()
        self._relaying.start()
        self._books.start(
            BooksView(self._board, self._links, self._certificates, lambda: self._built.pass_through, engine),
            self._welcome.census,
        )
        self._reception.open()
        self._stalls.start()
        self._tidying.start()
        self._built.events.emit("start", "")
        self._host.on_air()
        await self._clients.open_door(self._host, self._board.ports)
        await self._web.start()
        self._pages = (*self._web.paths(), *self._books.paths, *self._reception.paths)
        self._publish()

    async def give_up(self) -> None:
        """Let go of the state folder, after a start that failed."""
        await self._remembering.stop()

    async def change(self, station: Station) -> None:
        """Play another plan from now on; what is the same in both goes on as it is, and nobody is dropped.

        Raises:
            OperatorFault: the new plan cannot be played; the old one plays on, untouched.
        """
        assert self._engine is not None
        before, engine = self._built, self._engine
        station = without_missing(station, missing_library)
        after = build_after(before, station, self._wake, self._publish)
        await self._remembering.prepare(after)
        transition = Transition(before, after, self._host, self._clock)
        await transition.prepare()
        try:
            await self._doors.open(station.server)
        except OperatorFault:
            await transition.undo()
            raise
        await self._doors.open_for_proofs(station.server, wanted=wants_port_80(station))
        for path, output in after.outputs.items():
            output.replan(station.mounts[path], station.identity)
        for passed in after.pass_through:
            if passed.plan.path in station.pass_through:
                passed.replan(station.pass_through[passed.plan.path])
        await transition.swap(engine, [self._root(each) for each in after.programmes], self._retire)
        self._station, self._built = station, after
        self._remembering.use(after)
        await asyncio.to_thread(self._as_run.use, station, after.made)
        await self._script.change(station.hooks, after.seen, refs_of(station))
        self._board.ports = self._doors.ports
        self._board.show(station, after)
        await self._certificates.show(station)
        self._grown.show(station)
        self._clients.show(station, after)
        await self._relaying.show(station, after)
        self._welcome.show(station)
        self._books.show(station)
        await self._intros.load(self._table().intros())
        self._reception.show(station)
        self._publish()
        await transition.clear_away()

    async def _open_control(self) -> None:
        assert self._engine is not None
        desk = Desk(
            self._board.read,
            lambda: self._built.sources,
            self._engine,
            self._host.stopping.set,
            self._clock,
            self._clients,
            lambda: self._built.levels,
            self._start_again if self._host.starts_again else None,
            lambda: self._built.places,
            lambda: {path: mount.source for path, mount in self._station.mounts.items()},
            lambda: self._built.recordings,
            self._refusals,
            self._remembering.kept,
            lambda: self._room.by_hand() if self._room is not None else (),
        )
        self._room = ControlRoom(
            self._station,
            desk,
            self.change,
            self._host,
            self._equipment,
            self._reception.rights,
            self._built.events,
            self._script.function,
        )
        self._web.add(self._room.api.add_routes)
        self._room.offer(self._reception.commands())
        self._room.offer(script_commands(self._script, self._remembering.kept))
        self._room.offer(certificate_commands(self._certificates))
        await self._room.open()

    def _start_again(self) -> None:
        self.starts_again = True
        self._host.stopping.set()

    def _show_begins(self, event: Event) -> None:
        """Tell recordings who publishes: their files are called after it."""
        for recording in self._built.recordings.values():
            if recording.files.source == event.source:
                recording.user = str(event.details.get("user", ""))

    def _retire(self, source: Source) -> None:
        """Stop a source that has left its place; called by the thread that keeps the time, which must not wait for it."""
        threading.Thread(target=source.stop, name=f"stops {source.id}", daemon=True).start()

    async def stop(self) -> None:
        """Leave the air: stop pulling, let encoders finish, close what is open.

        A station that starts again leaves its encoders alone: who ends a mount tells its listeners to go.
        """
        if self._room is not None:
            await self._room.close()
        self._clients.stop()
        await self._relaying.stop()
        self._grown.stop()
        await self._stalls.stop()
        await self._tidying.stop()
        if self._engine is not None:
            await asyncio.to_thread(self._engine.stop)
        await self._remembering.stop()
        for encoder in () if self.starts_again else self._built.encoders:
            await asyncio.to_thread(encoder.stop)
        for source in self._built.sources:
            await asyncio.to_thread(source.stop)
        for push in self._built.pushes.values():
            await push.stop()
        for recording in self._built.recordings.values():
            await asyncio.to_thread(recording.stop, CLOSE_SECONDS)
        await asyncio.to_thread(self._as_run.stop)
        self._built.events.emit("stop", "")
        self._built.events.stop()
        self._trouble.close()
        await self._certificates.stop()  # which may need functions of the script to take its proofs back
        await self._script.stop()
        await self._reception.stop()
        await self._web.stop()
        await self._welcome.stop()
        await self._books.stop()
        self._links.close()
        await self._host.close()

    async def _open_rings(self) -> float:
        """Map every mount's rings; returns when, by the clock, their timeline began: what they lack lies behind now."""
        rings: tuple[Rings, ...] = (*self._built.mounts, *self._built.pass_through)
        for each in rings:
            await open_rings(each, self._host, self._clock)
        now_ns = self._clock.now_ns()
        deficit = max((mount.resume(now_ns) for mount in self._built.mounts), default=0.0)
        for mount in self._built.mounts:
            mount.anchor(now_ns, deficit)  # one programme, one timeline: all are filled alike
        return now_ns / 1e9 - deficit

    async def _play(self, began: float) -> Engine:
        for source in self._built.sources:
            source.start()
        for push in self._built.pushes.values():
            push.start()
        for encoder in self._built.encoders:
            encoder.start()
        for encoder in self._built.encoders:
            await asyncio.to_thread(encoder.wait_until_prepared, PREPARE_SECONDS)
        self._built.take_places(Built(self._station, self._built.ground, self._built.zone), self._retire)
        self._as_run.use(self._station, self._built.made)
        roots = [self._root(programme) for programme in self._built.programmes]
        self._engine = Engine(roots, self._built.timeline, PCM, self._clock, began=began)
        self._engine.start()
        self._remembering.start(self._engine)
        return self._engine

    def _root(self, programme: Programme) -> Root:
        tracks = TrackEvents(programme.source.id, self._built.events)

        def begins(segment: Segment) -> None:
            if not programme.mounts:
                return  # it is only recorded: nobody is shown what plays
            self._board.now_plays(programme.source.id, segment)
            tracks.begins(segment)
            self._as_run.begins(programme.source.id, segment, self._built.ground.wall())

        return Root(programme.source, programme.encoders, begins)

    async def _first_audio(self, before: Sequence[float]) -> None:
        """Wait until every mount has new audio, and have it sent to those who wait since an outage, whatever their turn."""
        deadline = self._clock.now() + FIRST_AUDIO_SECONDS
        while self._clock.now() < deadline and any(map(operator.eq, self._seconds(), before)):  # noqa: ASYNC110
            # encoders write from their own threads; a look every few milliseconds is simpler than waking the loop
            await asyncio.sleep(_FIRST_AUDIO_STEP)
        self._wake([ring for mount in self._built.mounts for ring in mount.rings])

    def _seconds(self) -> list[float]:
        return [mount.seconds() for mount in self._built.mounts]

    def _tell(self) -> None:
        """Announce the first start on standard output, a restart in the log; and what this version cannot do."""
        if self._host.generation > 1:
            logger.warning("the station is back, start %d", self._host.generation)
            return
        print(announcement(self._station, self._board.ports), flush=True)

    def _publish(self) -> None:
        """Tell the edges what there is to hear."""
        table = self._table()
        entries = list(table.entries(self._clients, self._welcome, self._intros))
        server = {**table.server(self._clients), "pages": self._pages, "banned": self._reception.banned()}
        limits, proxies = self._welcome.limits(), self._station.server.trusted_proxies
        self._links.publish(entries, server, {**limits, **LIMITS}, proxies)

    def _table(self) -> EdgeTable:
        """The station as edges must know it now."""
        return EdgeTable(self._station, self._built, self._grown.mounts)

    def _hsts(self) -> int:
        return self._certificates.table().hsts_seconds

    def _address(self) -> tuple[str, int]:
        """How the station names itself to others."""
        host, _, port = public_address(self._station.server, self._board.ports.http).rpartition(":")
        return host, int(port)

    def _wake(self, rings: Sequence[str]) -> None:
        for ring in rings:
            self._links.wake(ring)
