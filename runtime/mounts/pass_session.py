"""One source client on a pass-through mount."""

import math
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.title import Title
from runtime.protocols.source import StreamDescription

__all__ = ["AHEAD", "PassSession"]

AHEAD = 10.0
"""Seconds that a client may be ahead of the clock; one that sends a file as fast as it can waits."""

SLACK = 0.25
"""Seconds after which it is looked again whether what waits may go on."""

BATCH_PIECES, BATCH_BYTES = 64, 32 * 1024
"""What is shown to listeners at once: far less than the quarter of a ring that may be written without a commit."""

MOST_BATCHES_AT_END = 8

US = 1_000_000


class _Mount(Protocol):
    """Where the stream goes."""

    def take(self, session: "PassSession", pieces: "list[Beginning | Piece]") -> int: ...
    def change_title(self, session: "PassSession", title: Title) -> None: ...
    def describe(self, session: "PassSession", description: StreamDescription) -> None: ...
    @property
    def is_open(self) -> bool: ...
    def disconnect(self, session: "PassSession") -> None: ...


class PassSession:
    """Belongs to the event loop, all of it.

    Attributes:
        incoming: knows the stream, which may have begun already: then it is taken up at the next place where one may join.
    """

    def __init__(self, mount: _Mount, incoming: IncomingStream) -> None:
        self.incoming = incoming
        self._mount = mount
        self._waiting: deque[Beginning | Piece] = deque()
        self._ends_at = 0.0
        self._joined = incoming.beginning is None
        if incoming.beginning is not None:
            self._waiting.append(incoming.beginning)

    @property
    def format_name(self) -> str:
        """What it sends, for people."""
        return self.incoming.format_name

    @property
    def seconds(self) -> float:
        """How much sound has come."""
        return self.incoming.seconds

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes of the stream; b"" lets go on what waited for the clock.

        Raises:
            PeerFault: they are of no kind that is understood, or that this mount cannot send.
        """
        self.take(self.incoming.feed(data) if data else (), now)

    def take(self, pieces: Sequence[Beginning | Piece], now: float) -> None:
        """Take what another has cut already. Raises PeerFault as `feed` does."""
        self._waiting.extend(piece for piece in pieces if self._joins(piece))
        self._ends_at = max(self._ends_at, now)
        while self._mount.is_open and self._waiting and self._ends_at - now < AHEAD:
            self._pass_on()

    def _joins(self, piece: Beginning | Piece) -> bool:
        """Whether the stream is taken up, at this piece or before."""
        self._joined = self._joined or isinstance(piece, Beginning) or piece.join
        return self._joined

    def _pass_on(self) -> None:
        """Give the mount as much as it shows to listeners at once."""
        batch: list[Beginning | Piece] = []
        size = 0
        while self._waiting and len(batch) < BATCH_PIECES and size < BATCH_BYTES:
            piece = self._waiting.popleft()
            batch.append(piece)
            size += len(piece.data) if isinstance(piece, Piece) else len(piece.head)
        self._ends_at += self._mount.take(self, batch) / US

    def hold(self, now: float) -> float:
        """How long (seconds) the client is to wait; without an end where the mount is still being made."""
        if not self._mount.is_open:
            return math.inf if self._waiting else 0.0
        return max(0.0, self._ends_at - now - AHEAD + (SLACK if self._waiting else 0.0))

    def change_title(self, title: Title) -> None:
        """This plays from here on."""
        self._mount.change_title(self, title)

    def describe(self, description: StreamDescription) -> None:
        """What the client says of its stream, where it tells that late."""
        self._mount.describe(self, description)

    def leave(self) -> float:
        """At once: nothing is decoded here, so nothing can be faded."""
        return 0.0

    def end(self, *, goodbye: bool) -> None:  # noqa: ARG002 - the fallback plays either way
        """The client has gone; what still waited for the clock is sent now, as far as a ring can take it at once."""
        for _ in range(MOST_BATCHES_AT_END):
            if self._waiting and self._mount.is_open:
                self._pass_on()
        self._mount.disconnect(self)
