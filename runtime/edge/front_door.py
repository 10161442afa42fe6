"""The front door: it accepts, reads one request head from whoever connects, and finds out what they want.

Every wait and every size is bounded: how many heads are being read, how long one may take and how large it
may be, how long somebody may take to read an answer.
"""

import asyncio
import contextlib
import functools
import logging
import socket
from collections import Counter

from runtime.errors import PeerFault
from runtime.kernel import Clock
from runtime.net import DoorMode, plain_ip
from runtime.protocols.access import WrongPasswords, credentials_of
from runtime.protocols.address import client_address
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import (
    Answer,
    AskHealth,
    AskOnAir,
    HandOver,
    Outcome,
    Refusal,
    Rouse,
    Serve,
    Table,
    answer_fault,
    answer_refusal,
    respond,
)

from .guest import Guest, House, Peer
from .opening import RECEIVE_BYTES, read_opening

__all__ = ["LINGER_SECONDS", "MOST_PENDING", "FrontDoor"]

log = logging.getLogger("legacystream.edge")

MOST_PENDING = 3000
"""Connections whose head is being read or whose answer is being sent; more are answered 503."""

LINGER_SECONDS = 2.0
"""How long a connection stays open after its answer for the peer to read it."""

LINGER_BYTES = 1024 * 1024
"""Bytes of a refused request that are read and thrown away meanwhile."""

ACCEPT_PAUSE = 0.1
"""Seconds of rest after the system had no descriptor for a new connection."""

MOST_PENDING_OF_ONE = MOST_PENDING // 4
"""Connections of one address among these, so that nobody who connects and says nothing takes the places of all."""

GUESSED = ("password", "token")
"""Sorts of refusals behind which there may be somebody who guesses."""

FLOODED = Refusal(429, "Too many wrong passwords; please wait a minute", "flooded")


class FrontDoor:
    """Accepts on listen sockets, and meets everybody who comes in.

    Attributes:
        pending: how many are being met.
        accepted: how many have ever come in.
    """

    def __init__(self, house: House, clock: Clock) -> None:
        self.pending = self.accepted = 0
        self._by_address: Counter[str] = Counter()
        self._wrong = WrongPasswords()
        self._house = house
        self._clock = clock
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
        task = asyncio.create_task(self._meet(guest))
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
            guest.sock.close()
        self.pending -= 1
        self._meetings.discard(task)
        if not task.cancelled() and (wrong := task.exception()):
            log.error("a connection was closed by a mistake of ours", exc_info=wrong)

    def _turn_away(self, guest: Guest) -> None:
        fault = PeerFault("the server has as many connections as it may have", 503)
        with contextlib.suppress(OSError):
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

    async def _meet(self, guest: Guest) -> None:
        """Meet one guest; whatever happens costs only him."""
        with contextlib.suppress(OSError):  # the network took him
            try:
                await self._attend(guest)
            except PeerFault as fault:
                await self._send_away(guest, fault)

    async def _attend(self, guest: Guest) -> None:
        """Find out what he wants, and do it."""
        opening = await read_opening(guest, self._house.table, self._clock)
        if opening is None:
            return
        if isinstance(opening, bytes):
            await self._house.pass_on(guest, opening)
            guest.stays = True
            return
        await self._attend_head(guest, opening)

    async def _attend_head(self, guest: Guest, head: ReceivedHead) -> None:
        """Do what a request asks for."""
        await self._house.wait_for_table()
        table, request = self._house.table, head.request
        guest.peer = client_address(guest.peer[0], request.headers, table.proxies), guest.peer[1]
        match self._judge(respond(request, table, self._clock.wall(), guest.peer[0]), head, guest.peer[0]):
            case Serve() as serve:
                _prepare(guest.sock, table)
                await self._let_in(guest, serve, head)
            case Refusal() as refusal:
                await self._refuse(guest, refusal, head)
            case Answer(data=data):
                await self._say(guest, data)
            case AskHealth() | AskOnAir() as question:
                await self._say(guest, self._house.health(question))
            case HandOver():
                await self._house.pass_on(guest, head.data)
                guest.stays = True
            case Rouse(path=path):
                await self._house.rouse(path)
                await self._attend_head(guest, head)

    def _judge(self, outcome: Outcome, head: ReceivedHead, ip: str) -> Outcome:
        """Count wrong passwords and tokens; of one who was wrong too often not even the right one is looked at for a while."""
        path, now = head.request.path, self._clock.now()
        if isinstance(outcome, Serve | Refusal) and self._wrong.is_flooding(ip, path, now):
            return FLOODED
        if isinstance(outcome, Refusal) and outcome.kind in GUESSED and _shows_something(head):
            self._wrong.count(ip, path, now)
        return outcome

    async def _let_in(self, guest: Guest, serve: Serve, head: ReceivedHead) -> None:
        refusal = await self._house.welcome(guest, serve, head)
        if refusal is None:
            guest.stays = True
        else:
            await self._refuse(guest, refusal, head)

    async def _refuse(self, guest: Guest, refusal: Refusal, head: ReceivedHead) -> None:
        self._house.refuse(refusal.kind, guest.peer[0], head.request.path, refusal.words)
        head_only = head.request.method == "HEAD"
        await self._say(
            guest, answer_refusal(refusal, self._house.table, self._clock.wall(), head_only=head_only)
        )

    async def _send_away(self, guest: Guest, fault: PeerFault) -> None:
        self._house.refuse(_kind(fault), guest.peer[0], "", str(fault))
        await self._say(guest, answer_fault(fault, self._house.table, self._clock.wall()))

    async def _say(self, guest: Guest, data: bytes) -> None:
        """Send an answer, and wait a little for the peer to have read it.

        Closing a socket with bytes unread in it would reset the connection and take the answer away.
        """
        loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                await loop.sock_sendall(guest.sock, data)
                guest.sock.shutdown(socket.SHUT_WR)
                thrown_away = 0
                while thrown_away < LINGER_BYTES and (
                    rest := await loop.sock_recv(guest.sock, RECEIVE_BYTES)
                ):
                    thrown_away += len(rest)


def _shows_something(head: ReceivedHead) -> bool:
    """Whether he claims to be somebody; who does not is only asked."""
    shown = credentials_of(head.request)
    return shown.given or bool(shown.bearer) or bool(head.request.query)


def _kind(fault: PeerFault) -> str:
    """The sort of a fault, for counters."""
    match fault.status:
        case 408:
            return "slow head"
        case 414 | 431:
            return "large head"
        case 503:
            return "away"
        case _:
            return "bad request"


def _prepare(sock: socket.socket, table: Table) -> None:
    """Send at once what there is, and let a stalled player tie up no more than a known amount of memory."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, table.limits.buffer_bytes)
