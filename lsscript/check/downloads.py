"""The rules for files and feeds of other servers."""

import re
from collections.abc import Iterator

from runtime import plan

from .promise import Promise
from .relays import span
from .station_problems import OutOfRange

__all__ = ["download_problems"]

URL = re.compile(r"https?://[^\s/?#]+([/?]\S*)?")

DAY, HOUR = 24 * 3600.0, 3600.0

OLDEST = 10 * 366 * DAY
"""Seconds; nothing that is fetched anew may be older."""


def download_problems(promise: Promise) -> Iterator[OutOfRange]:
    """What is wrong with downloads; an address is not shown, as it may be a secret."""
    for node_id, node in promise.sources.items():
        if not isinstance(node, plan.Download | plan.Podcast):
            continue
        if not URL.fullmatch(node.url.text):
            possible = "an address begins with http:// or https://"
            yield OutOfRange(promise.place(node_id, "url"), "this is not the address of a file", possible)
        if node.newest is not None:
            yield from span(promise, node_id, "newest", node.newest, 60, OLDEST)
        yield from span(promise, node_id, "most", node.most, 1, 12 * HOUR)
        yield from span(promise, node_id, "least", node.least, 0, node.most)
