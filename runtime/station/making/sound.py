"""Makers of the sources that change how others sound, or mix them."""

from collections.abc import Mapping, Sequence

from runtime.audio.media import Silent
from runtime.plan import Amplify, Duck, Filter, Loudness, Mix, NodeId, Noise, Quiet, Width
from runtime.sources.effect import DrySource
from runtime.sources.filtered import FilteredSource
from runtime.sources.gain import AmplifySource, WidthSource
from runtime.sources.loudness import LevelledSource, LoudnessSource
from runtime.sources.noise import NoiseSource
from runtime.sources.quiet import SkipSource, StripSource
from runtime.sources.source import Source
from runtime.sources.together import DuckSource, MixSource

from .ground import Ground, Maker

__all__ = ["SOUND"]


def noise(plan: Noise, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`noise(…)`."""
    return NoiseSource(plan, node=node, pcm=ground.pcm, rng=ground.chance())


def amplify(plan: Amplify, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`amplify(…)`."""
    return AmplifySource(plan, node=node, child=children[0], level=ground.live(plan.level))


def width(plan: Width, node: NodeId, children: Sequence[Source], _ground: Ground) -> Source:
    """`mono(…)` and `stereo(…)`."""
    return WidthSource(plan, node=node, child=children[0])


def mix(plan: Mix, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`add([…])`."""
    return MixSource(plan, node=node, children=children, pcm=ground.pcm, timeline=ground.timeline)


def duck(plan: Duck, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`duck(…)`."""
    return DuckSource(
        plan,
        node=node,
        children=children,
        pcm=ground.pcm,
        timeline=ground.timeline,
        by=ground.live(plan.by),
    )


def filtered(plan: Filter, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`filter(…)`, `compress(…)`, `limit(…)`, `gate(…)`, `eq(…)`, `stretch(…)`; in a programme without sound, nothing."""
    if isinstance(ground.media, Silent) and plan.speed == 1.0:
        return DrySource(node, plan.origin, children[0])
    return FilteredSource(plan, node=node, child=children[0], pcm=ground.pcm, timeline=ground.timeline)


def loudness(plan: Loudness, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`loudness(…)` and `normalize(…)`: levelled, then limited; in a programme without sound, nothing."""
    if isinstance(ground.media, Silent):
        return DrySource(node, plan.origin, children[0])
    levelled = LevelledSource(
        plan,
        node=node,
        child=children[0],
        pcm=ground.pcm,
        files=ground.loudness,
        target=ground.live(plan.target),
    )
    return LoudnessSource(plan, levelled, pcm=ground.pcm, timeline=ground.timeline)


def quiet(plan: Quiet, node: NodeId, children: Sequence[Source], ground: Ground) -> Source:
    """`skip_blank(…)` and `strip_blank(…)`; in a programme without sound, nothing."""
    if isinstance(ground.media, Silent):
        return DrySource(node, plan.origin, children[0])
    if plan.act == "skip":
        return SkipSource(plan, node=node, child=children[0], pcm=ground.pcm)
    return StripSource(plan, node=node, child=children[0], pcm=ground.pcm, timeline=ground.timeline)


SOUND: Mapping[type, Maker] = {
    Noise: noise,
    Amplify: amplify,
    Width: width,
    Mix: mix,
    Duck: duck,
    Filter: filtered,
    Loudness: loudness,
    Quiet: quiet,
}
