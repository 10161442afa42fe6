"""The reception: admin and status pages of Icecast and SHOUTcast, with what they reach of the station."""

import logging
import socket
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from runtime.control import Command
from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock
from runtime.plan import Admin, MountPath, Station
from runtime.protocols.icecast.metadata import NOT_YOURS, TitleChange, metadata_answer
from runtime.protocols.source import Login
from runtime.servers.admin import AdminDesk, Rights, SourceFacts
from runtime.servers.front_desk import FrontDesk
from runtime.servers.icecast import StatusPages
from runtime.servers.shoutcast import AdminCgi, Bans, ShoutcastPages
from runtime.servers.source_server import SourceServer
from runtime.stats.census import Census
from runtime.stats.refusals import Refusals
from runtime.stats.sessions import Sessions, edge_of
from runtime.stats.status import StationStatus
from runtime.version import program_version

from .board import StatusBoard
from .commands import audience_commands
from .directories import Directories
from .first_admin import admins_of
from .judges.post import WebPost
from .links import EdgeLinks
from .source_clients import SourceClients
from .streams import stream_paths
from .welcome import Welcome

__all__ = ["Reception"]

PATHS = ("/admin/", "/admin.cgi", *StatusPages.PATHS, *ShoutcastPages.PATHS)

logger = logging.getLogger("legacystream.admin")


class Links(Protocol):
    """The edges, as far as listeners are sent about."""

    def tell(self, edge: int, kind: str, fields: dict[str, object]) -> None:
        """Say something to an edge."""


@dataclass(slots=True)
class _House:
    """The station, as the admin pages see it."""

    station: Station
    board: StatusBoard
    welcome: Welcome
    server: SourceServer
    links: Links
    clock: Clock

    @property
    def sessions(self) -> Sessions:
        return self.welcome.sessions

    @property
    def census(self) -> Census:
        return self.welcome.census

    def status(self) -> StationStatus:
        return self.board.read()

    def wall(self) -> datetime:
        return self.clock.wall()

    def streams(self) -> Sequence[str]:
        return stream_paths(self.station)

    def most_listeners(self, path: str) -> int:
        mount = self.station.mounts.get(MountPath(path)) or self.station.pass_through.get(MountPath(path))
        own = mount.listening.max_listeners if mount is not None else None
        return own or self.station.server.max_listeners or 0

    def opens(self, path: str, login: Login) -> bool:
        return self.server.opens(path, login)

    def takes(self, path: str) -> bool:
        return self.server.takes(path)

    def client(self, path: str) -> SourceFacts | None:
        there = self.server.on_air(path)
        if there is None:
            return None
        agent = there.wants.agent if there.wants is not None else ""
        return SourceFacts(there.ip, agent, self.clock.now() - there.since, there.received)

    def clients(self) -> int:
        return self.server.count()

    def end_source(self, path: str) -> bool:
        return self.server.kick(path)

    def change_title(self, change: TitleChange) -> bytes:
        said = self.server.titles.change(change)
        return said if said is not None else metadata_answer(change, text=NOT_YOURS, done=False)

    def kick(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self.links.tell(edge_of(number), "kick", {"id": number})

    def move(self, numbers: Sequence[int], destination: str) -> None:
        by_edge: defaultdict[int, list[int]] = defaultdict(list)
        for number in numbers:
            by_edge[edge_of(number)].append(number)
        for edge, ids in by_edge.items():
            self.links.tell(edge, "move", {"ids": ids, "destination": destination})


class Reception:
    """Belongs to the event loop.

    Attributes:
        paths: what is answered here, as `Table.pages` has it.
    """

    paths = PATHS

    def __init__(
        self,
        station: Station,
        board: StatusBoard,
        welcome: Welcome,
        clients: SourceClients,
        clock: Clock,
        state: Path | None,
        publish: Callable[[], None],
        refusals: Refusals,
    ) -> None:
        """Make it; `publish` tells edges anew. The links to them are joined later, since they hand connections on to here.

        `refusals` remembers who was turned away.
        """
        self._state = state
        self._bans = Bans(state, publish)
        self._clients = clients
        self._house = _House(station, board, welcome, clients.server, _NoLinks(), clock)
        self._rights = Rights(station.admins, self._house.opens, clock.now, refusals.note)
        server = f"LegacyStream/{program_version()}"
        self._desk = AdminDesk(self._house, self._rights, server, clock.wall, station.server.compat)
        status = StatusPages(board.read, server, clock.wall)
        self._post = WebPost()
        self._directories = Directories(board.read, self._post, clock.now, self._house.most_listeners)
        pages = ShoutcastPages(self._house, server, clock.wall)
        cgi = AdminCgi(self._house, self._rights, self._bans, server, clock.wall)
        self._front = FrontDesk(self._desk, [status, cgi, pages], self._house, clients.doorman.take)

    @property
    def rights(self) -> Rights:
        """Who may do what, for other doors."""
        return self._rights

    def join(self, links: EdgeLinks) -> None:
        """Send listeners about through these."""
        self._house.links = links

    def prepare(self) -> None:
        """Learn who is kept out, before anybody comes in. A list that cannot be read keeps nobody out, and is told."""
        try:
            self._bans.load()
        except OperatorFault as fault:
            logger.warning("%s; nobody is kept out", fault)

    def banned(self) -> tuple[str, ...]:
        """Who listens to nothing here."""
        return tuple(self._bans)

    def open(self) -> None:
        """Find out who the admins are, and begin to list the station.

        A state folder that cannot be used costs only the first admin, and is told.
        """
        self._rights.admins = self._admins(self._house.station)
        self._directories.show(self._house.station)

    def commands(self) -> Iterator[Command]:
        """What the operator may do with listeners and source clients."""
        return audience_commands(self._house, self._bans)

    async def stop(self) -> None:
        """Take the station out of directories."""
        await self._directories.stop()
        await self._post.close()

    def show(self, station: Station) -> None:
        """Go by another plan from now on."""
        self._house.station = station
        self._desk.compat = station.server.compat
        self._rights.admins = self._admins(station)
        self._directories.show(station)

    async def take(self, sock: socket.socket, initial: bytes, ip: str) -> None:
        """Answer a connection, or send it on."""
        await self._front.take(sock, initial, ip)

    def _admins(self, station: Station) -> tuple[Admin, ...]:
        try:
            return admins_of(station, self._state, _show)
        except OperatorFault as fault:
            logger.warning("%s; nobody can use the admin pages but those whom the script names", fault)
            return station.admins


class _NoLinks:
    """Before there are edges."""

    def tell(self, edge: int, kind: str, fields: dict[str, object]) -> None:
        """Nobody hears it."""


def _show(password: str, path: Path) -> None:
    """Show a new password to the person at the terminal, and to no log."""
    shown = (
        f"password {password} (shown once; kept in {path})"
        if sys.stdout.isatty()
        else f"its password is in {path}"
    )
    print(f'Admin pages are for the user "admin", {shown}.', flush=True)
