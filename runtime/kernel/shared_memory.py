"""Memory that several processes see.

Strategy: a descriptor of anonymous memory on Linux, a named mapping on Windows, an unlinked file elsewhere.
Not `multiprocessing.shared_memory`: its tracker removes a segment when the process that made it is killed,
and outliving that process is what ours is for. The memory goes when the last holder lets go, so a crash
leaves nothing behind.
"""

import contextlib
import mmap
import os
import secrets
import sys
import tempfile

__all__ = ["LONGEST_NAME", "SharedMemory"]

LONGEST_NAME = 200
"""Characters in the name of a memory."""


class SharedMemory:
    """A named piece of memory, mapped into this process for reading and writing until it is closed or
    forgotten.

    Make one with `create`, or open what another process sent with `from_descriptor` (Unix) or `from_tag`
    (Windows).

    Attributes:
        name: what the processes call it ("radio.mp3/plain").
        size: its length in bytes.
        buf: the bytes themselves, writable.
        tag: the system's name of it on Windows; "" on Unix.
    """

    def __init__(
        self, name: str, mapping: mmap.mmap, size: int, *, descriptor: int = -1, tag: str = ""
    ) -> None:
        self.name = name
        self.size = size
        self.tag = tag
        self.buf = memoryview(mapping)
        self._mapping = mapping
        self._descriptor = descriptor

    @classmethod
    def create(cls, name: str, size: int, *, plain_file: bool = False) -> "SharedMemory":
        """Make `size` bytes of zeros. `plain_file` takes the way of systems that have neither of the others.

        Raises:
            ValueError: the size is not positive, or the name is too long.
            OSError: the system has no memory to give.
        """
        if size <= 0 or len(name) > LONGEST_NAME:
            raise ValueError(f"no memory of {size} bytes can be called {name[:LONGEST_NAME]!r}")
        if sys.platform == "win32":
            return cls.from_tag(name, size, f"Local\\legacystream-{secrets.token_hex(16)}")
        return cls.from_descriptor(name, size, _descriptor(name, size, plain_file=plain_file))

    @classmethod
    def from_descriptor(cls, name: str, size: int, descriptor: int) -> "SharedMemory":
        """Map the memory behind `descriptor`, which is ours from now on.

        Raises:
            ValueError: there are fewer than `size` bytes.
            OSError: it cannot be mapped.
        """
        try:
            mapping = mmap.mmap(descriptor, size)
        except BaseException:
            os.close(descriptor)
            raise
        return cls(name, mapping, size, descriptor=descriptor)

    @classmethod
    def from_tag(cls, name: str, size: int, tag: str) -> "SharedMemory":
        """Map the memory that Windows knows as `tag`, or make it.

        Raises:
            OSError: it cannot be mapped.
        """
        if sys.platform == "win32":
            return cls(name, mmap.mmap(-1, size, tagname=tag), size, tag=tag)
        raise OSError(f"{tag}: memory has no tags here")

    def fileno(self) -> int:
        """Give the descriptor, for sending; it stays this object's. -1 on Windows and after `close`."""
        return self._descriptor

    def close(self) -> None:
        """Let go of the memory. Slices of `buf` that are still held keep their bytes until they go too."""
        self.buf.release()
        with contextlib.suppress(BufferError):
            self._mapping.close()
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        """Let go of the descriptor of a memory that nobody knows any more."""
        if getattr(self, "_descriptor", -1) >= 0:
            os.close(self._descriptor)

    def __repr__(self) -> str:
        return f"SharedMemory({self.name!r}, {self.size})"


def _descriptor(name: str, size: int, *, plain_file: bool) -> int:
    if sys.platform == "linux" and not plain_file:
        from .memfd import memory_descriptor

        return memory_descriptor(name, size)
    return _unlinked_file(size)


def _unlinked_file(size: int) -> int:
    with tempfile.TemporaryFile(prefix="legacystream-") as file:
        os.truncate(file.fileno(), size)
        return os.dup(file.fileno())
