"""The life of a station: from the first shared memory to the last frame."""

import asyncio
import logging
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from runtime.audio.encoder import missing_library
from runtime.errors import OperatorFault
from runtime.kernel.events import Event
from runtime.kernel.spare_memory import forget_keeping_none, keep_few_arenas, keep_large_apart
from runtime.kernel.turns import keep_for_good
from runtime.memory import Key, Remembers
from runtime.plan import Listening, Station
from runtime.plan.refs import refs_of
from runtime.servers.gallery import Gallery
from runtime.servers.web import Show, WebServer
from runtime.stats.history_memory import HistoryMemory
from runtime.supervisor.host import AGAIN, Host

from .announce import announcement, public_address
from .as_run import AsRunBooks
from .audience import Audience
from .authorities import authorities, wants_port_80
from .board import StatusBoard
from .books_view import BooksView
from .build import build, build_after
from .built import Built
from .certificates import CertificateKeeper
from .commands import Desk, certificate_commands, script_commands
from .control_room import ControlRoom
from .doors import Doors
from .edge_news import EdgeNews
from .edge_table import EdgeTable
from .equipment import Equipment
from .error_events import TroubleEvents
from .farewells import tell_farewells
from .flows import flows_of
from .incoming import Incoming
from .intros import Intros
from .kept_by_hand import KeptPeaks
from .links import EdgeLinks
from .missing import tell_not_yet, without_missing
from .on_air import OnAir
from .reception import Reception
from .remembering import Remembering
from .stall_watch import StallWatch
from .tidying import Tidying

__all__ = ["RunningStation", "run_station"]

EXIT_STOPPED, EXIT_FAILED = 0, 1

logger = logging.getLogger("legacystream.station")


async def run_station(station: Station, host: Host, equipment: Equipment) -> int:
    """Play a plan until the host says stop.

    Returns:
        The exit code: 0 stopped as asked, 1 the station could not start through something the operator can mend, `AGAIN` it is
        to be started again.
    """
    keep_few_arenas()
    keep_large_apart()
    forget_keeping_none(os.environ)
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
        self.starts_again = False
        self._host, self._equipment = host, equipment
        clock, state, folder = equipment.clock, equipment.state, Path(station.folder)
        built = build(station, clock, random.Random(), self._wake, self._publish, equipment.language, state)
        self._events, self._script, wall = built.events, built.ground.script, built.events.wall
        gallery = Gallery(wall)

        # who listens, and what they hear
        self._audience = Audience(station, equipment, wall, host.generation, self._rules, self._address)
        census, welcome, refusals = self._audience.census, self._audience.welcome, self._audience.refusals
        self._board = StatusBoard(station, built, census, clock, lambda: self._incoming.mounts)
        self._as_run = AsRunBooks(folder, built.ground.wall)
        self._remembering = Remembering(state, clock, self._others())
        self._air = OnAir(built, host, clock, self._remembering, self._as_run, self._board.now_plays)
        # who comes for something else, and who sends
        self._web = WebServer(self._board.read, Show(wall, folder, gallery, self._events, self._hsts))
        self._incoming = Incoming(
            built,
            clock,
            self._publish,
            self._wake,
            self._board.watch,
            self._audience,
            self._web.take,
            gallery,
        )
        clients = self._incoming.clients
        self._reception = Reception(
            station, self._board, welcome, clients, clock, state, self._publish, refusals
        )
        # by which doors, and who watches over all that
        side = self._audience.side_door(self._reception.take)
        self._links = EdgeLinks(welcome.attendance, side.take, self._incoming.rouse)
        self._reception.join(self._links)
        self._news = EdgeNews(
            self._table, self._links, clients, welcome, self._reception, Intros(folder, host)
        )
        self._doors = Doors(host, station.server)
        papers = authorities(equipment, lambda: self._air.station, self._script.function)
        self._certificates = CertificateKeeper(
            station, self._links, self._doors, self._events, clock, state, papers
        )
        self._board.certificate = self._certificates.state
        self._room: ControlRoom | None = None
        self._trouble = TroubleEvents(self._events)
        self._tidying = Tidying()
        self._stalls = StallWatch(lambda: flows_of(self._air.built), self._events.emit)

    async def start(self) -> None:
        """Go on the air: listen, take the rings, play, and tell the edges.

        Raises:
            OperatorFault: the address cannot be listened on, there is no memory, or another station has the state folder.
        """
        await self._remembering.open(self._air.built)
        await self._hear_events()
        await self._open_doors()
        self._incoming.open(self._host)
        self._reception.prepare()
        await self._air.play()
        await self._meet_edges()
        await self._open_control()
        self._tell()
        self._incoming.connect()
        self._look_after_it()
        self._events.emit("start", "")
        self._host.on_air()
        await self._incoming.clients.open_door(self._host, self._board.ports)
        await self._web.start()
        self._news.pages = (*self._web.paths(), *self._audience.paths, *self._reception.paths)
        self._publish()

    async def give_up(self) -> None:
        """Let go of the state folder, after a start that failed."""
        await self._remembering.stop()

    async def change(self, station: Station) -> None:
        """Play another plan from now on; what is the same in both goes on as it is, and nobody is dropped.

        Raises:
            OperatorFault: the new plan cannot be played; the old one plays on, untouched.
        """
        station = without_missing(station, missing_library)
        after = build_after(self._air.built, station, self._wake, self._publish)
        transition = await self._air.prepare(after)
        try:
            await self._doors.open(station.server)
        except OperatorFault:
            await transition.undo()
            raise
        await self._doors.open_for_proofs(station.server, wanted=wants_port_80(station))
        before = self._air.station
        await self._air.swap(transition)
        tell_farewells(self._air.gone, before, self._audience.welcome.listeners)
        await self._show(after)
        await transition.clear_away()

    async def stop(self) -> None:
        """Leave the air: stop pulling, let encoders finish, close what is open.

        A station that starts again leaves its encoders alone: who ends a mount tells its listeners to go.
        """
        if self._room is not None:
            await self._room.close()
        await self._incoming.stop()
        await self._stalls.stop()
        await self._tidying.stop()
        await self._air.stop(end_mounts=not self.starts_again)
        self._events.emit("stop", "")
        self._events.stop()
        self._trouble.close()
        await self._certificates.stop()  # which may need functions of the script to take its proofs back
        await self._script.stop()
        await self._reception.stop()
        await self._web.stop()
        await self._audience.stop()
        self._links.close()
        await self._host.close()

    # ---- going on the air -------------------------------------------------------------------------------------------------

    async def _hear_events(self) -> None:
        self._events.start(asyncio.get_running_loop().call_soon_threadsafe)
        self._events.subscribe(self._show_begins, "connect")
        self._events.subscribe(self._as_run.heard_of, "interlude")
        self._trouble.open()
        await self._script.start(self._events, self._air.station.hooks, self._air.built.seen)

    async def _open_doors(self) -> None:
        station = self._air.station
        await self._doors.open(station.server)
        await self._doors.open_for_proofs(station.server, wanted=wants_port_80(station))
        await self._certificates.start()
        self._board.ports = self._doors.ports

    async def _meet_edges(self) -> None:
        """Tell edges what there is, and have first audio sent to those who wait since an outage, whatever their turn."""
        await self._news.load_intros()
        self._publish()
        self._host.set_edge_handler(self._links.add)
        self._wake(await self._air.first_audio())

    async def _open_control(self) -> None:
        self._room = ControlRoom(
            self._air.station,
            self._desk(),
            self.change,
            self._host,
            self._equipment,
            self._reception.rights,
            self._events,
            self._script.function,
        )
        self._web.add(self._room.api.add_routes)
        self._room.offer(self._reception.commands())
        self._room.offer(script_commands(self._script, self._remembering.kept))
        self._room.offer(certificate_commands(self._certificates))
        await self._room.open()

    def _desk(self) -> Desk:
        """What commands reach of the station, as it is whenever they are given."""
        air = self._air
        return Desk(
            self._board.read,
            lambda: air.built.sources,
            air.engine,
            self._host.stopping.set,
            self._equipment.clock,
            self._incoming.clients,
            lambda: air.built.levels,
            self._start_again if self._host.starts_again else None,
            lambda: air.built.places,
            lambda: {path: mount.source for path, mount in air.station.mounts.items()},
            lambda: air.built.recordings,
            self._audience.refusals,
            self._remembering.kept,
            lambda: self._room.by_hand() if self._room is not None else (),
            lambda: self._room.revision if self._room is not None else 0,
        )

    def _tell(self) -> None:
        """Announce the first start on standard output, a restart in the log."""
        if self._host.generation > 1:
            logger.warning("the station is back, start %d", self._host.generation)
            return
        print(announcement(self._air.station, self._board.ports), flush=True)

    def _look_after_it(self) -> None:
        air = self._air
        self._audience.start(
            BooksView(
                self._board, self._links, self._certificates, lambda: air.built.pass_through, air.engine
            )
        )
        self._reception.open()
        self._stalls.start()
        self._tidying.start()

    # ---- while it is on the air -------------------------------------------------------------------------------------------

    async def _show(self, after: Built) -> None:
        """Have everybody go by what plays now."""
        station = after.station
        await self._script.change(station.hooks, after.seen, refs_of(station))
        self._board.ports = self._doors.ports
        self._board.show(station, after)
        await self._certificates.show(station)
        await self._incoming.show(after)
        self._audience.show(station)
        await self._news.load_intros()
        self._reception.show(station)
        self._publish()

    def _start_again(self) -> None:
        self.starts_again = True
        self._host.stopping.set()

    def _show_begins(self, event: Event) -> None:
        """Tell recordings who publishes: their files are called after it."""
        for recording in self._air.built.recordings.values():
            if recording.files.source == event.source:
                recording.user = str(event.details.get("user", ""))

    def _publish(self) -> None:
        self._news.publish()

    def _wake(self, rings: Sequence[str]) -> None:
        self._news.wake(rings)

    # ---- what the parts ask -----------------------------------------------------------------------------------------------

    def _table(self) -> EdgeTable:
        """The station as edges must know it now."""
        return EdgeTable(self._air.station, self._air.built, self._incoming.mounts, self._air.gone)

    def _rules(self) -> Mapping[str, Listening]:
        """The rules for the listeners of each mount."""
        return self._table().listening()

    def _address(self) -> tuple[str, int]:
        """How the station names itself to others."""
        host, _, port = public_address(self._air.station.server, self._board.ports.http).rpartition(":")
        return host, int(port)

    def _hsts(self) -> int:
        return self._certificates.table().hsts_seconds

    def _others(self) -> Mapping[Key, Remembers]:
        """Who else remembers something, beside the programme."""
        peaks = KeptPeaks(self._audience.census, self._host.generation > 1)
        return {
            Key("", "refs"): self._script,
            Key("", "history"): HistoryMemory(self._board.history),
            Key("", "peaks"): peaks,
        }
