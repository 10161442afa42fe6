"""Joining a stream to itself after a gap, so that nobody hears it.

Strategy: a server gives every newcomer the last seconds again. When a lost stream comes back, what it gives is looked through
for the pieces that were passed on last; what lies before them was heard already and is left out. If they are not there (the
gap was longer than that, or the server began anew), everything is passed on.
"""

from collections import deque
from hashlib import blake2b

from runtime.codecs.pieces import Beginning, Piece

__all__ = ["LONGEST_SEARCH", "PIECES_TO_KNOW", "Stitcher"]

PIECES_TO_KNOW, MOST_TO_KNOW = 4, 400
"""Pieces in a row that must be the same, at least and at most: silence repeats, so that more is wanted behind it."""

LONGEST_SEARCH = 512 * 1024
"""Bytes that are looked through."""

Pieces = list[Beginning | Piece]


class Stitcher:
    """Stands between a stream that may break off and those who hear it."""

    def __init__(self) -> None:
        self._last: deque[bytes] = deque(maxlen=MOST_TO_KNOW)
        self._beginning: Beginning | None = None
        self._held: Pieces | None = None
        self._wanted: tuple[bytes, ...] = ()
        self._seen: deque[bytes] = deque()
        self._bytes = 0

    @property
    def is_searching(self) -> bool:
        """Whether it holds something back."""
        return self._held is not None

    def begin(self) -> None:
        """The stream comes anew."""
        self._held = [] if len(self._last) >= PIECES_TO_KNOW else None
        self._wanted = _telling(tuple(self._last))
        self._seen = deque(maxlen=len(self._wanted))
        self._bytes = 0

    def take(self, pieces: Pieces) -> Pieces:
        """Take what comes; give what is to be passed on."""
        if self._held is None:
            return self._passed(pieces)
        for number, piece in enumerate(pieces):
            if (
                isinstance(piece, Beginning)
                and self._beginning is not None
                and not _alike(piece, self._beginning)
            ):
                return self.give_up(pieces[number:])
            if self._found(piece):
                self._held = None
                return self._passed(pieces[number + 1 :])
        return self.give_up([]) if self._bytes > LONGEST_SEARCH else []

    def _found(self, piece: Beginning | Piece) -> bool:
        """Whether this is where the last connection broke off."""
        assert self._held is not None
        self._held.append(piece)
        if isinstance(piece, Beginning):
            return False
        self._bytes += len(piece.data)
        self._seen.append(_digest(piece))
        return tuple(self._seen) == self._wanted

    def give_up(self, more: Pieces) -> Pieces:
        """It is another stream, or too far on: pass on all that was held, and `more`."""
        held, self._held = self._held or [], None
        return self._passed(held + more)

    def _passed(self, pieces: Pieces) -> Pieces:
        for piece in pieces:
            if isinstance(piece, Beginning):
                self._beginning = piece
            else:
                self._last.append(_digest(piece))
        return pieces


def _alike(one: Beginning, other: Beginning) -> bool:
    """Whether a stream that begins so can be the one that began so. The bitrate is only that of the first frame."""
    return (one.content_type, one.sample_rate, one.channels, one.head) == (
        other.content_type, other.sample_rate, other.channels, other.head,
    )  # fmt: skip


def _telling(last: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The end of what was heard, as much of it as is not all the same."""
    long = next((n for n in range(PIECES_TO_KNOW, len(last)) if len(set(last[-n:])) > 1), len(last))
    return last[-long:]


def _digest(piece: Piece) -> bytes:
    return blake2b(piece.data, digest_size=16).digest()
