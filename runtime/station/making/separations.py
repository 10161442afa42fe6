"""Which playlists choose by which rules."""

from collections.abc import Iterator
from dataclasses import replace

from runtime.plan import NodeId, Playlist, Seconds, Separate, Station, children_of
from runtime.sources.separation import Separation

__all__ = ["Separations"]


class Separations:
    """What is known of the songs that were heard, for each `separate` of a station; it outlives a reload.

    Where one stands inside another, the outer one keeps the rules of both.
    """

    def __init__(self) -> None:
        """Know of no station yet."""
        self._station = Station("")
        self._outer: dict[NodeId, Separation] = {}
        self._of: dict[NodeId, Separation] = {}

    def use(self, station: Station) -> None:
        """From now on it is about this station; what was heard is remembered by the name of the `separate`."""
        self._station, self._of = station, {}
        separates = [node for node, plan in station.sources.items() if isinstance(plan, Separate)]
        inner = {below for node in separates for below in self._below(node) if below != node}
        for node in separates:
            if node not in inner:
                self._gather(node)

    def of(self, node: NodeId) -> Separation | None:
        """What a playlist chooses by, or a `separate` tells; None for what is below no `separate`."""
        return self._of.get(node)

    def _gather(self, outer: NodeId) -> None:
        """One memory for all that is below a `separate` which is below no other."""
        nodes = self._station.sources
        below = [node for node in self._below(outer) if isinstance(nodes[node], Playlist | Separate)]
        rules = Separate(())
        for node in below:
            plan = nodes[node]
            rules = _stricter(rules, plan) if isinstance(plan, Separate) else rules
        separation = self._outer.setdefault(outer, Separation(rules))
        separation.rules = replace(rules, origin=nodes[outer].origin)
        self._of |= dict.fromkeys(below, separation)

    def _below(self, node: NodeId) -> Iterator[NodeId]:
        """A source and all it hears."""
        yield node
        for child in children_of(self._station.sources[node]):
            yield from self._below(child)


def _stricter(one: Separate, other: Separate) -> Separate:
    """The rules of both."""
    return replace(
        one,
        artist=_longer(one.artist, other.artist),
        title=_longer(one.title, other.title),
        album=_longer(one.album, other.album),
    )


def _longer(one: Seconds | None, other: Seconds | None) -> Seconds | None:
    return max((each for each in (one, other) if each is not None), default=None)
