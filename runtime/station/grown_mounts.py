"""Mounts that nobody could know when the station was built: one for each path of a pattern that a source client names.

Strategy: a mount's memory is asked for when its first client comes; until it is there the client's first bytes wait. Memory is
kept when the client goes, since he comes back more often than not, and given up for another path when there are as many as
there may be.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from runtime.errors import Fault
from runtime.kernel.clock import Clock
from runtime.mounts.pass_through import PassThroughMount
from runtime.plan import MountPath, PassThrough, Relay, Station, same_but_gate
from runtime.supervisor.host import Host

__all__ = ["MOST_GROWN", "GrownMounts"]

MOST_GROWN = 64
"""Mounts of patterns at one time."""

logger = logging.getLogger("legacystream.mounts")

Written = Callable[[Sequence[str]], None]


class GrownMounts:
    """Belongs to the event loop.

    Args:
        station: the plan; paths that it names itself have mounts of their own.
        clock: the time.
        changed: called when edges must be told anew what there is.
        written: as for any mount.
        made: is given each mount that is made.
    """

    def __init__(
        self,
        station: Station,
        clock: Clock,
        changed: Callable[[], None],
        written: Written,
        made: Callable[[PassThroughMount], None],
    ) -> None:
        self._station = station
        self._clock = clock
        self._changed = changed
        self._written = written
        self._made = made
        self._mounts: dict[MountPath, PassThroughMount] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._host: Host | None = None

    @property
    def mounts(self) -> tuple[PassThroughMount, ...]:
        """Those that are there."""
        return tuple(self._mounts.values())

    def show(self, station: Station) -> None:
        """Go by this plan from now on."""
        self._station = station

    def start(self, host: Host) -> None:
        """Take memory from this host from now on."""
        self._host = host

    def stop(self) -> None:
        """Make no more."""
        for task in self._opening:
            task.cancel()

    def get(
        self, plan: PassThrough | Relay, path: MountPath, failed: Callable[[], None]
    ) -> PassThroughMount | None:
        """The mount of a path, as `plan` has it but for that; None when it cannot have one.

        `failed` is called later, if there is no memory for it.
        """
        known = self._mounts.get(path)
        wanted = replace(plan, path=path)
        if known is not None and (known.plan == wanted or same_but_gate(known.plan, wanted)):
            known.replan(wanted)
            return known
        if known is not None and known.is_idle and self._host is not None:
            self._let_go(path, self._host)
        if (
            self._is_taken(path)
            or path in self._mounts
            or self._host is None
            or not self._has_room(self._host)
        ):
            return None
        mount = PassThroughMount(
            replace(plan, path=path),
            self._station.identity,
            None,
            self._changed,
            self._clock.now_ns,
            self._written,
        )
        self._mounts[path] = mount
        self._made(mount)
        task = asyncio.get_running_loop().create_task(self._open(mount, self._host, failed))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)
        return mount

    def _is_taken(self, path: MountPath) -> bool:
        station = self._station
        return path in station.mounts or path in station.pass_through or path in station.relays

    def _has_room(self, host: Host) -> bool:
        """See that one more may be made, if need be in the place of one that nobody uses."""
        if len(self._mounts) < MOST_GROWN:
            return True
        idle = next((path for path, mount in self._mounts.items() if mount.is_idle), None)
        if idle is None:
            return False
        self._let_go(idle, host)
        return True

    def _let_go(self, path: MountPath, host: Host) -> None:
        for name in self._mounts.pop(path).rings:
            host.release(name)

    async def _open(self, mount: PassThroughMount, host: Host, failed: Callable[[], None]) -> None:
        try:
            memories = {
                name: (await host.memory(name, shape.total_bytes)).buf for name, shape in mount.rings.items()
            }
        except Fault as fault:
            logger.warning(
                "%s: no memory for it: %s", mount.plan.path, fault, extra={"origin": mount.plan.origin}
            )
            del self._mounts[mount.plan.path]
            failed()
            return
        mount.open(memories, epoch=host.generation, now_ns=self._clock.now_ns())
