"""Giving memory back to the system that this process has used and needs no more.

Why: glibc keeps what was freed, in an arena for every few threads. A station's source clients come with a decoder's thread each
and leave some megabytes behind, which no other program could use and every graph of memory would show as a leak. Other systems'
libraries do this by themselves, or have no such function: then nothing happens.

Two more of glibc's habits look like a leak over hours. Each thread keeps up to seven freed pieces of each of 64 sizes to itself
(tcache), for ever if it does not ask for that size again; wherever such a piece lies, its page cannot be given back. And after
the first large piece was freed, all large ones come from the heap instead of pages of their own, and leave holes in it.
"""

import contextlib
import ctypes
import sys
from collections.abc import Mapping, MutableMapping
from functools import cache

__all__ = [
    "LARGE",
    "MOST_ARENAS",
    "TUNABLES",
    "forget_keeping_none",
    "give_back",
    "keep_few_arenas",
    "keep_large_apart",
    "keeping_none",
]

MOST_ARENAS = 2
"""Heaps that threads share: more of them let more threads allocate at one moment, and keep more that is unused."""

LARGE = 128 * 1024
"""Bytes from which a piece of memory has pages of its own: where glibc begins too, but it may not move up from there."""

TUNABLES = "GLIBC_TUNABLES"
"""The environment variable of glibc's settings that are read before a program begins."""

NO_CACHES = "glibc.malloc.tcache_count=0"
"""The setting by which threads keep nothing to themselves."""

M_MMAP_THRESHOLD = -3
"""glibc's number for `LARGE` (malloc.h)."""

M_ARENA_MAX = -8
"""glibc's number for `MOST_ARENAS` (malloc.h)."""


def keep_few_arenas() -> None:
    """Have threads share heaps; call it before there are threads."""
    _set(M_ARENA_MAX, MOST_ARENAS)


def keep_large_apart() -> None:
    """Have large pieces of memory in pages of their own, which are given back the moment they are freed."""
    _set(M_MMAP_THRESHOLD, LARGE)


def keeping_none(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment for a process whose threads keep nothing to themselves that was freed; settings that an operator has
    made stay as they are.
    """
    if sys.platform != "linux" or TUNABLES in environment:
        return dict(environment)
    return {**environment, TUNABLES: NO_CACHES}


def forget_keeping_none(environment: MutableMapping[str, str]) -> None:
    """Take that out of our own environment again: it is for us, not for the programs that a script runs."""
    if environment.get(TUNABLES) == NO_CACHES:
        del environment[TUNABLES]


def give_back() -> None:
    """Give back what is unused. May take some milliseconds, so not on the event loop."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            _library().malloc_trim(0)


def _set(number: int, value: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            _library().mallopt(number, value)


@cache
def _library() -> ctypes.CDLL:
    """The C library, opened once: each opening leaves a circle of objects behind, which may wait for hours to be collected."""
    return ctypes.CDLL(None)
