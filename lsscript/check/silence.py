"""Can a source fall silent? The analysis behind LSS401.

Rules:
1. `tone()` and `blank()` without a duration always play; `blank(3s)` ends.
2. A folder can run dry: files are taken away, and the disk with them.
3. A single file always plays when it is there while the script is checked; that is as much as can be known beforehand.
4. A live input plays while a source client is there.
5. A fallback always plays when one of its children does.
"""

from collections.abc import Mapping
from typing import assert_never

from runtime import plan

from .promise import Files, Promise
from .station_problems import Gap

__all__ = ["gaps"]


def gaps(promise: Promise, node_id: plan.NodeId, files: Files | None) -> tuple[Gap, ...]:
    """Why a source may have nothing to play; empty when it always plays."""
    return Silence(promise, files, {}).of(node_id)


class Silence:
    """One run of the analysis; remembers what it has found."""

    def __init__(
        self, promise: Promise, files: Files | None, found: Mapping[plan.NodeId, tuple[Gap, ...]]
    ) -> None:
        self.promise = promise
        self.files = files
        self.found = dict(found)

    def of(self, node_id: plan.NodeId) -> tuple[Gap, ...]:
        """The gaps of a source."""
        if node_id not in self.found:
            self.found[node_id] = self.look(node_id)
        return self.found[node_id]

    def look(self, node_id: plan.NodeId) -> tuple[Gap, ...]:
        """The gaps of a source, looked for."""
        node, span = self.promise.sources[node_id], self.promise.place(node_id)
        match node:
            case plan.Tone():
                return ()
            case plan.Blank():
                return () if node.duration is None else (Gap(span, "ends"),)
            case plan.Playlist():
                return (Gap(span, "folder"),)
            case plan.Single():
                return (
                    () if self.files is not None and self.files.is_file(node.path) else (Gap(span, "file"),)
                )
            case plan.LiveInput():
                return (Gap(span, "live"),)
            case plan.Fallback():
                inner = [self.of(child) for child in node.children]
                return tuple(dict.fromkeys(gap for each in inner for gap in each)) if all(inner) else ()
            case _:
                assert_never(node)
