"""The front door: it accepts, and has whoever connects met by the greeter, as many at a time as there may be."""

import asyncio
import contextlib
import functools
import logging
import socket
from collections import Counter

from runtime.errors import PeerFault
from runtime.kernel import Clock
from runtime.net import DoorMode, plain_ip
from runtime.protocols.icecast import answer_fault

from .greeter import Greeter
from .guest import Guest, House, Peer

__all__ = ["MOST_PENDING", "FrontDoor"]

log = logging.getLogger("legacystream.edge")

MOST_PENDING = 3000
"""Connections whose head is being read or whose answer is being sent; more are answered 503."""

ACCEPT_PAUSE = 0.1
"""Seconds of rest after the system had no descriptor for a new connection."""

MOST_PENDING_OF_ONE = MOST_PENDING // 4
"""Connections of one address among these, so that nobody who connects and says nothing takes the places of all."""


class FrontDoor:
    """Accepts on listen sockets, and meets everybody who comes in.

    Attributes:
        pending: how many are being met.
        accepted: how many have ever come in.
    """

    def __init__(self, house: House, clock: Clock) -> None:
        self.pending = self.accepted = 0
        self._by_address: Counter[str] = Counter()
        self._house = house
        self._clock = clock
        self._greeter = Greeter(house, clock)
        self._listening: dict[str, tuple[socket.socket, asyncio.Task[None]]] = {}
        self._meetings: set[asyncio.Task[None]] = set()

    def listen(self, door: str, sock: socket.socket, mode: DoorMode = "plain") -> None:
        """Accept on a listen socket, which belongs to the door from now on, and speak there what the mode says."""
        self.unlisten(door)
        sock.setblocking(False)
        self._listening[door] = (sock, asyncio.create_task(self._accept(sock, mode), name=f"accept {door}"))

    def unlisten(self, door: str) -> None:
        """Accept there no more."""
        if door in self._listening:
            sock, task = self._listening.pop(door)
            task.cancel()
            sock.close()

    async def close(self) -> None:
        """Close all listen sockets and send away those who are just coming in."""
        accepting = [task for _, task in self._listening.values()]
        for door in list(self._listening):
            self.unlisten(door)
        tasks = [*accepting, *self._meetings]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def take(self, sock: socket.socket, peer: Peer, mode: DoorMode = "plain") -> None:
        """Meet somebody who was accepted."""
        sock.setblocking(False)
        guest = Guest(sock, (plain_ip(peer[0]), peer[1]), mode)
        self.accepted += 1
        ip = guest.peer[0]
        if self.pending >= MOST_PENDING or self._is_crowd(ip) or self._house.is_full():
            self._turn_away(guest)
            return
        self.pending += 1
        self._by_address[ip] += 1
        task = asyncio.create_task(self._greeter.meet(guest))
        self._meetings.add(task)
        task.add_done_callback(functools.partial(self._met, guest, ip))

    def _is_crowd(self, ip: str) -> bool:
        """Whether one address has its share of those who are being met; a trusted proxy stands for many."""
        return self._by_address[ip] >= MOST_PENDING_OF_ONE and ip not in self._house.table.proxies

    def _met(self, guest: Guest, ip: str, task: asyncio.Task[None]) -> None:
        """Close what nobody took; a meeting may have ended before it began."""
        self._by_address[ip] -= 1
        if not self._by_address[ip]:
            del self._by_address[ip]
        if not guest.stays:
            guest.connection.close()
        self.pending -= 1
        self._meetings.discard(task)
        if not task.cancelled() and (wrong := task.exception()):
            log.error("a connection was closed by a mistake of ours", exc_info=wrong)

    def _turn_away(self, guest: Guest) -> None:
        fault = PeerFault("the server has as many connections as it may have", 503)
        with contextlib.suppress(OSError):
            if guest.mode != "tls":
                guest.sock.send(answer_fault(fault, self._house.table, self._clock.wall()))
        guest.sock.close()
        self._house.refuse("connections full", guest.peer[0], "", str(fault))

    async def _accept(self, sock: socket.socket, mode: DoorMode) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await loop.sock_accept(sock)
            except ConnectionError:  # gone before it was accepted
                continue
            except OSError as wrong:
                log.warning("no connection can be accepted: %s", wrong.strerror or wrong)
                await asyncio.sleep(ACCEPT_PAUSE)
            else:
                self.take(connection, (peer[0], peer[1]), mode)
                await asyncio.sleep(0)  # a crowd is shared with the other edges, which wake up meanwhile
