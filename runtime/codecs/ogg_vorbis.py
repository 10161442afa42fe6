"""Vorbis in Ogg, for `ChainMuxer`.

A packet of Vorbis depends on the one before it, and on nothing older: their windows overlap. So a chain that
begins with the last packet of the one before gives, from its second packet on, bit for bit what a decoder would
give that had played on; the first gives nothing (Vorbis I §4.3.8). The seam costs one packet and no sample.

Vorbis I §A.2 (headers and positions in Ogg).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from runtime.codecs.vorbis import comments_packet
from runtime.media.frame import Frame
from runtime.media.title import Title

__all__ = ["VorbisMapping"]

NOTHING = b"\x00"
"""A packet of sound in mode 0 in which no channel has any: it decodes to silence, and the position throws that away."""


@dataclass(slots=True)
class VorbisMapping:
    """The chains of one encoder.

    Attributes:
        head: its identification header.
        setup: its setup header, with the codebooks.
        vendor: what the comment header says made it.
    """

    head: bytes
    setup: bytes
    vendor: str
    _last: bytes = b""

    def headers(self, title: Title) -> Sequence[bytes]:
        """The three header packets."""
        return self.head, comments_packet(self.vendor, title), self.setup

    def again(self) -> Sequence[tuple[bytes, int]]:
        """The last packet; it makes the next one whole, and adds nothing."""
        return [(self._last, 0)] if self._last else []

    def packet(self, frame: Frame) -> bytes:
        """The packet as it is."""
        self._last = frame.data
        return frame.data

    @property
    def skipped(self) -> int:
        """None: the first packet adds nothing, and every later one counts."""
        return 0

    def closing(self, granule: int, skipped: int) -> tuple[Sequence[bytes], int]:  # noqa: ARG002
        """A packet of nothing."""
        return [NOTHING], 0
