"""Where a source client waits until it may be heard.

It is connected, its program shows "on air", and nobody hears it. What it sends is known by its format and thrown away, so that
whoever takes the stream over goes on with what comes next, in its middle.
"""

from runtime.codecs.incoming import IncomingStream
from runtime.media.title import Title
from runtime.protocols.source import StreamDescription

__all__ = ["AHEAD", "GreenRoom"]

AHEAD = 1.0
"""Seconds of sound that a client may send before its time; one that sends a file must not have sent all of it."""


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
        if data:
            self.incoming.feed(data)
        self._ends_at = max(self._ends_at, now) + self.incoming.seconds - before

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
