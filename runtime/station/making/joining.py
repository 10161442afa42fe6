"""Makers of the sources that join tracks."""

from collections.abc import Mapping, Sequence

from runtime.plan import Crossfade, Fades, NodeId
from runtime.sources.crossfade import CrossfadeSource
from runtime.sources.fades import FadesSource
from runtime.sources.source import Source

from .ground import Ground, Maker

__all__ = ["JOINING", "MARGIN"]

MARGIN = 2.0
"""Seconds that are decoded ahead besides those that are joined. A crossfade must know whether the next track is shorter than
two of them.
"""


def crossfade(plan: Crossfade, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`crossfade(…)`."""
    ground.depth.at_least(plan.duration + MARGIN, 2 * plan.duration + MARGIN)
    return CrossfadeSource(plan, node=node, child=children[0], pcm=ground.pcm, timeline=ground.timeline)


def fades(plan: Fades, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`fade.in(…)` and `fade.out(…)`."""
    ground.depth.at_least(plan.fade_out + MARGIN)
    return FadesSource(plan, node=node, child=children[0], pcm=ground.pcm)


JOINING: Mapping[type, Maker] = {Crossfade: crossfade, Fades: fades}
