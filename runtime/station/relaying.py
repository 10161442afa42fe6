"""The station's relays: those of mounts, of mirrors, and the streams of other servers that play in the programme."""

import random
from functools import partial

from runtime.kernel.clock import Clock
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import HttpInput, Mirror, MountPath, Relay, Station, Upstream
from runtime.relays.mirror import Mirror as RunningMirror
from runtime.relays.pull import Dialer
from runtime.relays.relay import Demand
from runtime.relays.relay import Relay as RunningRelay
from runtime.sources.live import LiveSource
from runtime.stats.census import Census
from runtime.version import program_version

from .built import Built
from .grown_mounts import GrownMounts

__all__ = ["Relaying"]

Place = PassThroughMount | LiveSource
"""Where a stream goes."""

Running = RunningRelay | RunningMirror


class Relaying:
    """Belongs to the event loop.

    Args:
        station: the plan.
        built: what runs: mounts without an encoder, and sources that hear other servers.
        grown: makes the mounts of mirrors.
        census: who listens.
    """

    def __init__(
        self,
        station: Station,
        built: Built,
        grown: GrownMounts,
        census: Census,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._grown = grown
        self._census = census
        self._clock = clock
        self._rng = rng
        self._dialer = Dialer(f"LegacyStream/{program_version()}")
        self._relays: dict[Place, RunningRelay] = {}
        self._mirrors: dict[Mirror, RunningMirror] = {}
        self._arrange(station, built)

    async def show(self, station: Station, built: Built) -> None:
        """Go by another plan from now on; streams whose place stays as it is go on."""
        for each in self._arrange(station, built):
            await each.stop()
        for each in self._all():
            each.start()

    def _arrange(self, station: Station, built: Built) -> list[Running]:
        """Make what is wanted and not there; gives what is there and not wanted."""
        places: list[Place] = [mount for mount in built.pass_through if isinstance(mount.plan, Relay)]
        places += [live for live in built.lives if isinstance(live.plan, HttpInput)]
        before, mirrors = self._relays, self._mirrors
        self._relays = {each: before[each] if each in before else self._running(each) for each in places}
        self._mirrors = {
            each: mirrors[each] if each in mirrors else self._mirror(each) for each in station.mirrors
        }
        return [
            *(relay for each, relay in before.items() if each not in self._relays),
            *(mirror for plan, mirror in mirrors.items() if plan not in self._mirrors),
        ]

    def start(self) -> None:
        """Connect, where somebody is to hear it."""
        for each in self._all():
            each.start()

    async def stop(self) -> None:
        """Leave all other servers."""
        for each in self._all():
            await each.stop()

    def _all(self) -> tuple[Running, ...]:
        return (*self._relays.values(), *self._mirrors.values())

    def rouse(self, path: str) -> None:
        """Somebody wants to hear a mount that sleeps."""
        for place, relay in self._relays.items():
            if isinstance(place, PassThroughMount) and place.plan.path == path:
                relay.rouse()
        for mirror in self._mirrors.values():
            mirror.rouse(path)

    def _mirror(self, plan: Mirror) -> RunningMirror:
        return RunningMirror(plan, partial(self._mirrored, plan), self._dialer)

    def _mirrored(self, plan: Mirror, path: MountPath, upstream: Upstream) -> RunningRelay | None:
        """The relay of one mount of another server."""
        node = Relay(path, upstream, plan.on_demand, plan.linger, latency=plan.latency, origin=plan.origin)
        mount = self._grown.get(node, path, lambda: None)
        return None if mount is None else self._running(mount)

    def _running(self, place: Place) -> RunningRelay:
        plan, demand = place.plan, None
        assert isinstance(plan, Relay | HttpInput)
        what = place.shown if isinstance(place, LiveSource) else f'relay "{place.plan.path}"'
        if isinstance(plan, Relay) and plan.on_demand:
            demand = Demand(partial(self._listeners, plan.path), plan.linger)
        return RunningRelay(
            what,
            plan.upstream,
            place.connect,
            plan.origin,
            self._dialer,
            self._clock.now,
            random.Random(self._rng.random()),
            demand,
        )

    def _listeners(self, path: str) -> int:
        return self._census.mount(path).listeners
