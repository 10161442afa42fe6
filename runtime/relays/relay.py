"""A relay: keeps at a stream of another server, and hands it on.

Rules:
- A connection that breaks off is made again at once, then after longer and longer pauses; of several servers the next is tried
  each time. The first is tried again first once a connection was good.
- A gap of up to `patience` is nobody's business: what comes again is joined to what was heard (`stitch`). Then the stream is
  gone, which is told to where it goes, and listeners hear the fallback.
- On demand, it connects when somebody listens or wants to, and leaves when nobody has for `linger` seconds.
- A server is told of in the log when its stream comes, when it goes, and at the first, second, fourth … attempt in between.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import NetworkFault, PeerFault
from runtime.media.title import Title
from runtime.plan import Origin, Upstream
from runtime.protocols.icecast.relay_client import Address, Began, RelayEvent, Said, Sound
from runtime.protocols.source import StreamDescription

from .pull import Dialer, pull
from .reconnect import Backoff
from .stitch import Stitcher

__all__ = ["LOOK_SECONDS", "SEARCH_SECONDS", "Demand", "Relay", "Session"]

LOOK_SECONDS = 0.5
"""How often it is looked whether somebody listens, and how long the stream has been away."""

SEARCH_SECONDS = 1.5
"""How long a stream that came back is searched for its join."""

LONGEST_HOLD = 1.0
"""Seconds for which a stream that is too far ahead is not read; then it is looked again."""

logger = logging.getLogger("legacystream.relays")


class Session(Protocol):
    """Where a stream goes, from its first byte until it is gone."""

    def take(self, pieces: list[Beginning | Piece], now: float) -> None:
        """Take frames and pages. Raises PeerFault for what cannot be sent there."""

    def hold(self, now: float) -> float:
        """Seconds for which no more is to be read."""

    def change_title(self, title: Title) -> None:
        """This plays from here on."""

    def describe(self, description: StreamDescription) -> None:
        """What the server says of its stream."""

    def end(self, *, goodbye: bool) -> None:
        """It is gone."""


class Connect(Protocol):
    """Begins a session."""

    def __call__(
        self, description: StreamDescription, on_room: Callable[[], None], incoming: IncomingStream
    ) -> Session:
        """A stream comes on."""


@dataclass(frozen=True, slots=True)
class Demand:
    """When a relay is wanted: while `listeners()` is not 0, and `linger` seconds longer."""

    listeners: Callable[[], int]
    linger: float


class Relay:
    """Belongs to the event loop. `start` it, then `stop`.

    Args:
        what: how it is called in words: `relay "/partner"`.
        upstream: where the stream is.
        connect: where it goes.
        origin: the script line.
        dialer: makes connections.
        clock: seconds that only go forward.
        rng: shortens the pauses.
        demand: None where the stream is always wanted.
        asleep: called with whether it rests because nobody listens.
    """

    def __init__(
        self,
        what: str,
        upstream: Upstream,
        connect: Connect,
        origin: Origin,
        dialer: Dialer,
        clock: Callable[[], float],
        rng: random.Random,
        demand: Demand | None = None,
    ) -> None:
        self._what = what
        self._upstream = upstream
        self._connect = connect
        self._origin = origin
        self._dialer = dialer
        self._clock = clock
        self._backoff = Backoff(rng)
        self._demand = demand
        self._wanted_until = 0.0
        self._roused = asyncio.Event()
        self._session: Session | None = None
        self._stitcher = Stitcher()
        self._heard_at = self._began_at = 0.0
        self._turn = 0
        self._task: asyncio.Task[None] | None = None

    # Its life

    def start(self) -> None:
        """Begin, or wait until somebody listens; nothing where it has begun."""
        self._task = self._task or asyncio.get_running_loop().create_task(self._run(), name=self._what)

    async def stop(self) -> None:
        """Leave the server."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._gone()

    def rouse(self) -> None:
        """Somebody wants to listen."""
        if self._demand is not None:
            self._wanted_until = self._clock() + self._demand.linger
            self._roused.set()

    def _is_wanted(self) -> bool:
        if self._demand is None:
            return True
        if self._demand.listeners():
            self._wanted_until = self._clock() + self._demand.linger
        return self._clock() < self._wanted_until

    async def _run(self) -> None:
        while True:
            while not self._is_wanted():
                await self._rest()
            lasted, reason = await self._attempt()
            if self._is_wanted():
                pause = self._backoff.pause(lasted)
                self._tell_loss(lasted, reason, pause)
                self._turn = 0 if lasted and self._backoff.attempt == 1 else self._turn + 1
                await self._wait(pause)

    async def _rest(self) -> None:
        """Sleep until somebody listens."""
        self._gone()
        self._roused.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._roused.wait()

    async def _wait(self, seconds: float) -> None:
        """Pause; a stream that stays away too long is gone meanwhile."""
        until = self._clock() + seconds
        while (left := until - self._clock()) > 0 and self._is_wanted():
            await asyncio.sleep(min(left, LOOK_SECONDS))
            self._look()

    def _look(self) -> None:
        if self._session is not None and self._clock() - self._heard_at > self._upstream.patience:
            logger.warning(
                "%s: nothing has come for %g s; its listeners hear what is in its place",
                self._what, self._upstream.patience, extra={"origin": self._origin},
            )  # fmt: skip
            self._gone()

    def _gone(self) -> None:
        session, self._session, self._stitcher = self._session, None, Stitcher()
        if session is not None:
            session.end(goodbye=False)

    # One connection

    async def _attempt(self) -> tuple[float, str]:
        """Connect, and hand on what comes. Gives how long sound came, and why no more does."""
        self._began_at = 0.0
        task = asyncio.get_running_loop().create_task(self._follow(), name=f"{self._what} connection")
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=LOOK_SECONDS)
                if not task.done():
                    self._look()
                if not self._is_wanted():
                    task.cancel()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        lasted = self._clock() - self._began_at if self._began_at else 0.0
        if task.cancelled():
            return lasted, "nobody listens"
        if (wrong := task.exception()) is not None:
            logger.error(
                "%s: a mistake in LegacyStream", self._what, exc_info=wrong, extra={"origin": self._origin}
            )
            return lasted, "a mistake in LegacyStream"
        return lasted, task.result()

    async def _follow(self) -> str:
        """Follow a stream to its end; gives the reason of that."""
        urls, account = self._upstream.urls, self._upstream
        address = Address.parse(urls[self._turn % len(urls)], account.user, account.password.text)
        stream = IncomingStream()
        self._stitcher.begin()
        try:
            async with contextlib.aclosing(pull(address, self._dialer)) as events:
                async for event in events:
                    await self._take(event, stream, address)
        except PeerFault as fault:
            self._refused(fault)
            return str(fault)
        except NetworkFault as fault:
            return str(fault)
        return "it ended the stream"

    def _refused(self, fault: PeerFault) -> None:
        """What cannot be sent to those who listen cannot be joined to what they heard."""
        if fault.status == 415:
            self._gone()

    async def _take(self, event: RelayEvent, stream: IncomingStream, address: Address) -> None:
        match event:
            case Began(description=description):
                self._begin(description, address)
            case Said(title=title) if self._session is not None:
                self._session.change_title(title)
            case Sound(data=data):
                self._hand_on(stream.feed(data))
                await self._hold()
            case _:
                pass

    def _begin(self, description: StreamDescription, address: Address) -> None:
        """The server has said yes."""
        self._began_at = self._clock()
        if self._session is None:
            self._heard_at = self._began_at
            self._session = self._connect(description, lambda: None, IncomingStream())
        else:
            self._session.describe(description)
        logger.info("%s: hears %s", self._what, address.url, extra={"origin": self._origin})

    def _hand_on(self, pieces: list[Beginning | Piece]) -> None:
        now = self._clock()
        pieces = self._stitcher.take(pieces)
        if self._stitcher.is_searching and now - self._began_at > SEARCH_SECONDS:
            pieces = self._stitcher.give_up([])
        if self._session is not None and pieces:
            self._heard_at = now
            self._session.take(pieces, now)

    async def _hold(self) -> None:
        """Read no more while there is enough."""
        while self._session is not None and (wait := self._session.hold(self._clock())) > 0:
            await asyncio.sleep(min(wait, LONGEST_HOLD))
            if self._session is not None:
                self._session.take([], self._clock())

    def _tell_loss(self, lasted: float, reason: str, pause: float) -> None:
        attempt = self._backoff.attempt
        if attempt & (attempt - 1):
            return
        after = f" after {_span(lasted)}" if lasted else ""
        logger.warning(
            "%s: %s%s; trying again in %.1f s (attempt %d)",
            self._what, reason, after, pause, attempt + 1, extra={"origin": self._origin},
        )  # fmt: skip


def _span(seconds: float) -> str:
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{seconds:.0f} s"
