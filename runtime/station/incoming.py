"""What comes from outside: source clients, the mounts that grow for them, and streams of other servers."""

import random
from collections.abc import Callable, Sequence

from runtime.kernel.clock import Clock
from runtime.mounts.pass_through import PassThroughMount
from runtime.servers.doorman import PageTake
from runtime.servers.gallery import Gallery
from runtime.supervisor.host import Host

from .audience import Audience
from .built import Built
from .grown_mounts import GrownMounts
from .relaying import Relaying
from .source_clients import SourceClients

__all__ = ["Incoming"]


class Incoming:
    """Belongs to the event loop: `open` when there is memory to be had, `connect` when the station is on the air, then `stop`.

    Attributes:
        clients: who publishes.
    """

    def __init__(
        self,
        built: Built,
        clock: Clock,
        changed: Callable[[], None],
        written: Callable[[Sequence[str]], None],
        grew: Callable[[PassThroughMount], None],
        audience: Audience,
        to_page: PageTake,
        gallery: Gallery,
    ) -> None:
        """Make it of what was built; `changed` and `written` are called as by any mount, `grew` with each mount that grows.

        `audience` knows who listens, for relays that wait for somebody, and is told who was turned away; the others are as
        `SourceClients` has them.
        """
        station = built.station
        self._grown = GrownMounts(station, clock, changed, written, grew)
        self.clients = SourceClients(
            station, built, self._grown, clock, to_page=to_page, gallery=gallery, refusals=audience.refusals
        )
        self._relaying = Relaying(station, built, self._grown, audience.census, clock, random.Random())

    @property
    def mounts(self) -> tuple[PassThroughMount, ...]:
        """The mounts that grew."""
        return self._grown.mounts

    def open(self, host: Host) -> None:
        """Let mounts grow in this host's memory."""
        self._grown.start(host)

    def connect(self) -> None:
        """Fetch the streams of other servers that somebody is to hear."""
        self._relaying.start()

    def rouse(self, path: str) -> None:
        """Somebody wants to hear a mount that sleeps."""
        self._relaying.rouse(path)

    async def show(self, built: Built) -> None:
        """Go by another plan from now on; who is on a place that stays as it is notices nothing."""
        self._grown.show(built.station)
        self.clients.show(built.station, built)
        await self._relaying.show(built.station, built)

    async def stop(self) -> None:
        """Send every source client away, and leave all other servers."""
        self.clients.stop()
        await self._relaying.stop()
        self._grown.stop()
