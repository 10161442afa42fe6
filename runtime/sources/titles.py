"""Titles written in another way: what is heard stays as it is.

Rules. A tag that is not there leaves nothing behind: not the dash beside it either. What is to be cut is found in any case of
letters. A title that is hidden does not disturb the one before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from runtime.audio.pcm import Block, Segment
from runtime.media.title import Title
from runtime.plan.titles import Titles
from runtime.plan.units import NodeId
from runtime.sources.effect import DrySource
from runtime.sources.source import Source

__all__ = ["TitlesSource", "retitled"]

_TAG = re.compile(r"\{(\w{1,64})\}")
_HIDDEN = "\0"
_BETWEEN = r"[\s\-–—|:/·,]+"
_EDGES = re.compile(rf"^{_BETWEEN}|{_BETWEEN}$")
_BESIDE_NOTHING = re.compile(rf"(?:{_BETWEEN})?{_HIDDEN}(?:{_BETWEEN})?")


def retitled(segment: Segment, plan: Titles) -> Segment:
    """The segment with the title that the plan wants; silence and the like have none."""
    if segment.endless:
        return segment
    if plan.hide:
        return replace(segment, kind="jingle") if segment.kind == "track" else segment
    tags = _tags(segment, plan.cut)
    title = segment.title
    if plan.template:
        title = Title(title=filled(plan.template, tags))
    elif plan.cut:
        title = replace(title, artist=tags["artist"], title=tags["title"], album=tags["album"])
    if not str(title) and plan.otherwise:
        title = Title(title=plan.otherwise)
    return segment if title == segment.title else replace(segment, title=title)


def filled(template: str, tags: Mapping[str, str]) -> str:
    """A template with its tags in their places, and nothing where there is none."""
    text = _TAG.sub(lambda found: tags.get(found[1].lower(), "") or _HIDDEN, template)
    while _HIDDEN in text:
        text = _BESIDE_NOTHING.sub(_joint, text, count=1)
    return text.strip()


def _joint(found: re.Match[str]) -> str:
    """What stands between two tags when one between them is missing: a dash if there were two, at the edges nothing."""
    before, after = found[0].split(_HIDDEN)[0], found[0].split(_HIDDEN)[-1]
    at_edge = found.start() == 0 or found.end() == len(found.string)
    return "" if at_edge else before or after


def _tags(segment: Segment, cut: Sequence[str]) -> Mapping[str, str]:
    title = segment.title
    found = {
        **segment.hints.custom,
        "artist": title.artist,
        "title": title.title,
        "album": title.album,
        "filename": segment.path.rpartition("/")[2].rpartition(".")[0],
    }
    return {name: _without(text, cut) for name, text in found.items()}


def _without(text: str, cut: Sequence[str]) -> str:
    for each in cut:
        if each:
            text = re.sub(re.escape(each), "", text, flags=re.IGNORECASE)
    return _EDGES.sub("", text) if cut else text


class TitlesSource(DrySource):
    """The child of a `titles(…)`."""

    def __init__(self, plan: Titles, *, node: NodeId, child: Source) -> None:
        """Make it from its plan."""
        super().__init__(node, plan.origin, child)
        self._plan = plan
        self._known: tuple[Segment, Segment] | None = None

    @property
    def now_playing(self) -> Segment | None:
        """The child's segment, with its new title."""
        segment = self._child.now_playing
        return None if segment is None else self._retitled(segment)

    def pull(self, max_samples: int) -> Block | None:
        """The child's next block, in a segment with its new title."""
        block = self._child.pull(max_samples)
        if block is None:
            return None
        return replace(block, segment=self._retitled(block.segment))

    def _retitled(self, segment: Segment) -> Segment:
        """The same one for the same segment."""
        if self._known is None or self._known[0] is not segment:
            self._known = segment, retitled(segment, self._plan)
        return self._known[1]
