"""A tape: a piece of encoded audio in shared memory that every newcomer of a mount hears first, at its own pace.

Layout, little-endian: magic `LSTAPE01`, u64 bytes, f64 bytes a second, u32 crc of the bytes, then the bytes.
"""

import struct
import zlib

__all__ = ["HEAD_BYTES", "Tape", "tape_bytes"]

HEAD = struct.Struct("<8sQdI")
HEAD_BYTES = HEAD.size
MAGIC = b"LSTAPE01"


class Tape:
    """Reads a tape. Memory that holds none is an empty one."""

    __slots__ = ("_memory", "length", "rate")

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self.length, self.rate = _checked(memory)

    def close(self) -> None:
        """Let go of the memory; who still hears the tape hears its end."""
        self._memory, self.length = memoryview(b""), 0

    def read(self, start: int, length: int) -> bytes:
        """Some of its bytes, copied: nobody keeps the memory."""
        end = min(start + length, self.length)
        return bytes(self._memory[HEAD_BYTES + start : HEAD_BYTES + end])


def tape_bytes(data: bytes, rate: float) -> bytes:
    """Write a tape that is played at `rate` bytes a second."""
    return HEAD.pack(MAGIC, len(data), rate, zlib.crc32(data)) + data


def _checked(memory: memoryview) -> tuple[int, float]:
    if len(memory) < HEAD_BYTES:
        return 0, 1.0
    magic, length, rate, crc = HEAD.unpack_from(memory)
    whole = magic == MAGIC and length <= len(memory) - HEAD_BYTES and rate > 0
    if not whole or zlib.crc32(memory[HEAD_BYTES : HEAD_BYTES + length]) != crc:
        return 0, 1.0
    return length, rate
