"""Makers of the sources whose files come from other servers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir

from runtime.plan import Download, NodeId, Podcast
from runtime.sources.download import DownloadSource
from runtime.sources.newest import newest_by
from runtime.sources.podcast import PodcastSource
from runtime.sources.source import Source

from .ground import Ground, Maker

__all__ = ["DOWNLOADS", "FOLDER"]

FOLDER = "downloads"
"""The folder in the state folder where files of other servers are kept."""


def download(plan: Download, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`download(…)`, and `podcast(…)` of the newest episode alone."""
    return DownloadSource(
        plan,
        node=node,
        folder=(ground.state or Path(gettempdir())) / FOLDER,
        media=ground.media,
        pcm=ground.pcm,
        clock=ground.clock.now,
        wall=ground.wall,
        fetch=newest_by(ground.script.fetched) if plan.feed else ground.script.fetched,
    )


def podcast(plan: Podcast, node: NodeId, _children: Sequence[Source], ground: Ground) -> Source:
    """`podcast(…)` of several episodes."""
    return PodcastSource(
        plan,
        node=node,
        media=ground.media,
        pcm=ground.pcm,
        clock=ground.clock.now,
        wall=ground.wall,
        web=ground.web,
    )


DOWNLOADS: Mapping[type, Maker] = {Download: download, Podcast: podcast}
