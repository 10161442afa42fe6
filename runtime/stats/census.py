"""Listeners and bytes of all edges, added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Census", "MountCounts"]


@dataclass(frozen=True, slots=True)
class MountCounts:
    """The counts of one mount.

    Attributes:
        listeners: connected now.
        peak: the most at one time since this station started.
        bytes_sent: sent to listeners, heads included.
        slow: listeners dropped because they fell behind.
    """

    listeners: int = 0
    peak: int = 0
    bytes_sent: int = 0
    slow: int = 0


class Census:
    """Add up what the edges report.

    Strategy: each edge reports totals since its own start, so a report replaces that edge's last one. When an edge ends, its
    bytes and slow listeners stay in the sums and its listeners go.
    """

    def __init__(self) -> None:
        self._edges: dict[int, dict[str, MountCounts]] = {}
        self._departed: dict[str, MountCounts] = {}
        self._peaks: dict[str, int] = {}

    def report(self, edge: int, mounts: Mapping[str, Mapping[str, Any]]) -> None:
        """Take an edge's `counts` message."""
        self._edges[edge] = {
            path: MountCounts(int(c.get("listeners", 0)), 0, int(c.get("bytes", 0)), int(c.get("slow", 0)))
            for path, c in mounts.items()
        }
        for path in mounts:
            self._peaks[path] = max(self._peaks.get(path, 0), self._listeners(path))

    def edge_gone(self, edge: int) -> None:
        """An edge ended, and its listeners with it."""
        for path, counts in self._edges.pop(edge, {}).items():
            before = self._departed.get(path, MountCounts())
            self._departed[path] = MountCounts(
                0, 0, before.bytes_sent + counts.bytes_sent, before.slow + counts.slow
            )

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

    def _listeners(self, path: str) -> int:
        return sum(counts[path].listeners for counts in self._edges.values() if path in counts)
