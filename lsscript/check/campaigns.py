"""The rules for what was booked."""

from collections.abc import Iterator

from runtime import plan

from .promise import Promise
from .relays import span
from .station_problems import OutOfRange

__all__ = ["campaign_problems"]

MOST_A_DAY = 10_000
LONGEST_APART = 24 * 3600.0
"""Seconds."""


def campaign_problems(promise: Promise) -> Iterator[OutOfRange]:
    """Numbers that let nothing play."""
    for node_id, node in promise.sources.items():
        if not isinstance(node, plan.Campaign):
            continue
        for name, number in (("per_hour", node.per_hour), ("per_day", node.per_day)):
            if number is not None and not 1 <= number <= MOST_A_DAY:
                place = promise.place(node_id, name)
                yield OutOfRange(place, f"`{name}` of {number}", f"it is 1 to {MOST_A_DAY}")
        yield from span(promise, node_id, "apart", node.apart, 0, LONGEST_APART)
