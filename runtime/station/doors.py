"""The ports that a station listens on: for HTTP, for HTTPS, for both at once, and for devices of long ago."""

import logging
from dataclasses import dataclass

from runtime.errors import OperatorFault
from runtime.net import DoorMode
from runtime.plan import Server
from runtime.supervisor.host import Host

__all__ = ["PROOF_DOOR", "PROOF_PORT", "SHOUTCAST_DOOR", "Doors", "Ports"]

PROOF_DOOR, PROOF_PORT = "proofs", 80
"""The listen socket, and the port, where authorities look for proofs (RFC 8555 §8.3) of a station whose HTTP is elsewhere."""

SHOUTCAST_DOOR = "shoutcast"
"""The listen socket on the port after the HTTP one, where SHOUTcast's programs go by themselves."""

logger = logging.getLogger("legacystream.station")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the station really listens; a script may have asked for any port.

    Attributes:
        http: the port that speaks HTTP.
        https: the port that speaks HTTPS, the same where one speaks both; 0 where none does.
        legacy: the port for old devices; 0 where there is none.
    """

    http: int
    https: int = 0
    legacy: int = 0


@dataclass(frozen=True, slots=True)
class _Wanted:
    door: str
    port: int
    mode: DoorMode
    what: str


class Doors:
    """Opens them: `open` at the start, and again for each change of the script.

    Attributes:
        ports: those that are open.
    """

    def __init__(self, host: Host, server: Server) -> None:
        """Know the plan; nothing is opened yet."""
        self.ports = Ports(server.http)
        self._host = host
        self._open: set[str] = set()
        self._proofs = False

    async def open(self, server: Server) -> None:
        """Listen as the script says from now on. A port for HTTPS that cannot be had costs only itself, and is told.

        Raises:
            OperatorFault: the port for HTTP cannot be had; nothing else has changed then.
        """
        one_port = _is_one_port(server)
        _, http = await self._host.listen("http", server.bind, server.http, "both" if one_port else "plain")
        ports = {"http": http, "https": http if one_port else 0, "legacy": 0}
        wanted = list(_encrypted(server))
        for door in self._open - {each.door for each in wanted}:
            self._host.unlisten(door)
        self._open = set()
        if server.shoutcast is None and http + 1 in [each.port for each in wanted]:
            self._host.unlisten(SHOUTCAST_DOOR)  # it has that port only because nobody wanted it
        for each in wanted:
            ports[each.door] = await self._listen(server, each)
        self.ports = Ports(**ports)

    async def open_for_proofs(self, server: Server, *, wanted: bool) -> None:
        """Listen on port 80 beside the script's own, where that is wanted and can be had. Where it cannot, that is told."""
        if not wanted or PROOF_PORT in (self.ports.http, self.ports.https, self.ports.legacy):
            if self._proofs:
                self._host.unlisten(PROOF_DOOR)
                self._proofs = False
            return
        if self._proofs:
            return
        try:
            await self._host.listen(PROOF_DOOR, server.bind, PROOF_PORT, "plain")
            self._proofs = True
        except OperatorFault as fault:
            logger.warning(
                "%s; authorities that look for proofs there must be led to port %d, by a router or a proxy",
                fault, self.ports.http, extra={"origin": server.origin},
            )  # fmt: skip

    async def _listen(self, server: Server, wanted: _Wanted) -> int:
        try:
            _, port = await self._host.listen(wanted.door, server.bind, wanted.port, wanted.mode)
        except OperatorFault as fault:
            logger.error("%s; nobody can come by %s", fault, wanted.what, extra={"origin": server.origin})
            return 0
        self._open.add(wanted.door)
        return port


def _is_one_port(server: Server) -> bool:
    """Whether HTTP and HTTPS are spoken at the same port; of two that may be any, each is one of its own."""
    return server.https == server.http and server.http != 0


def _encrypted(server: Server) -> list[_Wanted]:
    """The doors beside that for HTTP."""
    found = []
    if server.https is not None and not _is_one_port(server):
        found.append(_Wanted("https", server.https, "tls", "HTTPS"))
    if server.legacy_https is not None:
        found.append(_Wanted("legacy", server.legacy_https, "legacy", "the HTTPS of old devices"))
    return found
