"""One source client on a pass-through mount."""

from collections import deque
from typing import Protocol

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.title import Title

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
    def disconnect(self, session: "PassSession") -> None: ...


class PassSession:
    """Belongs to the event loop, all of it."""

    def __init__(self, mount: _Mount) -> None:
        self.format_name = ""
        self._mount = mount
        self._incoming = IncomingStream()
        self._waiting: deque[Beginning | Piece] = deque()
        self._ends_at = 0.0

    @property
    def seconds(self) -> float:
        """How much sound has come."""
        return self._incoming.seconds

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes of the stream; b"" lets go on what waited for the clock.

        Raises:
            PeerFault: they are of no kind that is understood, or that this mount cannot send.
        """
        pieces = self._incoming.feed(data) if data else ()
        begun = next((piece for piece in pieces if isinstance(piece, Beginning)), None)
        self.format_name = begun.format_name if begun is not None else self.format_name
        self._waiting.extend(pieces)
        self._ends_at = max(self._ends_at, now)
        while self._waiting and self._ends_at - now < AHEAD:
            self._pass_on()

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
        """How long (seconds) the client is to wait."""
        return max(0.0, self._ends_at - now - AHEAD + (SLACK if self._waiting else 0.0))

    def change_title(self, title: Title) -> None:
        """This plays from here on."""
        self._mount.change_title(self, title)

    def end(self, *, goodbye: bool) -> None:  # noqa: ARG002 - the fallback plays either way
        """The client has gone; what still waited for the clock is sent now, as far as a ring can take it at once."""
        for _ in range(MOST_BATCHES_AT_END):
            if self._waiting:
                self._pass_on()
        self._mount.disconnect(self)
