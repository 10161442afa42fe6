"""The station's side of source clients: where they may publish, who meets them, and the port that SHOUTcast's look for."""

import logging
from collections.abc import Sequence

from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import Station
from runtime.protocols.http1 import http_date
from runtime.servers.doorman import Doorman, PageTake
from runtime.servers.gallery import Gallery
from runtime.servers.source_server import SourceServer
from runtime.servers.stage import Stage
from runtime.sources.live import LiveSource
from runtime.supervisor.host import Host
from runtime.version import program_version

__all__ = ["SHOUTCAST_DOOR", "SourceClients"]

SHOUTCAST_DOOR = "shoutcast"
"""The listen socket on the port after the HTTP one, where SHOUTcast's programs go by themselves."""

logger = logging.getLogger("legacystream.sources")


class SourceClients:
    """Everything a station has for source clients; nothing, where its script has no place for one.

    Attributes:
        doorman: is given every connection that an edge hands over.
    """

    def __init__(
        self,
        station: Station,
        lives: Sequence[LiveSource],
        mounts: Sequence[PassThroughMount],
        clock: Clock,
        to_page: PageTake,
        gallery: Gallery,
    ) -> None:
        """Make it from what was built; `to_page` takes whoever is no source client, `gallery` the pictures of those who are."""
        self._station = station
        self._clock = clock
        stages = [_live_stage(live) for live in lives] + [_mount_stage(mount) for mount in mounts]
        self._any = bool(stages)
        self._server = SourceServer(
            sorted(stages, key=lambda stage: stage.origin.line), clock.now, self._answer_fields, gallery
        )
        self.doorman = Doorman(self._server.take, to_page, self._server.answer_title)

    def __bool__(self) -> bool:
        """Whether there is a place for a source client."""
        return self._any

    async def open_door(self, host: Host, http_port: int) -> None:
        """Listen on the port after the HTTP one. A port that is taken costs SHOUTcast's programs only, and is told."""
        wanted = self._station.server.shoutcast
        port = http_port + 1 if wanted is None else wanted
        if not self._any or port == 0:
            return
        try:
            await host.listen(SHOUTCAST_DOOR, self._station.server.bind, port)
        except OperatorFault as fault:
            logger.warning(
                "%s: programs that speak SHOUTcast cannot connect there; port %d takes them too",
                fault, http_port, extra={"origin": self._station.server.origin},
            )  # fmt: skip

    def stop(self) -> None:
        """Send every source client away."""
        self._server.stop()

    def _answer_fields(self) -> Sequence[tuple[str, str]]:
        return (
            ("Server", f"LegacyStream/{program_version()}"),
            ("Date", http_date(self._clock.wall())),
            ("Cache-Control", "no-cache, no-store"),
            ("Expires", "Mon, 26 Jul 1997 05:00:00 GMT"),
            ("Pragma", "no-cache"),
        )


def _live_stage(live: LiveSource) -> Stage:
    plan = live.plan
    return Stage(plan.path, plan.gate, live.connect, f'input.live "{plan.path}"', plan.origin)


def _mount_stage(mount: PassThroughMount) -> Stage:
    plan = mount.plan
    return Stage(plan.path, plan.gate, mount.connect, f'mount "{plan.path}"', plan.origin)
