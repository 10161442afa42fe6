"""One source client on a live input: its bytes come in on the event loop, a thread decodes them.

What the client sends is cut into whole frames first (`codecs.incoming`), so that a decoder never sees anything else,
and a new Ogg chain gets a new decoder. Everything that waits is bounded: the bytes here, the sound in the line.
"""

import logging
import math
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from runtime.audio.hints import Hints
from runtime.audio.live_decoder import open_stream
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import MediaUnreadable
from runtime.media.title import Title
from runtime.plan.origin import Origin
from runtime.protocols.source import StreamDescription

from .live_line import LiveLine

NO_TITLE = Title()

__all__ = ["ENOUGH_WAITING", "LITTLE_WAITING", "LiveSession"]

NO_HINTS = Hints()

log = logging.getLogger("legacystream.sources")

ENOUGH_WAITING = 128 * 1024
"""Bytes not yet decoded beyond which the client is to wait."""

LITTLE_WAITING = 32 * 1024
"""Bytes not yet decoded below which it may go on."""

CHAINS_WAITING = 64
"""Chains not yet decoded beyond which the client is to wait, whatever their size."""


HANDOVER = 1.5
"""Seconds before a show that must leave is faded out: what the next one needs to have sound in hand."""


class _Chain:
    """The bytes of one chain, read by its decoder while they come."""

    def __init__(self, beginning: Beginning, session: "LiveSession") -> None:
        self.beginning = beginning
        self._session = session

    def read(self, size: int) -> bytes:
        return self._session.read(self, size)


class LiveSession:
    """A client that is on the input. `feed`, `change_title` and `end` belong to the event loop.

    Args:
        name: of the client, unlike any other's; its segments are numbered below it.
        line: where the sound goes.
        pcm: the programme's format.
        origin: the script line of the input.
        shown: what to call it in words.
        on_room: called from the decoder's thread when a client that waits may go on.
        on_end: called when the client has gone.
        incoming: knows the stream, which may have begun already: then it is taken up at the next place where one may join.
        hints: how its segments want to be played; it is faded out as they say when it must leave.

    Attributes:
        goodbye: whether it closed the connection itself.
    """

    def __init__(
        self,
        name: str,
        line: LiveLine,
        pcm: PcmFormat,
        origin: Origin,
        shown: str,
        on_room: Callable[[], None],
        on_end: Callable[["LiveSession"], None],
        incoming: IncomingStream,
        hints: Hints = NO_HINTS,
        title: Title = NO_TITLE,
    ) -> None:
        self.line = line
        self.incoming = incoming
        self.goodbye = False
        self._name = name
        self._pcm = pcm
        self._fade = hints.fade_out or 0.0
        self._origin = origin
        self._hints = hints
        self._shown = shown
        self._on_room = on_room
        self._on_end = on_end
        self._waiting: deque[bytes | _Chain] = deque()
        self._bytes = self._chains = 0
        self._full = False
        self._over = False
        self._news = threading.Condition()
        self._numbers = count(1)
        self._title: Title | None = None
        self._offset = 0
        self._segment = self._new_segment(title)
        self._thread = threading.Thread(target=self._run, name=f"hears {name}", daemon=True)
        self._joined = incoming.beginning is None
        if incoming.beginning is not None:
            self._begin(incoming.beginning)

    # On the event loop

    def start(self) -> None:
        """Begin to decode."""
        self._thread.start()

    @property
    def seconds(self) -> float:
        """How much sound has come."""
        return self.incoming.seconds

    @property
    def format_name(self) -> str:
        """What it sends, for people."""
        return self.incoming.format_name

    def hold(self, now: float) -> float:  # noqa: ARG002
        """How long the client is to wait: not at all, or until `on_room` is called."""
        return math.inf if self._full else 0.0

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes of the stream.

        Raises:
            PeerFault: they are of no kind that is understood.
        """
        self.take(self.incoming.feed(data), now)

    def take(self, pieces: Sequence[Beginning | Piece], now: float) -> None:  # noqa: ARG002
        """Take what another has cut already."""
        for piece in pieces:
            match piece:
                case Beginning():
                    self._joined = True
                    self._begin(piece)
                case Piece():
                    self._joined = self._joined or piece.join
                    if self._joined:
                        self._put(piece.data)

    def _begin(self, beginning: Beginning) -> None:
        self._put(_Chain(beginning, self), *([beginning.head] if beginning.head else []))

    def change_title(self, title: Title) -> None:
        """From the next sample that is decoded, this plays."""
        with self._news:
            self._title = title

    def describe(self, description: StreamDescription) -> None:
        """What the client says of its stream; the programme has its own words."""

    def leave(self) -> float:
        """Leave in a moment, faded out. Gives the seconds for which it is still to be fed; 0 where the input has no fade."""
        if self._fade <= 0:
            return 0.0
        self.line.limit(self._pcm.samples(HANDOVER + self._fade))
        return HANDOVER + self._fade

    def end(self, *, goodbye: bool) -> None:
        """The client has gone, with a goodbye or without; what it sent is played to its end."""
        self.goodbye = goodbye
        self._on_end(self)
        self.finish()

    def finish(self) -> None:
        """Nothing more will come."""
        with self._news:
            self._over = True
            self._news.notify()

    def stop(self) -> None:
        """Leave at once; what it sent is not wanted."""
        self.line.clear()
        self.finish()

    def _put(self, *things: "bytes | _Chain") -> None:
        with self._news:
            for thing in things:
                self._waiting.append(thing)
                self._bytes += len(thing) if isinstance(thing, bytes) else 0
                self._chains += isinstance(thing, _Chain)
            self._full = self._bytes > ENOUGH_WAITING or self._chains > CHAINS_WAITING
            self._news.notify()

    # In the decoder's thread

    def read(self, chain: _Chain, size: int) -> bytes:  # noqa: ARG002 - a chain reads until the next one begins
        """The next bytes of the chain that is being decoded; b"" at its end."""
        with self._news:
            while not self._waiting and not self._over:
                self._news.wait()
            data = self._waiting[0] if self._waiting else b""
            if isinstance(data, _Chain) or not data:
                return b""
            self._waiting.popleft()
            if len(data) > size:
                self._waiting.appendleft(data[size:])
                data = data[:size]
            self._bytes -= len(data)
            room = self._make_room()
        if room:
            self._on_room()
        return data

    def _make_room(self) -> bool:
        freed = self._full and self._bytes < LITTLE_WAITING and self._chains <= CHAINS_WAITING
        if freed:
            self._full = False
        return freed

    def _run(self) -> None:
        try:
            while (chain := self._next_chain()) is not None:
                self._decode(chain)
        except Exception:
            log.exception("%s: a mistake in LegacyStream; the client is heard no more", self._shown)
        finally:
            self.line.end()

    def _next_chain(self) -> _Chain | None:
        """The next chain; what is left of the last one is passed over."""
        with self._news:
            while True:
                while not self._waiting and not self._over:
                    self._news.wait()
                if not self._waiting:
                    return None
                thing = self._waiting.popleft()
                if isinstance(thing, _Chain):
                    self._chains -= 1
                    return thing
                self._bytes -= len(thing)

    def _decode(self, chain: _Chain) -> None:
        if chain.beginning.title is not None:
            self._begin_segment(chain.beginning.title)
        try:
            decoder = open_stream(chain, chain.beginning.content_type, self._pcm, self._shown)
        except MediaUnreadable as fault:
            log.warning("%s: %s", self._shown, fault.reason, extra={"origin": self._origin})
            return
        try:
            for samples, _ in decoder:
                self._take_title()
                block = Block(samples, self._segment, self._offset)
                self._offset += block.length
                if not self.line.put(block):
                    return
        finally:
            decoder.close()

    def _take_title(self) -> None:
        with self._news:
            title, self._title = self._title, None
        if title is None or title == self._segment.title:
            return
        renamed = replace(self._segment, title=title)
        if self.line.rename(renamed):
            self._segment = renamed  # nobody heard it under another title
        else:
            self._begin_segment(title)

    def _begin_segment(self, title: Title) -> None:
        self._segment, self._offset = self._new_segment(title), 0

    def _new_segment(self, title: Title) -> Segment:
        return Segment(f"{self._name}/{next(self._numbers)}", "live", title, "", self._origin, self._hints)
