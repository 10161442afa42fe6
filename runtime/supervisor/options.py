"""What a supervisor needs to know, and how many edges a machine deserves."""

import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .ground import MEMORY_LIMIT

__all__ = ["CONNECTIONS_WANTED", "GRACE", "MOST_EDGES", "Options", "default_edges"]

GRACE = 5.0
"""Seconds that everybody has to stop gracefully, unless the caller says otherwise."""

CONNECTIONS_WANTED = 10_000
"""Connections that the edges together should be able to hold."""

FILES_OF_AN_EDGE = 200
"""Descriptors that an edge needs beside its connections: memories, channels, its own."""

MOST_EDGES = 16
"""Edges that are started for want of descriptors, at most."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a supervisor needs to know.

    Attributes:
        station_command: how to start the station.
        edge_command: how to start the edge of that index, counted from 1.
        edges: how many of them.
        plan: goes to the station as it is.
        grace: seconds for a graceful stop.
        memory_limit: bytes of shared memory in all.
        lifeline: the descriptor of a pipe; when nobody holds its other end any more, everybody stops. None for none.
    """

    station_command: Sequence[str]
    edge_command: Callable[[int], Sequence[str]]
    edges: int
    plan: bytes = b""
    grace: float = GRACE
    memory_limit: int = MEMORY_LIMIT
    lifeline: int | None = None


def default_edges(open_files: int | None, cores: int | None = None) -> int:
    """Tell how many edges to start: one per core, more where each may hold few files.

    Args:
        open_files: the limit of one process, as `raise_open_files` tells it.
        cores: how many there are; None asks the system.
    """
    cores = cores if cores is not None else _cores()
    if open_files is None:
        return cores
    room = max(1, open_files - FILES_OF_AN_EDGE)
    return max(cores, min(MOST_EDGES, math.ceil(CONNECTIONS_WANTED / room)))


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    else:  # noqa: RET505 - or the type checker finds one of the two unreachable
        return os.cpu_count() or 1
