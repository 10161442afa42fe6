"""Makers for a programme without sound: who comes live is written down beforehand, and nobody works on samples."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from runtime.audio.media import Silent
from runtime.plan import Download, HttpInput, LiveInput, NodeId, Podcast, Single
from runtime.sources.planned_show import PlannedShow
from runtime.sources.single import SingleSource
from runtime.sources.source import Source

from .ground import Ground, Maker
from .makers import MAKERS

__all__ = ["Level", "Show", "silent_makers"]

Show = Callable[[datetime], bool]
"""Tells whether a show is on at a moment."""

Level = Callable[[datetime], float]
"""Tells how high its samples are at a moment, 1.0 being full scale."""


def silent_makers(
    shows: Mapping[NodeId, Show],
    downloads: Mapping[NodeId, Path] | None = None,
    levels: Mapping[NodeId, Level] | None = None,
) -> Mapping[type, Maker]:
    """The makers of a station whose live inputs and other stations have these shows; who is not named has none.

    What comes from other servers is there: as these files, else as silence of a length that is right.
    """

    def live(
        plan: LiveInput | HttpInput, node: NodeId, _children: Sequence[Source], ground: Ground
    ) -> Source:
        show, level = shows.get(node), (levels or {}).get(node)
        return PlannedShow(
            plan,
            node=node,
            pcm=ground.pcm,
            on=lambda: show is not None and show(ground.wall()),
            level=lambda: 0.0 if level is None else level(ground.wall()),
        )

    def download(
        plan: Download | Podcast, node: NodeId, _children: Sequence[Source], ground: Ground
    ) -> Source:
        name = PurePosixPath(urlsplit(plan.url.text).path).name or "download"
        given = (downloads or {}).get(node)
        known = ground.media.lengths if isinstance(ground.media, Silent) else {}
        assumed = Silent(ground.pcm, {name: (plan.least + plan.most) / 2, **known})
        return SingleSource(
            Single(name if given is None else str(given), origin=plan.origin),
            node=node,
            base=ground.base,
            media=assumed if given is None else ground.media,
            clock=ground.clock.now,
        )

    return {**MAKERS, LiveInput: live, HttpInput: live, Download: download, Podcast: download}
