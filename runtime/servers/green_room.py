"""Where a source client waits until it may be heard.

It is connected, its program shows "on air", and nobody hears it. What it sends is known by its format and forgotten, but for
the last two seconds: whoever takes the stream over begins with these, in its middle, so that there is sound in hand at once.
"""

from collections import deque
from collections.abc import Sequence

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.title import Title
from runtime.protocols.source import StreamDescription

__all__ = ["AHEAD", "KEPT", "GreenRoom"]

AHEAD = 1.0
"""Seconds of sound that a client may send before its time; one that sends a file must not have sent all of it."""


KEPT, MOST_KEPT = 2.0, 512 * 1024
"""Seconds of sound that are kept, and bytes at most."""


class GreenRoom:
    """A session that nobody hears.

    Attributes:
        incoming: knows the stream.
        title: what the client says that it plays.
        description: what it says of its stream; None where it said nothing behind its head.
    """

    def __init__(self, incoming: IncomingStream) -> None:
        self.incoming = incoming
        self.title: Title | None = None
        self.description: StreamDescription | None = None
        self._ends_at = 0.0
        self._kept: deque[Piece] = deque()
        self._bytes = self._samples = 0

    @property
    def kept(self) -> list[Beginning | Piece]:
        """The last of what came."""
        return list(self._kept)

    @property
    def opening(self) -> bytes:
        """What a file of the stream begins with: its head, and the last of what came."""
        head = self.incoming.beginning.head if self.incoming.beginning is not None else b""
        return head + b"".join(piece.data for piece in self._kept)

    @property
    def format_name(self) -> str:
        """What it sends, for people."""
        return self.incoming.format_name

    @property
    def seconds(self) -> float:
        """How much sound has come."""
        return self.incoming.seconds

    def feed(self, data: bytes, now: float) -> None:
        """Look at bytes, and forget them. Raises PeerFault for what is no sound that can be taken."""
        before = self.incoming.seconds
        self.take(self.incoming.feed(data) if data else (), now)
        self._ends_at = max(self._ends_at, now) + self.incoming.seconds - before

    def take(self, pieces: Sequence[Beginning | Piece], now: float) -> None:  # noqa: ARG002
        """Keep the last of these."""
        for piece in pieces:
            self._keep(piece)

    def _keep(self, piece: Beginning | Piece) -> None:
        if isinstance(piece, Beginning):
            self._kept.clear()
            self._bytes = self._samples = 0
            return
        self._kept.append(piece)
        self._bytes, self._samples = self._bytes + len(piece.data), self._samples + piece.samples
        rate = self.incoming.beginning.sample_rate if self.incoming.beginning is not None else 1
        while self._bytes > MOST_KEPT or self._samples - self._kept[0].samples > KEPT * rate:
            first = self._kept.popleft()
            self._bytes, self._samples = self._bytes - len(first.data), self._samples - first.samples

    def hold(self, now: float) -> float:
        """How long (seconds) the client is to wait, so that it sends no faster than it plays."""
        return max(0.0, self._ends_at - now - AHEAD)

    def change_title(self, title: Title) -> None:
        """This plays, and will be said when somebody hears it."""
        self.title = title

    def describe(self, description: StreamDescription) -> None:
        """Keep what the client says of its stream."""
        self.description = description

    def leave(self) -> float:
        """At once: nobody hears it."""
        return 0.0

    def end(self, *, goodbye: bool) -> None:
        """The client has gone; nobody heard it."""
