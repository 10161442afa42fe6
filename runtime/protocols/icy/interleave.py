"""Put titles into a stream, once for all listeners of a mount.

Strategy: a title is said in the block behind the frame with which it begins, and never again; all other blocks are empty,
which ICY understands as "unchanged". Players that show each block they get would show a title every second otherwise. A
newcomer must learn the title with his first block all the same: whoever delivers puts `block`, the running title, in place of
an empty one for him alone.

A block that is due waits for the next frame, so that a title which begins with a frame stands right before it.
"""

from struct import Struct
from typing import NamedTuple

from runtime.errors import OurFault

from .block import UNCHANGED, title_block

__all__ = ["Interleaved", "Interleaver"]

STATE = Struct("<II")
"""Interval and phase."""


class Interleaved(NamedTuple):
    """A frame with the blocks that fell into it; ready for `RingWriter.append`.

    Attributes:
        data: the bytes for the ring.
        join: where in `data` an interval begins, the place for a newcomer; None where none does.
        lead: bytes from there to the end of a frame that was cut; they are to be blanked for a newcomer.
    """

    data: bytes
    join: int | None
    lead: int


class Interleaver:
    """Counts a stream's bytes and puts a title block after each interval. Its state takes `STATE_BYTES`.

    Args:
        interval: audio bytes between two blocks, `icy-metaint`.
        phase: audio bytes since the last block; `interval` itself when a block is due. A stream that is carried on in the
            middle of an interval has said its title.

    Attributes:
        block: the running title, whole, for a newcomer.
    """

    STATE_BYTES = STATE.size

    def __init__(self, interval: int, phase: int = 0) -> None:
        if not 0 <= phase <= interval or interval < 1:
            raise OurFault(f"no phase {phase} in an interval of {interval} bytes")
        self.interval = interval
        self._phase = phase
        self.block = title_block("")
        self._said = phase > 0

    @classmethod
    def resume(cls, interval: int, state: bytes) -> "Interleaver":
        """Carry on at the phase a predecessor left in the ring; begin anew where it left none for this
        interval.
        """
        kept, phase = STATE.unpack(state) if len(state) == STATE.size else (0, 0)
        return cls(interval, phase if kept == interval and phase <= interval else 0)

    @property
    def state(self) -> bytes:
        """What `resume` needs; at most 64 bytes, for the ring's own header."""
        return STATE.pack(self.interval, self._phase)

    def change_title(self, title: str, url: str = "") -> None:
        """Say this in the next block."""
        self.block = title_block(title, url)
        self._said = False

    def interleave(self, frame: bytes) -> Interleaved:
        """Take one frame, and return it with the blocks that are due before or inside it."""
        room = self.interval - self._phase
        if len(frame) <= room and room:
            return self._whole(frame)
        return self._cut(frame, room)

    def _whole(self, frame: bytes) -> Interleaved:
        """A frame with no block before or inside; only a stream's very first begins an interval."""
        join = None if self._phase else 0
        self._phase += len(frame)
        return Interleaved(frame, join, 0)

    def _cut(self, frame: bytes, room: int) -> Interleaved:
        pieces, at = [frame[:room]], room
        while True:
            part = frame[at : at + self.interval]
            pieces += (self._next_block(), part)
            at += len(part)
            if at >= len(frame):
                break
        self._phase = len(part)
        data = b"".join(pieces)
        lead = len(part) if room or len(pieces) > 3 else 0
        return Interleaved(data, len(data) - len(part), lead)

    def _next_block(self) -> bytes:
        said, self._said = self._said, True
        return UNCHANGED if said else self.block
