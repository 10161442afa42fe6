"""What the edges are told of a station: each mount that can be heard, and what holds for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.mounts.pass_through import PassThroughMount
from runtime.mounts.passing import PASSED_INTERVAL
from runtime.plan import Listening, MountPath, Station
from runtime.version import program_version

from .built import Built
from .intros import Intros, Wanted
from .source_clients import SourceClients
from .streams import stream_paths
from .welcome import Welcome

__all__ = ["EdgeTable"]


@dataclass(frozen=True, slots=True)
class EdgeTable:
    """The station as it is at one moment, for its edges.

    Args:
        station: the plan.
        built: what plays it.
        grown: mounts that source clients made by coming to a pattern.
        gone: mounts that the last change took away, and those that their listeners hear in their place.
    """

    station: Station
    built: Built
    grown: Sequence[PassThroughMount]
    gone: Mapping[MountPath, MountPath | None]

    def entries(
        self, clients: SourceClients, welcome: Welcome, intros: Intros
    ) -> Iterator[Mapping[str, Any]]:
        """Each mount that can be heard."""
        heard = [(mount.table_entry(), mount.mount.listening) for mount in self.built.mounts]
        heard += [
            (entry, passed.plan.listening)
            for passed in self._passed()
            if (entry := passed.table_entry()) is not None
        ]
        for entry, rules in heard:
            path = str(entry["path"])
            intro = intros.table_fields(path, str(entry["content_type"]))
            yield {**entry, **welcome.table_fields(rules), **intro, "publishes": clients.takes(path)}

    def server(self, clients: SourceClients) -> dict[str, Any]:
        """What holds for the whole server, but for its pages and those who are kept out."""
        return {
            "name": "LegacyStream",
            "version": program_version(),
            "sources": bool(clients),
            "aliases": dict(self.station.aliases),
            "instead": {path: to for path, to in self.gone.items() if to is not None},
            "compat": self.station.server.compat,
            "streams": stream_paths(self.station),
        }

    def listening(self) -> Mapping[str, Listening]:
        """The rules for the listeners of each mount."""
        encoded = {str(mount.mount.path): mount.mount.listening for mount in self.built.mounts}
        return encoded | {str(mount.plan.path): mount.plan.listening for mount in self._passed()}

    def intros(self) -> Iterator[Wanted]:
        """Mounts that have an intro. What a client will send is not known yet: its titles come at the usual interval."""
        for mount in self.built.mounts:
            plan = mount.mount
            if plan.listening.intro:
                yield Wanted(plan.path, plan.listening.intro, mount.interval, plan.origin)
        for passed in self.built.pass_through:
            interval = passed.fallback.interval if passed.fallback is not None else PASSED_INTERVAL
            if passed.plan.listening.intro:
                yield Wanted(passed.plan.path, passed.plan.listening.intro, interval, passed.plan.origin)

    def _passed(self) -> tuple[PassThroughMount, ...]:
        """All mounts without an encoder."""
        return (*self.built.pass_through, *self.grown)
