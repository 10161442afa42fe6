"""Every source of a station, made once."""

from collections import Counter
from collections.abc import Mapping

from runtime.plan import NodeId, Station, children_of
from runtime.sources.shared import SharedSource
from runtime.sources.source import Source

from .ground import Ground
from .makers import MAKERS

__all__ = ["Sources"]


class Sources:
    """Makes each source once, children first, and shares the ones that several hear.

    Attributes:
        made: every source once; whoever shares one holds a view of it.
    """

    def __init__(self, station: Station, ground: Ground) -> None:
        """Make nothing yet."""
        self.made: list[Source] = []
        self._nodes = station.sources
        self._ground = ground
        self._known: dict[NodeId, Source] = {}
        self._hearers = hearers(station)

    def get(self, node: NodeId) -> Source:
        """The source of a node, or the view of it that its hearers share."""
        if node not in self._known:
            source = self._make(node)
            self.made.append(source)
            shared = self._hearers[node] > 1
            self._known[node] = SharedSource(source, self._ground.timeline) if shared else source
        return self._known[node]

    def _make(self, node: NodeId) -> Source:
        plan = self._nodes[node]
        children = [self.get(child) for child in children_of(plan)]
        return MAKERS[type(plan)](plan, node, children, self._ground)


def hearers(station: Station) -> Mapping[NodeId, int]:
    """How many hear each source: mounts that share one are one hearer, since its programme feeds them all."""
    heard = Counter({mount.source for mount in station.mounts.values()})
    for source in station.sources.values():
        heard.update(children_of(source))
    return heard
