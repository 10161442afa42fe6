"""Makers of the sources that choose among others."""

from collections.abc import Mapping, Sequence

from runtime.plan import Fallback, NodeId, Switch, Turns
from runtime.sources.fallback import FallbackSource
from runtime.sources.joiner import Joiner
from runtime.sources.source import Source
from runtime.sources.switch import SwitchSource
from runtime.sources.turns import TurnsSource

from .ground import Ground, Maker

__all__ = ["CHOOSING"]


def fallback(plan: Fallback, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`fallback([…])`."""
    return FallbackSource(plan, node=node, children=children, joiner=Joiner(ground.pcm, plan.fade))


def switch(plan: Switch, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`switch([…])`."""
    return SwitchSource(
        plan, node=node, children=children, wall=ground.wall, joiner=Joiner(ground.pcm, plan.fade)
    )


def turns(plan: Turns, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`rotate([…])`, `random([…])` and `sequence([…])`."""
    return TurnsSource(plan, node=node, children=children, rng=ground.chance())


CHOOSING: Mapping[type, Maker] = {Fallback: fallback, Switch: switch, Turns: turns}
