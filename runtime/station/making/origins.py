"""Makers of the sources that sound comes from: files, signals, source clients."""

from collections.abc import Mapping, Sequence

from runtime.plan import Blank, HttpInput, LiveInput, NodeId, Playlist, Single, Tone
from runtime.sources.blank import BlankSource
from runtime.sources.live import LiveSource
from runtime.sources.playlist import PlaylistSource
from runtime.sources.single import SingleSource
from runtime.sources.source import Source
from runtime.sources.tone import ToneSource

from .ground import Ground, Maker

__all__ = ["ORIGINS"]


def playlist(plan: Playlist, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`playlist(…)`."""
    return PlaylistSource(
        plan,
        node=node,
        base=ground.base,
        media=ground.media,
        rng=ground.chance(),
        clock=ground.clock.now,
        separation=lambda: ground.separations.of(node),
        web=ground.web,
    )


def single(plan: Single, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`single(…)`."""
    return SingleSource(
        plan, node=node, base=ground.base, media=ground.media, clock=ground.clock.now, web=ground.web
    )


def tone(plan: Tone, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`tone(…)`."""
    return ToneSource(plan, node=node, pcm=ground.pcm, level=ground.live(plan.level))


def blank(plan: Blank, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`blank(…)`."""
    return BlankSource(plan, node=node, pcm=ground.pcm)


def live(plan: LiveInput | HttpInput, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`input.live(…)` and `input.http(…)`."""
    return LiveSource(plan, node=node, pcm=ground.pcm, clock=ground.clock.now)


ORIGINS: Mapping[type, Maker] = {
    Playlist: playlist,
    Single: single,
    Tone: tone,
    Blank: blank,
    LiveInput: live,
    HttpInput: live,
}
