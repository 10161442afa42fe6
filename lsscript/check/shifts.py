"""The rules for what is heard later than it plays."""

from collections.abc import Iterator

from runtime import plan

from .promise import Promise
from .relays import span
from .station_problems import OutOfRange

__all__ = ["shift_problems"]

LONGEST_SHIFT = 48 * 3600.0
"""Seconds; 20 GB."""


def shift_problems(promise: Promise) -> Iterator[OutOfRange]:
    """A delay that is none, or too long; a disk without room."""
    for node_id, node in promise.sources.items():
        if not isinstance(node, plan.Timeshift):
            continue
        yield from span(promise, node_id, "by", node.by, 1, LONGEST_SHIFT)
        if not 0 <= node.spare < 100:
            place = promise.place(node_id, "spare")
            yield OutOfRange(place, f"{node.spare:g}% of the disk", "write 0% to 99%")
