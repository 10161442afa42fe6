"""A secret text as a file, for as long as it is read: the `ssl` module takes certificates and keys from paths alone."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["pem_file"]

DESCRIPTORS = "/proc/self/fd"
"""Where Linux shows a process its own open files as paths."""


@contextlib.contextmanager
def pem_file(text: str, *, in_memory: bool = sys.platform == "linux") -> Iterator[str]:
    """Give the path of a file with this text, which is gone afterwards.

    On Linux it never stands on a disk; elsewhere it is a temporary file that this user alone may read.
    """
    in_memory = in_memory and Path(DESCRIPTORS).is_dir()
    with _in_memory(text) if in_memory else _on_disk(text) as path:
        yield path


@contextlib.contextmanager
def _in_memory(text: str) -> Iterator[str]:
    assert sys.platform == "linux"
    descriptor = os.memfd_create("pem", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
        yield f"{DESCRIPTORS}/{descriptor}"
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _on_disk(text: str) -> Iterator[str]:
    descriptor, path = tempfile.mkstemp(suffix=".pem")
    try:
        os.write(descriptor, text.encode())
        os.close(descriptor)
        yield path
    finally:
        Path(path).unlink()
