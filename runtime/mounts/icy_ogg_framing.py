"""Ogg pages with ICY titles between their bytes, for mounts whose script asks for it (`mount(icy=true)`).

Strategy: the stream that those who ask for no titles get, chains and all, goes through an `Interleaver`. A newcomer joins
where an interval begins, in the middle of a page. He is given the chain's header pages and, for the rest of that page, blanks,
which Ogg skips: it looks for the next page by its mark (RFC 3533 §6).
"""

from collections.abc import Sequence

from runtime.codecs.ogg_chain import ChainHead, ChainMuxer, Muxed
from runtime.media.frame import Frame
from runtime.media.ring import RingWriter
from runtime.media.title import Title
from runtime.mounts.ogg_framing import MakeMapping, OggFraming
from runtime.mounts.timeline import lasts
from runtime.protocols.icy import COUNT_BYTES, Interleaver, kept

__all__ = ["IcyOggFraming"]


class IcyOggFraming(OggFraming):
    """Fills one ring with the chains of one mount, and titles between."""

    def __init__(self, writer: RingWriter, muxer: ChainMuxer, mapping: MakeMapping, interval: int) -> None:
        """Fill `writer`'s ring with a block after each `interval` bytes."""
        super().__init__(writer, muxer, mapping)
        state = writer.position.state
        self._interleaver = Interleaver.resume(interval, state[: Interleaver.STATE_BYTES])
        muxer.restore(state[Interleaver.STATE_BYTES :])
        self._title: Title | None = None

    @property
    def state(self) -> bytes:
        """The phase of the interval, and what the chain needs."""
        return self._interleaver.state + super().state

    def write(self, frames: Sequence[Frame]) -> None:
        """Append frames; a title is said in the first block behind the head of its chain."""
        for frame in frames:
            self._title = frame.title or self._title
            super().write([frame])

    def _write(self, muxed: Sequence[ChainHead | Muxed]) -> None:
        for piece in muxed:
            match piece:
                case ChainHead():
                    self._begin_chain(piece.data)
                case Muxed():
                    self._append(piece.data, lasts(self._timeline, piece.samples), join=piece.join)

    def _begin_chain(self, head: bytes) -> None:
        if self._title is not None:
            self._interleaver.change_title(str(self._title), self._title.url)
            self._title = None
        self._writer.begin_title(kept(self._interleaver.block, head + bytes(COUNT_BYTES)))
        self._append(head, 0, join=False)

    def _append(self, data: bytes, duration: int, *, join: bool) -> None:
        data, at, lead = self._interleaver.interleave(data)
        self._writer.append(data, duration_us=duration, join=at if join else None, lead=lead)
