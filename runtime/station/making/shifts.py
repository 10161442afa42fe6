"""Makers of the sources that are heard later than they play."""

import re
from collections.abc import Mapping, Sequence

from runtime.plan import NodeId, Timeshift
from runtime.sources.source import Source
from runtime.sources.timeshift import TimeshiftSource

from .ground import Ground, Maker

__all__ = ["FOLDER", "SHIFTS"]

FOLDER = "timeshift"
"""The folder in the state folder with a folder for each of them."""


def timeshift(plan: Timeshift, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`timeshift(…)`."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", node)
    return TimeshiftSource(
        plan,
        node=node,
        child=children[0],
        pcm=ground.pcm,
        timeline=ground.timeline,
        wall=ground.wall,
        folder=None if ground.state is None else ground.state / FOLDER / name,
    )


SHIFTS: Mapping[type, Maker] = {Timeshift: timeshift}
