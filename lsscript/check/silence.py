"""Can a source fall silent? The analysis behind LSS401.

Rules:
1. `tone()` and `blank()` without a duration always play; `blank(3s)` ends.
2. A folder or list can run dry: files are taken away, and the disk with them.
3. A single file always plays when it is there while the script is checked; that is as much as can be known beforehand. One
   that another server has can be missing whenever the station starts.
4. A live input plays while a source client is there, and what comes from elsewhere while the other end sends.
5. What is heard later has nothing until so much was recorded, and where the station was away.
6. What is put between or around the tracks of a programme changes nothing for it; what rests or plays once ends.
7. A fallback always plays when one of its children does; so do sources that take turns.
8. A switch always plays when the schedules of such children leave no moment out.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_never

from runtime import plan

from .promise import Files, Promise
from .station_problems import Gap

__all__ = ["file_of", "gaps"]

SOME_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""Schedules without dates are the same every week; those with dates are looked through around each of them."""


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
            case plan.Tone() | plan.Noise():
                return ()
            case plan.Blank():
                return () if node.duration is None else (Gap(span, "ends"),)
            case plan.Playlist() | plan.Single() if on_the_web(node.path):
                return (Gap(span, "elsewhere"),)
            case plan.Playlist():
                return (Gap(span, "folder"),)
            case plan.Single():
                return () if self.is_there(file_of(node.path)) else (Gap(span, "file"),)
            case plan.LiveInput():
                return (Gap(span, "live"),)
            case plan.HttpInput() | plan.Download() | plan.Podcast():
                return (Gap(span, "elsewhere"),)
            case plan.RequestQueue() | plan.Next():
                return (Gap(span, "asked"),)
            case plan.DeviceInput():
                return (Gap(span, "device"),)
            case plan.Fallback() | plan.Turns() | plan.Mix() | plan.Duck():
                inner = [self.of(child) for child in node.children]
                return tuple(dict.fromkeys(gap for each in inner for gap in each)) if all(inner) else ()
            case plan.Switch():
                return self.of_switch(node, Gap(span, "hours"))
            case plan.Interlude() | plan.Attach() | plan.Separate() | plan.Titles():
                return self.of(node.children[0])
            case plan.Crossfade() | plan.Fades() | plan.Loudness():
                return self.of(node.children[0])
            case plan.Amplify() | plan.Width() | plan.Filter():
                return self.of(node.children[0])
            case plan.Quiet():
                return (Gap(span, "quiet"),) if node.act == "strip" else self.of(node.children[0])
            case plan.Timeshift():
                return (Gap(span, "shifted"),)
            case plan.Delay() | plan.Once() | plan.Campaign():
                return (Gap(span, "ends"),)
            case _:
                assert_never(node)

    def is_there(self, path: str | None) -> bool:
        """Whether a file is there, as far as that is known."""
        return path is not None and self.files is not None and self.files.is_file(path)

    def of_switch(self, node: plan.Switch, hours: Gap) -> tuple[Gap, ...]:
        """Rule 8. Without gaps when those of its children that always play are on around the clock."""
        inner = {child: self.of(child) for child in node.children}
        pairs = tuple(zip(node.schedules, node.children, strict=True))
        if always(plan.Either(tuple(schedule for schedule, child in pairs if not inner[child]))):
            return ()
        own = () if always(plan.Either(node.schedules)) else (hours,)
        return (*own, *dict.fromkeys(gap for each in inner.values() for gap in each))


def file_of(path: str) -> str | None:
    """The path behind `annotate:`; None where that cannot be read."""
    try:
        return plan.annotated(path)[1]
    except ValueError:
        return None


def on_the_web(path: str) -> bool:
    """Whether what a source plays is fetched from another server."""
    return plan.is_web_address(file_of(path) or "")


def always(schedule: plan.Schedule) -> bool:
    """Whether a schedule is on at every moment."""
    if isinstance(schedule, plan.Either) and any(isinstance(part, plan.Always) for part in schedule.parts):
        return True
    return plan.is_on(schedule, SOME_MOMENT) and plan.next_change(schedule, SOME_MOMENT) is None
