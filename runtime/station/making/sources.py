"""Every source of a station, made once, or taken over from the station before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from runtime.plan import NodeId, Station, Timeshift, children_of, same_but_gate
from runtime.plan import Source as Plan
from runtime.recordings.files import files_of
from runtime.relays.push import pushes_of
from runtime.sources.joiner import Joiner
from runtime.sources.reader import ReadingSource
from runtime.sources.shared import SharedSource
from runtime.sources.source import Source

from .ground import Ground, Maker
from .makers import MAKERS

__all__ = ["Made", "Sources", "hearers", "recorded_always"]


@dataclass(frozen=True, slots=True)
class Made:
    """A source, the node it was made from, and the place its hearers hold.

    Attributes:
        new: whether the place's old source must leave it for this one.
    """

    plan: Plan
    source: Source
    place: SharedSource
    new: bool = True


@dataclass(slots=True)
class Sources:
    """Makes each source once, children first.

    A node that is the same in the station `before` keeps its source with everything in it, also where only others may publish
    there now; one that has changed gets a new
    source for the place that its hearers hold already.
    """

    station: Station
    ground: Ground
    before: Mapping[NodeId, Made] = field(default_factory=dict)
    makers: Mapping[type, Maker] = field(default_factory=lambda: MAKERS)
    made: dict[NodeId, Made] = field(default_factory=dict, init=False)

    def get(self, node: NodeId) -> SharedSource:
        """The place of a node's source."""
        if node not in self.made:
            self.made[node] = self._kept(node) or self._make(node)
        return self.made[node].place

    def _kept(self, node: NodeId) -> Made | None:
        before, plan = self.before.get(node), self.station.sources[node]
        if before is None or not (before.plan == plan or same_but_gate(before.plan, plan)):
            return None
        for child in children_of(plan):
            self.get(child)
        return Made(plan, before.source, before.place, new=False)

    def _make(self, node: NodeId) -> Made:
        plan = self.station.sources[node]
        children = [self.get(child) for child in children_of(plan)]
        source = self.makers[type(plan)](plan, node, children, self.ground)
        if isinstance(source, ReadingSource):
            source.look_ahead(self.ground.depth)
        before = self.before.get(node)
        place = before.place if before is not None else self._new_place(source)
        return Made(plan, source, place)

    def _new_place(self, source: Source) -> SharedSource:
        place = SharedSource(source, self.ground.timeline)
        place.joiner = partial(Joiner, self.ground.pcm)
        return place


def recorded_always(station: Station) -> list[NodeId]:
    """The sources that are pulled whether or not anybody hears them, since they record what is heard later."""
    return [node for node, plan in station.sources.items() if isinstance(plan, Timeshift)]


def hearers(station: Station) -> Mapping[NodeId, int]:
    """How many hear each source: mounts, recordings and pushes of one are one hearer, since its programme feeds them all."""
    roots = {mount.source for mount in station.mounts.values()}
    roots |= {files.source for files in files_of(station.outputs).values()}
    roots |= {push.source for push in pushes_of(station.outputs).values()}
    heard = Counter(roots | set(recorded_always(station)))
    for source in station.sources.values():
        heard.update(children_of(source))
    return heard
