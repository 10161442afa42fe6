"""The greeter: he reads one request head from whoever was accepted, and finds out what they want.

Every wait and every size is bounded: how long a head may take, with the handshake before it, and how large it may be, how
long somebody may take to read an answer.
"""

import asyncio
import contextlib
import socket
import ssl

from runtime.errors import PeerFault
from runtime.kernel import Clock
from runtime.protocols.access import WrongPasswords, credentials_of
from runtime.protocols.address import client_address, forwarded_scheme
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import (
    ALLOWED,
    PUBLISHING,
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
from runtime.protocols.tls import (
    TLS_MARK,
    UPGRADED,
    host_name,
    proof_answer,
    redirect_answer,
    upgraded_options,
    wants_upgrade,
)

from .guest import Guest, House
from .opening import RECEIVE_BYTES, read_opening
from .vestibule import UNTRUSTED, DoorFault, SilentFault, Vestibule, refused_by_client

__all__ = ["LINGER_SECONDS", "Greeter"]

LINGER_SECONDS = 2.0
"""How long a connection stays open after its answer for the peer to read it."""

LINGER_BYTES = 1024 * 1024
"""Bytes of a refused request that are read and thrown away meanwhile."""

GUESSED = ("password", "token")
"""Sorts of refusals behind which there may be somebody who guesses."""

FLOODED = Refusal(429, "Too many wrong passwords; please wait a minute", "flooded")

PLAIN_ON_TLS = "this port speaks HTTPS; write https:// in place of http://"

LEFT_AFTER_UPGRADE = (
    "it asked for TLS, saw our certificate and left: it may not know its authority; give it the authority's root, or let it "
    "stay in plain with `server(upgrade=false)`"
)

TLS_FIRST = bytes([TLS_MARK])


class Greeter:
    """Meets guests, one call each. Belongs to the event loop."""

    def __init__(self, house: House, clock: Clock) -> None:
        self._house = house
        self._clock = clock
        self._wrong = WrongPasswords()
        self._vestibule = Vestibule(house.certificates)

    async def meet(self, guest: Guest) -> None:
        """Meet one guest; whatever happens costs only him."""
        with contextlib.suppress(OSError):  # the network took him
            try:
                await self._attend(guest)
            except SilentFault as fault:
                await self._leave_unsaid(guest, fault)
            except PeerFault as fault:
                await self._send_away(guest, fault)

    async def _attend(self, guest: Guest) -> None:
        """Find out what he wants, and do it."""
        opening = await self._read(guest)
        if isinstance(opening, ReceivedHead) and self._is_upgrade(guest, opening):
            opening = await self._upgrade(guest, opening)
        if opening is None:
            return
        if guest.mode == "tls" and not guest.is_secure:
            raise DoorFault(PLAIN_ON_TLS, "plain on tls")
        if isinstance(opening, bytes):
            await self._house.pass_on(guest, opening)
            guest.stays = True
            return
        await self._attend_head(guest, opening)

    async def _read(self, guest: Guest, begun: bytes = b"") -> ReceivedHead | bytes | None:
        return await read_opening(guest, self._house.table, self._clock, self._vestibule, begun)

    def _is_upgrade(self, guest: Guest, head: ReceivedHead) -> bool:
        if guest.is_secure or not wants_upgrade(head.request) or head.rest[:1] not in (b"", TLS_FIRST):
            return False
        certificates = self._house.certificates
        return certificates.table.upgrade and certificates.covers(host_name(head.request))

    async def _upgrade(self, guest: Guest, head: ReceivedHead) -> ReceivedHead | bytes | None:
        """Speak TLS on this connection from now on (RFC 2817), and hear what is wanted inside it.

        libshout looks at our certificate behind the handshake, and leaves without a word when it does not believe it.
        """
        await guest.connection.sendall(UPGRADED)
        try:
            opening = await self._inside(guest, head)
        except ssl.SSLError as wrong:
            raise SilentFault(refused_by_client(wrong), UNTRUSTED) from None
        except OSError:
            opening = None
        if opening is None:
            self._house.refuse(UNTRUSTED, guest.peer[0], "", LEFT_AFTER_UPGRADE)
        return opening

    async def _inside(self, guest: Guest, head: ReceivedHead) -> ReceivedHead | bytes | None:
        try:
            async with asyncio.timeout(self._house.table.limits.head_seconds):
                inside = await self._vestibule.secure(guest, head.rest)
        except TimeoutError:
            raise SilentFault("the handshake took too long", "slow tls handshake") from None
        if inside is None:
            return None
        if head.request.method == "OPTIONS":
            await guest.connection.sendall(upgraded_options(f"{ALLOWED}, {PUBLISHING}"))
            return await self._read(guest, inside)
        return ReceivedHead(head.request, head.data[: len(head.data) - len(head.rest)] + inside, inside)

    async def _attend_head(self, guest: Guest, head: ReceivedHead) -> None:
        """Do what a request asks for; an authority's question for a proof is answered before everything else."""
        proof = proof_answer(head.request, self._house.certificates.table)
        if proof is not None:
            await self._say(guest, proof)
            return
        await self._house.wait_for_table()
        table, request = self._house.table, head.request
        if guest.peer[0] in table.proxies:
            guest.forwarded = forwarded_scheme(request.headers)
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
                await self._pass_on(guest, head)
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

    async def _pass_on(self, guest: Guest, head: ReceivedHead) -> None:
        """Let the station answer, unless the page is to be asked for by HTTPS."""
        elsewhere = None
        if guest.scheme == "http":
            elsewhere = redirect_answer(head.request, self._house.certificates.table, guest.local[1])
        if elsewhere is not None:
            await self._say(guest, elsewhere)
            return
        await self._house.pass_on(guest, head.data)
        guest.stays = True

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

    async def _leave_unsaid(self, guest: Guest, fault: SilentFault) -> None:
        """What TLS has to say of it was said."""
        self._house.refuse(fault.kind, guest.peer[0], "", str(fault))
        await self._say(guest, b"")

    async def _say(self, guest: Guest, data: bytes) -> None:
        """Send an answer, and wait a little for the peer to have read it.

        Closing a socket with bytes unread in it would reset the connection and take the answer away.
        """
        loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                await guest.connection.sendall(data)
                await guest.connection.end()
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
    if isinstance(fault, DoorFault):
        return fault.kind
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
