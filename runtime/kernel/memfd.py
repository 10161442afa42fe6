"""Anonymous memory with a descriptor: Linux only; elsewhere the caller takes a file."""

import fcntl
import os
import sys

__all__ = ["memory_descriptor"]


def memory_descriptor(name: str, size: int) -> int:
    """Make `size` bytes of memory that live as long as somebody holds the descriptor.

    The size is sealed: a process that shrank it would end its readers with a bus error.

    Raises:
        OSError: the system has no such memory to give.
    """
    assert sys.platform == "linux"
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, size)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    return descriptor
