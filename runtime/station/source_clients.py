"""The station's side of source clients: where they may publish, who meets them, and the port that SHOUTcast's look for."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from runtime.codecs.incoming import IncomingStream
from runtime.errors import OperatorFault, OurFault
from runtime.kernel.clock import Clock
from runtime.media.title import Title
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import LiveInput, MountPath, PassThrough, Station
from runtime.protocols.http1 import http_date
from runtime.protocols.source import StreamDescription
from runtime.servers.doorman import Doorman, PageTake
from runtime.servers.gallery import Gallery
from runtime.servers.source_requests import SourceRequests
from runtime.servers.source_server import SourceServer
from runtime.servers.stage import Session, Stage
from runtime.sources.live import LiveSource
from runtime.stats.refusals import Refusals
from runtime.supervisor.host import Host
from runtime.version import program_version

from .built import Built
from .doors import SHOUTCAST_DOOR, Ports
from .grown_mounts import GrownMounts

__all__ = ["SourceClients"]

WISE = re.compile(r"/(?!.*\.\.)[A-Za-z0-9._~!$&'()+,;=:@/-]{1,200}(?<!/)")
"""Paths that a client may make up: what every player and proxy understands."""

logger = logging.getLogger("legacystream.sources")


class SourceClients:
    """Everything a station has for source clients; nothing, where its script has no place for one.

    Attributes:
        server: knows who publishes where.
        doorman: is given every connection that an edge hands over.
    """

    def __init__(
        self,
        station: Station,
        built: Built,
        grown: GrownMounts,
        clock: Clock,
        *,
        to_page: PageTake,
        gallery: Gallery,
        refusals: Refusals,
    ) -> None:
        """Make it from what was built.

        `to_page` takes whoever is no source client, `gallery` the pictures of those who are, `refusals` remembers who was
        turned away.
        """
        self._station = station
        self._grown = grown
        self._clock = clock
        stages = self._stages(station, built)
        self._any = bool(stages)
        self.server = SourceServer(
            stages,
            clock.now,
            self._answer_fields,
            wall=built.events.wall,
            emit=built.events.emit,
            base=Path(station.folder),
            gallery=gallery,
            turned_away=refusals.note,
        )
        self.server.compat = station.server.compat
        self.server.most_streams = station.server.max_streams
        self.doorman = Doorman(
            self.server.take,
            to_page,
            self.server.titles.answer,
            SourceRequests(self.server, self._answer_fields).answer,
        )

    def show(self, station: Station, built: Built) -> None:
        """Go by another plan from now on; who is on a place that stays as it is notices nothing."""
        stages = self._stages(station, built)
        self._station, self._any = station, bool(stages)
        self.server.most_streams = station.server.max_streams
        self.server.show(stages)
        self.server.compat = station.server.compat

    def _stages(self, station: Station, built: Built) -> list[Stage]:
        """The places for source clients, in the script's order."""
        lives = ((live, station.sources[live.id]) for live in built.lives)
        stages = [_live_stage(live, plan) for live, plan in lives if isinstance(plan, LiveInput)]
        passed = ((mount, station.pass_through.get(mount.plan.path)) for mount in built.pass_through)
        stages += [_mount_stage(mount, plan) for mount, plan in passed if plan is not None]
        stages += [self._pattern(plan) for plan in station.pass_through.values() if plan.is_pattern]
        return sorted(stages, key=lambda stage: stage.origin.line)

    def __bool__(self) -> bool:
        """Whether there is a place for a source client."""
        return self._any

    async def open_door(self, host: Host, ports: Ports) -> None:
        """Listen on the port after the HTTP one. A port that is taken costs SHOUTcast's programs only, and is told; where it is
        the station's own for HTTPS, nothing is lost that the HTTP port does not take too.
        """
        wanted = self._station.server.shoutcast
        port = ports.http + 1 if wanted is None else wanted
        if not self._any or port == 0 or (wanted is None and port in (ports.https, ports.legacy)):
            return
        try:
            await host.listen(SHOUTCAST_DOOR, self._station.server.bind, port)
        except OperatorFault as fault:
            logger.warning(
                "%s: programs that speak SHOUTcast cannot connect there; port %d takes them too",
                fault, ports.http, extra={"origin": self._station.server.origin},
            )  # fmt: skip

    def clients(self) -> list[Mapping[str, object]]:
        """Everybody who publishes, or waits to."""
        now = self._clock.now()
        return [
            {
                "path": stage.path,
                "user": connection.account.user,
                "address": connection.ip,
                "program": connection.agent,
                "heard": connection.is_heard,
                "seconds": round(now - connection.since),
                "format": connection.session.format_name if connection.session is not None else "",
                "bytes": connection.received,
            }
            for connection, stage in self.server.clients()
        ]

    def retitle(self, path: str, title: Title) -> bool:
        """Have who is heard at a path play under another title; returns whether somebody is there."""
        there = self.server.on_air(path)
        if there is not None:
            there.change_title(title)
        return there is not None

    def takes(self, path: str) -> bool:
        """Whether source clients may publish at a path."""
        return self.server.takes(path)

    def kick(self, path: str, seconds: float = 0.0) -> bool:
        """Send away who is heard at a path, and keep the account out for so long; returns whether somebody was there."""
        return self.server.kick(path, seconds)

    def _pattern(self, plan: PassThrough) -> Stage:
        """The stage of a pattern, from which those of its paths grow."""

        def grow(path: str) -> Stage | None:
            if not WISE.fullmatch(path):
                return None
            mount = self._grown.get(plan, MountPath(path), partial(self._no_memory, path))
            return None if mount is None else _mount_stage(mount, replace(plan, path=MountPath(path)))

        return Stage(plan.path, plan.gate, _nowhere, f'mount "{plan.path}"', plan.origin, plan.path, grow)

    def _no_memory(self, path: str) -> None:
        self.server.kick(path)

    def stop(self) -> None:
        """Send every source client away."""
        self.server.stop()

    def _answer_fields(self) -> Sequence[tuple[str, str]]:
        return (
            ("Server", f"LegacyStream/{program_version()}"),
            ("Date", http_date(self._clock.wall())),
            ("Cache-Control", "no-cache, no-store"),
            ("Expires", "Mon, 26 Jul 1997 05:00:00 GMT"),
            ("Pragma", "no-cache"),
        )


def _nowhere(
    description: StreamDescription,  # noqa: ARG001
    on_room: Callable[[], None],  # noqa: ARG001
    incoming: IncomingStream,  # noqa: ARG001
) -> Session:
    """Nobody publishes to a pattern itself."""
    raise OurFault("a source client was let on to a pattern")


def _live_stage(live: LiveSource, plan: LiveInput) -> Stage:
    return Stage(plan.path, plan.gate, live.connect, f'input.live "{plan.path}"', plan.origin, live.id)


def _mount_stage(mount: PassThroughMount, plan: PassThrough) -> Stage:
    return Stage(plan.path, plan.gate, mount.connect, f'mount "{plan.path}"', plan.origin, plan.path)
