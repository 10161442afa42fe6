"""One source client on a pass-through mount."""

from typing import Protocol

from runtime.codecs.incoming import IncomingStream
from runtime.codecs.pieces import Beginning, Piece
from runtime.media.title import Title

__all__ = ["AHEAD", "PassSession"]

AHEAD = 10.0
"""Seconds that a client may be ahead of the clock; one that sends a file as fast as it can waits."""

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
        self._ends_at = 0.0

    def feed(self, data: bytes, now: float) -> None:
        """Take bytes of the stream.

        Raises:
            PeerFault: they are of no kind that is understood, or that this mount cannot send.
        """
        pieces = self._incoming.feed(data)
        begun = next((piece for piece in pieces if isinstance(piece, Beginning)), None)
        self.format_name = begun.format_name if begun is not None else self.format_name
        played = self._mount.take(self, pieces)
        self._ends_at = max(self._ends_at, now) + played / US

    def hold(self, now: float) -> float:
        """How long (seconds) the client is to wait."""
        return max(0.0, self._ends_at - now - AHEAD)

    def change_title(self, title: Title) -> None:
        """This plays from here on."""
        self._mount.change_title(self, title)

    def end(self, *, goodbye: bool) -> None:  # noqa: ARG002 - the fallback plays either way
        """The client has gone."""
        self._mount.disconnect(self)
