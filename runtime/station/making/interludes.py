"""Makers of the sources that put something between, or around, the tracks of another."""

from collections.abc import Mapping, Sequence

from runtime.plan import Attach, Campaign, Delay, Interlude, NodeId, Once, Separate, Titles
from runtime.sources.campaign import CampaignSource
from runtime.sources.interlude import InterludeSource
from runtime.sources.separation import SeparateSource, Separation
from runtime.sources.shaped import AttachSource, DelaySource, OnceSource
from runtime.sources.source import Source
from runtime.sources.titles import TitlesSource

from .ground import Ground, Maker

__all__ = ["INTERLUDES"]


def interlude(plan: Interlude, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`every(…)`, `at(…)` and `stopset(…)`."""
    return InterludeSource(
        plan,
        node=node,
        children=children,
        pcm=ground.pcm,
        wall=ground.wall,
        timeline=ground.timeline,
        tell=ground.events.emit,
    )


def attach(plan: Attach, node: NodeId, children: Sequence[Source], _ground: Ground) -> Source:
    """`append(…)` and `prepend(…)`."""
    return AttachSource(plan, node=node, children=children)


def campaign(plan: Campaign, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`campaign(…)`."""
    return CampaignSource(plan, node=node, children=children, wall=ground.wall)


def delay(plan: Delay, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`delay(…)`."""
    return DelaySource(plan, node=node, children=children, now=lambda: ground.wall().timestamp())


def once(plan: Once, node: NodeId, children: Sequence[Source], _ground: Ground) -> Source:
    """`once(…)`."""
    return OnceSource(plan, node=node, children=children)


def separate(plan: Separate, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`separate(…)`."""
    separation = ground.separations.of(node) or Separation(plan)
    return SeparateSource(
        plan,
        node=node,
        children=children,
        separation=separation,
        now=ground.clock.now,
        wall=ground.clock.wall,
    )


def titles(plan: Titles, node: NodeId, children: Sequence[Source], _ground: Ground) -> Source:
    """`titles(…)`."""
    return TitlesSource(plan, node=node, child=children[0])


INTERLUDES: Mapping[type, Maker] = {
    Interlude: interlude,
    Attach: attach,
    Campaign: campaign,
    Delay: delay,
    Once: once,
    Separate: separate,
    Titles: titles,
}
