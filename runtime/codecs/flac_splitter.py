"""A stream of FLAC cut into whole frames.

Strategy: a frame says neither its length nor its end, so every place that looks like a header (its CRC-8
holds) may be the end of the frame before. What decides is the CRC-16 of all between. Each byte is summed once;
the sum over any stretch follows from the sums up to its two ends. So time stays in proportion to what was fed
even for bytes that were made to look like thousands of headers: only so many ends are tried for one beginning.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import islice

from runtime.codecs.crc import crc16, push
from runtime.codecs.flac import LONGEST_HEADER, MARK, StreamInfo, parse_frame_header, parse_stream_info

__all__ = ["LONGEST_FRAME", "MOST_FALSE_ENDS", "FlacSplitter"]

LONGEST_FRAME = 1 << 20
"""Bytes of a frame that is cut out; of 16-bit stereo none has a tenth of it."""

MOST_FALSE_ENDS = 16
"""How many places in a frame may look like a header; by chance it is one in five million bytes."""

_SYNC = re.compile(rb"\xff[\xf8\xf9]")
_BLOCK_HEAD = 4
_LAST_BLOCK = 0x80


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place that looks like a header.

    Attributes:
        at: where in the buffer.
        summed: the CRC-16 of all between the first mark and here.
        key: that sum with as many bytes of zero taken back as there were: what lies between two marks has the
            CRC-16 of a whole frame, 0, just when their keys are equal.
    """

    at: int
    summed: int
    key: int


@dataclass(slots=True)
class FlacSplitter:
    """Cut a stream of bytes into whole frames, with or without the header of a native stream in front.

    Feed it whatever arrives; at the end call `finish()`. It never holds more than `LONGEST_FRAME` and what was
    fed last.

    Attributes:
        info: what the stream's header says; None until it was there.
        skipped: bytes passed over so far that were neither frame nor header.
    """

    info: StreamInfo | None = None
    skipped: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _marks: deque[_Mark] = field(default_factory=deque)
    _scanned: int = 0
    _done: int = 0
    _passed: int = 0
    _in_head: bool | None = None
    _block_left: int = 0
    _last_block: bool = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes; give the frames that are complete.

        Raises:
            PeerFault: the stream's header says what cannot be.
        """
        self._buffer += data
        if not self._past_head():
            return []
        self._scan()
        frames: list[bytes] = []
        while self._marks and (step := self._step()) is not None:
            frames += step
        self._forget()
        return frames

    def finish(self) -> list[bytes]:
        """Give the frames that only the end of the stream completes."""
        self._scanned = len(self._buffer)
        if self._marks:
            self._marks.append(self._mark(self._scanned))
        frames: list[bytes] = []
        while self._marks:
            frames += self._step() or self._pass_over()
        self._forget()
        return frames

    def _step(self) -> list[bytes] | None:
        """The frame that begins at the first mark, or nothing and that mark is none; None: more is wanted."""
        first = self._marks[0]
        ends = list(islice(self._marks, 1, MOST_FALSE_ENDS + 1))
        for passed, end in enumerate(ends, 1):
            if _frames(first, end):
                for _ in range(passed):
                    self._marks.popleft()
                return [self._take(first.at, end.at)]
        beyond = len(ends) == MOST_FALSE_ENDS or len(self._buffer) - first.at > LONGEST_FRAME
        # Two equal keys are a whole frame further on: the first mark is none, or its frame is damaged.
        return self._pass_over() if beyond or len({end.key for end in ends}) < len(ends) else None

    def _pass_over(self) -> list[bytes]:
        self._marks.popleft()
        return []

    def _take(self, start: int, end: int) -> bytes:
        self.skipped += start - self._done
        self._done = end
        return bytes(self._buffer[start:end])

    def _scan(self) -> None:
        """Look for headers in what was not looked at."""
        stop = len(self._buffer) - LONGEST_HEADER
        for found in _SYNC.finditer(self._buffer, self._scanned):
            if found.start() > stop:
                break
            if parse_frame_header(self._buffer, found.start()) is not None:
                self._marks.append(self._mark(found.start()))
        self._scanned = max(self._scanned, stop + 1, 0)

    def _mark(self, at: int) -> _Mark:
        last = self._marks[-1] if self._marks else _Mark(at, 0, 0)
        summed = crc16(self._buffer[last.at : at], last.summed)
        return _Mark(at, summed, push(summed, -self._passed - at))

    def _forget(self) -> None:
        """Let go of what no frame can begin in."""
        keep = max(self._marks[0].at if self._marks else self._scanned, self._done)
        self.skipped += keep - self._done
        self._cut(keep)
        self._done = 0

    def _cut(self, count: int) -> None:
        del self._buffer[:count]
        self._passed += count
        self._scanned = max(0, self._scanned - count)
        self._marks = deque(_Mark(mark.at - count, mark.summed, mark.key) for mark in self._marks)

    def _past_head(self) -> bool:
        """Go over the header of a native stream, if there is one; whether it is behind us."""
        if self._in_head is None and len(self._buffer) >= len(MARK):
            self._in_head = self._buffer.startswith(MARK)
            self._cut(len(MARK) * self._in_head)
        while self._in_head and self._past_block():
            pass
        return self._in_head is False

    def _past_block(self) -> bool:
        """Go over what has arrived of a metadata block; false when more is wanted."""
        if not self._block_left:
            return self._begin_block()
        passed = min(self._block_left, len(self._buffer))
        self._block_left -= passed
        self._cut(passed)
        self._in_head = not (self._last_block and not self._block_left)
        return passed > 0

    def _begin_block(self) -> bool:
        if len(self._buffer) < _BLOCK_HEAD:
            return False
        kind, length = self._buffer[0], int.from_bytes(self._buffer[1:_BLOCK_HEAD], "big")
        if not kind & 0x7F:
            if len(self._buffer) < _BLOCK_HEAD + length and length < LONGEST_FRAME:
                return False
            self.info = parse_stream_info(bytes(self._buffer[_BLOCK_HEAD : _BLOCK_HEAD + length]))
        self._cut(_BLOCK_HEAD)
        self._block_left, self._last_block = length, kind >= _LAST_BLOCK
        self._in_head = bool(length) or not self._last_block
        return True


def _frames(start: _Mark, end: _Mark) -> bool:
    """Whether what lies between two marks is a whole frame."""
    return start.key == end.key and end.at - start.at <= LONGEST_FRAME
