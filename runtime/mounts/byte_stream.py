"""Frames as one stream of bytes, for whatever is no ring: a file, another server."""

from collections.abc import Sequence

from runtime.codecs.ogg_chain import ChainHead, ChainMuxer, Muxed
from runtime.media.frame import Frame
from runtime.plan.encoder import Encoder, Flac, Opus, Vorbis

from .native_flac import plain_head
from .ogg_framing import mapping_of

__all__ = ["PAGE_SECONDS", "ByteStream"]

PAGE_SECONDS = 1.0
"""How much sound (seconds) stands on an Ogg page: what a power cut may cost."""


class ByteStream:
    """Puts the frames of one encoder after another into a stream.

    Attributes:
        opening: what somebody who joins the stream now must be given first; b"" where its frames stand for themselves.
        carries_titles: whether titles stand in the stream itself.
    """

    def __init__(self, encoder: Encoder, serial: int) -> None:
        """Make it for a format; `serial` is of the first Ogg chain, where there are chains."""
        self.opening = b""
        self.carries_titles = _is_ogg(encoder)
        self._encoder = encoder
        self._muxer = (
            ChainMuxer(int(encoder.sample_rate * PAGE_SECONDS), serial) if _is_ogg(encoder) else None
        )

    def begin(self, headers: tuple[bytes, ...]) -> bytes:
        """A new encoder begins; what closes the last one's work."""
        if self._muxer is not None:
            assert isinstance(self._encoder, Vorbis | Opus | Flac)
            return self._pages(self._muxer.begin(mapping_of(self._encoder)(headers)))
        if isinstance(self._encoder, Flac):
            self.opening = plain_head(headers)
            return self.opening
        return b""

    def write(self, frames: Sequence[Frame]) -> bytes:
        """The bytes that these frames complete."""
        if self._muxer is None:
            return b"".join(frame.data for frame in frames)
        return b"".join(self._pages(self._muxer.add(frame)) for frame in frames)

    def end(self) -> bytes:
        """What closes the stream."""
        return self._pages(self._muxer.end()) if self._muxer is not None else b""

    def _pages(self, muxed: Sequence[ChainHead | Muxed]) -> bytes:
        for piece in muxed:
            if isinstance(piece, ChainHead):
                self.opening = piece.data
        return b"".join(piece.data for piece in muxed)


def _is_ogg(encoder: Encoder) -> bool:
    return isinstance(encoder, Vorbis | Opus) or (isinstance(encoder, Flac) and encoder.container == "ogg")
