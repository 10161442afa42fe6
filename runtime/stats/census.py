"""Listeners, bytes, connections and refusals of all edges, added up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Census", "DoorCounts", "MountCounts"]


@dataclass(frozen=True, slots=True)
class MountCounts:
    """The counts of one mount.

    Attributes:
        listeners: connected now.
        peak: the most at one time since the station was started.
        bytes_sent: sent to listeners, heads included.
        slow: listeners dropped because they fell behind.
    """

    listeners: int = 0
    peak: int = 0
    bytes_sent: int = 0
    slow: int = 0


@dataclass(frozen=True, slots=True)
class DoorCounts:
    """The counts of all doors.

    Attributes:
        connections: open now, of all kinds.
        accepted: ever accepted.
        refusals: sent away, by the sort of reason.
    """

    connections: int = 0
    accepted: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)


class Census:
    """Add up what the edges report.

    Strategy: each edge reports totals since its own start, so a report replaces that edge's last one. When an edge ends, its
    bytes and slow listeners stay in the sums and its listeners go.

    Attributes:
        peak: the most listeners of all mounts at one time since the station was started.
    """

    def __init__(self) -> None:
        self.peak = 0
        self._edges: dict[int, dict[str, MountCounts]] = {}
        self._doors: dict[int, DoorCounts] = {}
        self._departed: dict[str, MountCounts] = {}
        self._departed_doors = DoorCounts()
        self._peaks: dict[str, int] = {}

    def report(
        self,
        edge: int,
        mounts: Mapping[str, Mapping[str, Any]],
        door: Mapping[str, Any] | None = None,
    ) -> None:
        """Take an edge's `counts` message: its mounts, and the rest of it."""
        door = door or {}
        self._edges[edge] = {
            path: MountCounts(int(c.get("listeners", 0)), 0, int(c.get("bytes", 0)), int(c.get("slow", 0)))
            for path, c in mounts.items()
        }
        refusals = {str(kind): int(count) for kind, count in door.get("refusals", {}).items()}
        self._doors[edge] = DoorCounts(
            int(door.get("connections", 0)), int(door.get("accepted", 0)), refusals
        )
        for path in mounts:
            self._peaks[path] = max(self._peaks.get(path, 0), self._listeners(path))
        self.peak = max(self.peak, self.listeners())

    def edge_gone(self, edge: int) -> None:
        """An edge ended, and its listeners with it."""
        for path, counts in self._edges.pop(edge, {}).items():
            before = self._departed.get(path, MountCounts())
            self._departed[path] = MountCounts(
                0, 0, before.bytes_sent + counts.bytes_sent, before.slow + counts.slow
            )
        self._departed_doors = _sum(self._departed_doors, self._doors.pop(edge, DoorCounts()), connections=0)

    def mount(self, path: str) -> MountCounts:
        """Give the sums for one mount."""
        departed = self._departed.get(path, MountCounts())
        reports = [counts[path] for counts in self._edges.values() if path in counts]
        return MountCounts(
            listeners=self._listeners(path),
            peak=self._peaks.get(path, 0),
            bytes_sent=departed.bytes_sent + sum(c.bytes_sent for c in reports),
            slow=departed.slow + sum(c.slow for c in reports),
        )

    def listeners(self) -> int:
        """All listeners, of all mounts."""
        return sum(each.listeners for counts in self._edges.values() for each in counts.values())

    @property
    def peaks(self) -> dict[str, int]:
        """The most listeners at one time of each mount, and of all under ""."""
        return {"": self.peak, **self._peaks}

    def restore(self, peaks: Mapping[str, int]) -> None:
        """Go on with the peaks of a process before this one."""
        for path, peak in peaks.items():
            if path:
                self._peaks[path] = max(self._peaks.get(path, 0), peak)
            else:
                self.peak = max(self.peak, peak)

    def doors(self) -> DoorCounts:
        """Give the sums for all doors."""
        whole = self._departed_doors
        for door in self._doors.values():
            whole = _sum(whole, door, connections=whole.connections + door.connections)
        return whole

    def elsewhere(self, edge: int) -> Mapping[str, Any]:
        """What all edges but this one count now."""
        others = [counts for index, counts in self._edges.items() if index != edge]
        mounts: Counter[str] = Counter()
        for counts in others:
            mounts.update({path: each.listeners for path, each in counts.items() if each.listeners})
        connections = sum(door.connections for index, door in self._doors.items() if index != edge)
        return {"connections": connections, "listeners": mounts.total(), "mounts": dict(mounts)}

    def _listeners(self, path: str) -> int:
        return sum(counts[path].listeners for counts in self._edges.values() if path in counts)


def _sum(one: DoorCounts, other: DoorCounts, *, connections: int) -> DoorCounts:
    refusals = Counter(one.refusals)
    refusals.update(other.refusals)
    return DoorCounts(connections, one.accepted + other.accepted, dict(refusals))
