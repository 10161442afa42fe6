"""One connection of a source client: the protocol core, its stream's session, and the transport between."""

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from runtime.codecs.incoming import IncomingStream
from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.plan import Account
from runtime.protocols.source import (
    Artwork,
    Audio,
    Conversation,
    Described,
    Ended,
    Refusal,
    SourceEvent,
    Titled,
    Wants,
)  # fmt: skip

from .drip import DripWatch
from .dump import Dump
from .green_room import GreenRoom
from .stage import Session, Stage

__all__ = ["LINGER_SECONDS", "Placed", "Refused", "SourceConnection", "SourceHouse"]

LINGER_SECONDS = 2.0
"""How long a connection that was refused stays open for its client to read why."""

SILENT_AFTER_HOLD = 10.0
"""Seconds that a client has to send again after it was held back."""

WATCH_SECONDS = 1.0
"""How often the time is looked at."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a client may publish, by which account, and whether it is heard at once or waits."""

    stage: Stage
    account: Account
    is_heard: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a client may not publish; `said` are words for this very case, "" for the usual ones."""

    why: Refusal
    said: str = ""


class SourceHouse(Protocol):
    """Who decides, and is told."""

    def decide(self, connection: "SourceConnection", wants: Wants) -> Placed | Refused:
        """Where the client may publish, or why it may not."""

    def waits(self, connection: "SourceConnection") -> None:
        """It was let in, and waits to be heard."""

    def comes_on(self, connection: "SourceConnection") -> Dump | None:
        """It is heard from now on; gives what keeps its bytes, if anything does."""

    def look(self, connection: "SourceConnection") -> None:
        """A second has passed: whose time begins or is over?"""

    def shows(self, connection: "SourceConnection", artwork: Artwork) -> None:
        """It sent a picture."""

    def has_gone(self, connection: "SourceConnection", reason: str, *, harmless: bool) -> None:
        """It has gone."""


class SourceConnection(asyncio.Protocol):
    """Belongs to the event loop, but for `_room`, which a session calls from its own thread.

    Attributes:
        ip: of the client.
        wants: what it asked for; None before.
        stage: where it publishes, or waits to; None before it was let in.
        session: its stream; a green room while it waits.
        is_heard: whether it waits no more.
        since: when it was let in, or was heard first, in seconds.
        received: bytes of audio.
        is_at_fault: whether it was sent away for what it sent.
    """

    def __init__(self, core: Conversation, house: SourceHouse, clock: Callable[[], float], ip: str) -> None:
        self.ip = ip
        self.wants: Wants | None = None
        self.stage: Stage | None = None
        self.session: Session | None = None
        self.is_heard = False
        self.since = self._last_data = clock()
        self.received = 0
        self.is_at_fault = False
        self._core = core
        self._house = house
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._held = False
        self._resumed_at = -math.inf
        self._drip = DripWatch(self.since)
        self._gone = False
        self._account: Account | None = None
        self._title: Title | None = None
        self._dump: Dump | None = None

    @property
    def account(self) -> Account:
        """By which it was let in; ask only behind that."""
        assert self._account is not None
        return self._account

    @property
    def last_data(self) -> float:
        """When its last bytes came, in seconds; who is held back by us is not silent."""
        return self._clock() if self._held else self._last_data

    @property
    def agent(self) -> str:
        """Its program, as it calls itself."""
        return self.wants.agent if self.wants is not None else ""

    # What the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to watch the time."""
        self._transport = cast(asyncio.Transport, transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._last_data = self._clock()
        events = self._core.receive_data(data, self._last_data)
        self._handle(events, goodbye=True)  # an end that the client's own bytes say is one it meant
        self._hold_back()

    def eof_received(self) -> bool:
        """The client has closed its side."""
        self._handle(self._core.receive_eof(self._clock()), goodbye=True)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone. A reset is a goodbye too: who never read our answer resets it by closing."""
        self._handle([Ended("it closed the connection" if exc else "it ended the stream")], goodbye=True)
        if self._timer is not None:
            self._timer.cancel()

    # What the house says

    def change_title(self, title: Title) -> None:
        """Somebody told what plays."""
        self._title = title
        if self.session is not None:
            self.session.change_title(title)

    def go_on(self) -> None:
        """Be heard from now on."""
        room, stage, wants = self.session, self.stage, self.wants
        assert isinstance(room, GreenRoom)
        assert stage is not None
        assert wants is not None
        described = room.description or wants.description
        self.is_heard, self.since = True, self._clock()
        self._drip.heard(room.seconds)
        self.session = stage.connect(described, self._room, room.incoming)
        if room.title is not None:
            self.session.change_title(room.title)
        self._dump = self._house.comes_on(self)
        if self._dump is not None and room.kept:
            self._dump.write(room.opening)
        self._try(lambda session: session.take(room.kept, self._clock()))
        self._go_on()

    def known_as(self, account: Account, timeout: float) -> None:
        """The script was read anew: this is its account from now on, and so long it may send nothing."""
        self._account, self._core.timeout = account, timeout

    def go_to(self, stage: Stage) -> None:
        """Publish from now on at the stage that has taken the place of its own: the stream goes on in its middle."""
        before, self.stage = self.session, stage
        assert before is not None
        assert self.wants is not None
        if not self.is_heard:
            return  # a green room is the same everywhere
        before.end(goodbye=True)
        self.session = stage.connect(self.wants.description, self._room, before.incoming)
        if self._title is not None:
            self.session.change_title(self._title)
        self._go_on()

    def leave(self, reason: str) -> None:
        """Send the client away, faded out."""
        seconds = self.session.leave() if self.session is not None else 0.0
        if seconds > 0:
            self._loop.call_later(seconds, self.end, reason)
            return
        self.end(reason)

    def end(self, reason: str) -> None:
        """Send the client away."""
        self._handle([Ended(reason)])

    # The conversation

    def _handle(self, events: Iterable[SourceEvent], *, goodbye: bool = False) -> None:
        for event in events:
            if self._gone:
                break
            self._do(event, goodbye=goodbye)
        self._send()

    def _do(self, event: SourceEvent, *, goodbye: bool) -> None:
        match event:
            case Wants():
                self._answer(event)
            case Audio(data=data):
                self._take(data)
            case Titled(title=title):
                self.change_title(title)
            case Ended(reason=reason, harmless=harmless):
                self._end(reason, goodbye=goodbye, harmless=harmless)
            case Described(description=description):
                if self.session is not None:
                    self.session.describe(description)
            case Artwork():
                self._house.shows(self, event)

    def _answer(self, wants: Wants) -> None:
        self.wants = wants
        decided = self._house.decide(self, wants)
        if isinstance(decided, Refused):
            self._handle(self._core.refuse(decided.why, decided.said))
            return
        self._core.timeout = decided.stage.gate.timeout
        if not wants.probe:
            self._come_in(decided)
        self._handle(self._core.accept(self._clock()))

    def _come_in(self, placed: Placed) -> None:
        """Everybody passes through the green room, most without a stop."""
        self.stage, self._account = placed.stage, placed.account
        self.session = GreenRoom(IncomingStream())
        if placed.is_heard:
            self.go_on()
        else:
            self._house.waits(self)

    def _take(self, data: bytes) -> None:
        self.received += len(data)
        if self.session is None:
            return
        if self._dump is not None and data:
            self._dump.write(data)
        self._try(lambda session: session.feed(data, self._clock()))

    def _try(self, give: Callable[[Session], None]) -> None:
        """Give the session something; a client that sent what cannot be taken is ended."""
        if self.session is None:
            return
        try:
            give(self.session)
        except PeerFault as fault:
            self.is_at_fault = True
            self._end(str(fault), goodbye=False, harmless=False)

    def _end(self, reason: str, *, goodbye: bool, harmless: bool) -> None:
        if self._gone:
            return
        self._gone = True
        if self.session is not None:
            self.session.end(goodbye=goodbye)
        if self._dump is not None:
            self._dump.end()
        self._house.has_gone(self, reason, harmless=harmless)
        self._close()

    def _close(self) -> None:
        """Send what is left, then close; a client that was refused gets a moment to read why."""
        self._send()
        transport = self._transport
        if transport is None:
            return
        if self.session is None and transport.can_write_eof():
            with contextlib.suppress(OSError):
                transport.write_eof()
            self._loop.call_later(LINGER_SECONDS, transport.close)
        else:
            transport.close()

    def _send(self) -> None:
        data = self._core.data_to_send()
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    # Time and room

    def _watch(self) -> None:
        """Look at the time when the core wants to, but never while the client is held by us."""
        if self._gone:
            return
        now, deadline = self._clock(), self._core.next_deadline()
        if not self._held and deadline is not None and now >= max(deadline, self._resumed_at):
            self._handle(self._core.handle_timeout(now))
        self._look_for_sound(now)
        if self.stage is not None and not self._gone:
            self._house.look(self)
        if not self._gone:
            self._timer = self._loop.call_later(WATCH_SECONDS, self._watch)

    def _look_for_sound(self, now: float) -> None:
        """End a client that drips."""
        if self.session is None or self._held:
            self._drip.rests(now)
        elif self._drip.drips(now, self.session.seconds):
            self.is_at_fault = True
            self._end("it sends too little to be heard", goodbye=False, harmless=False)

    def _hold_back(self) -> None:
        """Read no more while the session has enough."""
        if self.session is None or self._gone or self._transport is None or self._held:
            return
        wait = self.session.hold(self._clock())
        if wait <= 0:
            return
        self._held = True
        self._transport.pause_reading()
        if wait < math.inf:
            self._loop.call_later(wait, self._go_on)

    def _room(self) -> None:
        """The session may be fed again; any thread may say so."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the station has stopped
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        if not self._held or self._gone or self._transport is None:
            return
        self._take(b"")  # what waited for the clock goes first
        self._held = False
        self._hold_back()
        if self._held or self._gone:
            return
        self._resumed_at = self._clock() + SILENT_AFTER_HOLD
        if not self._transport.is_closing():
            self._transport.resume_reading()
