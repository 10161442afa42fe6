"""Bytes cut into whole frames, for formats whose frames say how long they are.

Strategy: the splitter trusts a header only when another one that agrees with it stands where the frame ends.
Once in step it goes from header to header; when it falls out of step it looks for the next pair that agrees
and counts what it passed over. Tags (ID3v2 in front or between, ID3v1 behind) are passed over as what they
are, not as rubbish.
"""

from dataclasses import dataclass, field
from typing import Protocol

from runtime.codecs.id3 import V1_BYTES, V2_HEADER_BYTES, v2_length

__all__ = ["FrameSplitter", "Frames"]

_TAGS = (b"ID3", b"TAG")


class Frames(Protocol):
    """What a splitter must know about a format."""

    @property
    def head_bytes(self) -> int:
        """How many bytes `length` and `agree` look at."""

    def length(self, data: bytearray, at: int) -> int:
        """The length of the frame whose header stands at `at`; 0 where none does."""

    def agree(self, data: bytearray, first: int, second: int) -> bool:
        """Whether the headers at these two places can belong to one stream."""

    def refuse(self, data: bytearray, at: int) -> None:
        """Raise `PeerFault` where what stands at `at` shows that the stream cannot be cut."""


@dataclass(slots=True)
class FrameSplitter:
    """Cut a stream of bytes into whole frames.

    Feed it whatever arrives; at the end call `finish()`. It never holds more than two frames and what was fed
    last.

    Attributes:
        format: knows the headers. All of them begin with the byte FF.
        skipped: bytes passed over so far that were neither frame nor tag.
    """

    format: Frames
    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _tag_left: int = 0
    _in_step: bool = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; give the frames that are complete and confirmed by their successor."""
        self._buffer += data
        return self._split(final=False)

    def finish(self) -> list[bytes]:
        """Give the frames that only the end of the stream confirms."""
        frames = self._split(final=True)
        self.skipped += len(self._buffer)
        self._buffer.clear()
        return frames

    def _split(self, *, final: bool) -> list[bytes]:
        frames: list[bytes] = []
        at = 0
        while (step := self._step(at, final=final)) is not None:
            length, is_frame = step
            if is_frame:
                frames.append(bytes(self._buffer[at : at + length]))
            at += length
        del self._buffer[:at]
        return frames

    def _step(self, at: int, *, final: bool) -> tuple[int, bool] | None:
        """How far to go from `at`, and whether that is a frame; None when more bytes are wanted."""
        left = len(self._buffer) - at
        if self._tag_left:
            return self._pass_tag(left)
        if left < (self.format.head_bytes if final else max(self.format.head_bytes, V2_HEADER_BYTES)):
            return None
        if self._buffer.startswith(b"ID3", at) and (tag := v2_length(self._buffer[at : at + 10])):
            self._tag_left = tag
            return 0, False
        if self._buffer.startswith(b"TAG", at) and (left >= V1_BYTES or not final):
            return (V1_BYTES, False) if left >= V1_BYTES else None
        if length := self.format.length(self._buffer, at):
            return self._frame(at, left, length, final=final)
        if not self._in_step:
            self.format.refuse(self._buffer, at)
        return self._search(at)

    def _pass_tag(self, left: int) -> tuple[int, bool] | None:
        """Go over what has arrived of a tag."""
        if not left:
            return None
        passed = min(left, self._tag_left)
        self._tag_left -= passed
        return passed, False

    def _frame(self, at: int, left: int, length: int, *, final: bool) -> tuple[int, bool] | None:
        head = self.format.head_bytes
        if left < length + head and not final:
            return None
        if left < length:
            return self._search(at)
        confirmed = self._agrees(at, at + length) or (self._in_step and left < length + head)
        if not confirmed and not self._in_step:
            return self._search(at)
        self._in_step = confirmed
        return length, True

    def _agrees(self, at: int, then: int) -> bool:
        """Whether what stands at `then` can follow the frame at `at`."""
        if self._buffer.startswith(_TAGS, then):
            return True
        whole = len(self._buffer) >= then + self.format.head_bytes
        return (
            whole and self.format.length(self._buffer, then) > 0 and self.format.agree(self._buffer, at, then)
        )

    def _search(self, at: int) -> tuple[int, bool]:
        """Go on to the next byte that could begin a frame or a tag."""
        self._in_step = False
        places = [p for p in (self._buffer.find(mark, at + 1) for mark in (b"\xff", *_TAGS)) if p > 0]
        # The last bytes may be the first letters of a mark.
        end = min(places, default=max(at + 1, len(self._buffer) - 2))
        self.skipped += end - at
        return end - at, False
