"""Makers of the sources that this version cannot play: each is a source that is never ready."""

from collections.abc import Mapping, Sequence

from runtime.plan import NOT_YET, NodeId
from runtime.plan import Source as Plan
from runtime.sources.absent import AbsentSource
from runtime.sources.source import Source

from .ground import Ground, Maker

__all__ = ["ABSENT"]


def absent(plan: Plan, node: NodeId, _children: Sequence[Source], _ground: Ground) -> Source:
    """Whatever it would be."""
    return AbsentSource(node, plan.origin)


ABSENT: Mapping[type, Maker] = dict.fromkeys(NOT_YET, absent)
