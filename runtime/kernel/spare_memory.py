"""Giving memory back to the system that this process has used and needs no more.

Why: glibc keeps what was freed, in an arena for every few threads. A station's source clients come with a decoder's thread each
and leave some megabytes behind, which no other program could use and every graph of memory would show as a leak. Other systems'
libraries do this by themselves, or have no such function: then nothing happens.
"""

import contextlib
import ctypes
import sys

__all__ = ["MOST_ARENAS", "give_back", "keep_few_arenas"]

MOST_ARENAS = 2
"""Heaps that threads share: more of them let more threads allocate at one moment, and keep more that is unused."""

M_ARENA_MAX = -8
"""glibc's number for this setting (malloc.h)."""


def keep_few_arenas() -> None:
    """Have threads share heaps; call it before there are threads."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, MOST_ARENAS)


def give_back() -> None:
    """Give back what is unused. May take some milliseconds, so not on the event loop."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
