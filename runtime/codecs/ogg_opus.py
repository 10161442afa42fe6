"""Opus in Ogg, for `ChainMuxer`.

A decoder of Opus that starts anew needs to hear for a while before it gives what one would give that had played
on. So a chain begins with the last 240 ms of packets once more, as pre-skip: it has converged at the first sample
that counts, and no sample is heard twice or not at all.

RFC 7845 (the mapping), §4.6 (pre-skip where a stream is cropped).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from runtime.codecs.opus import OpusHead, head_packet, tags_packet
from runtime.media.frame import Frame
from runtime.media.title import Title

__all__ = ["PRIMING_SAMPLES", "OpusMapping"]

PRIMING_SAMPLES = 11_520
"""240 ms at 48 kHz. The 80 ms of RFC 7845 §4.6 leave a click at the seam; each 20 ms more halve what is left of it, and after
240 ms it is below the last bit of a CD (figures: docs/design/0005-sound.md)."""

NOTHING_SAMPLES = 960
NOTHING = {1: b"\xf8", 2: b"\xfc"}
"""By channels: a packet of 20 ms that holds no sound (RFC 6716 §2.1.9). Some readers want a packet on the last page; the
granule position, which does not move, tells decoders to throw it away."""


@dataclass(slots=True)
class OpusMapping:
    """The chains of one encoder.

    Attributes:
        head: its identification header, with the pre-skip of its first chain.
        vendor: what the comment header says made it.
    """

    head: OpusHead
    vendor: str
    _pre_skip: int = 0
    _recent: deque[Frame] = field(default_factory=deque)

    @property
    def skipped(self) -> int:
        """The pre-skip of the running chain: what it begins with once more, or else the encoder's own."""
        return self._pre_skip

    def headers(self, title: Title) -> Sequence[bytes]:
        """The two header packets."""
        self._pre_skip = sum(frame.duration for frame in self._recent) or self.head.pre_skip
        return head_packet(replace(self.head, pre_skip=self._pre_skip)), tags_packet(self.vendor, title)

    def again(self) -> Sequence[tuple[bytes, int]]:
        """The newest packets; they count, and the pre-skip takes them away again."""
        return [(frame.data, frame.duration) for frame in self._recent]

    def packet(self, frame: Frame) -> bytes:
        """The packet as it is."""
        self._recent.append(frame)
        while sum(kept.duration for kept in self._recent) - self._recent[0].duration >= PRIMING_SAMPLES:
            self._recent.popleft()
        return frame.data

    def closing(self, granule: int, skipped: int) -> tuple[Sequence[bytes], int]:
        """Packets of nothing: one, or as many as fill the chain up to its pre-skip, since readers take a shorter one
        for broken.
        """
        missing = max(0, skipped - granule)
        return [NOTHING[self.head.channels]] * max(1, -(-missing // NOTHING_SAMPLES)), missing
