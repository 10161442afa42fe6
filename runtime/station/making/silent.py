"""Makers for a programme without sound: who comes live is written down beforehand, and nobody works on samples."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from runtime.plan import LiveInput, NodeId
from runtime.sources.planned_show import PlannedShow
from runtime.sources.source import Source

from .ground import Ground, Maker
from .makers import MAKERS

__all__ = ["Show", "silent_makers"]

Show = Callable[[datetime], bool]
"""Tells whether a show is on at a moment."""


def silent_makers(shows: Mapping[NodeId, Show]) -> Mapping[type, Maker]:
    """The makers of a station whose live inputs have these shows; an input that is not named has none."""

    def live(plan: LiveInput, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
        show = shows.get(node)
        return PlannedShow(
            plan, node=node, pcm=ground.pcm, on=lambda: show is not None and show(ground.wall())
        )

    return {**MAKERS, LiveInput: live}
