"""Watching that what plays also comes out: every mount and every recording of a station, without being asked to.

Rules.
1. What has not gone on for `STALLS` seconds stalls. That is told once, with the script's line and as an event ("stall"), and
   once more when it goes on ("flow").
2. An encoder that hangs is left to itself with its thread, and another takes its place (`EncoderNode.restart`); so a few times.
3. A disk that hangs has no other in its place: it is waited for, and told.
4. It counts looks, not the clock: a machine that slept did not let anybody hang.

Servers that are sent to have a watch of their own, which leaves one that takes nothing (`relays/push.py`).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from runtime.plan.origin import NOWHERE, Origin

__all__ = ["LOOK", "STALLS", "Flow", "StallWatch"]

LOOK = 1.0
"""Seconds between two looks."""

STALLS = 10
"""Looks without any progress after which something stalls: as many seconds."""

logger = logging.getLogger("legacystream.station")

Emit = Callable[[str, str, Mapping[str, object]], None]


class Encodes(Protocol):
    """An encoder, as far as it can be helped."""

    def restart(self) -> bool:
        """Leave its thread to itself and begin anew; False where that was done too often."""
        ...


@dataclass(frozen=True, slots=True)
class Flow:
    """One output at one moment.

    Attributes:
        name: what it is in words; tells one from another.
        source: whose event it is: the path of a mount, or the id of a recording.
        reached: how far it has come, in any measure that grows while it goes on; None while it need not.
        why: what has happened if it stalls, in words.
        encoder: what may be begun anew, where that can help.
        origin: its script line.
    """

    name: str
    source: str
    reached: float | None
    why: str
    encoder: Encodes | None = None
    origin: Origin = NOWHERE


@dataclass(slots=True)
class _Seen:
    reached: float | None
    looks: int = 0
    told: bool = False


class StallWatch:
    """Looks at every output once a second. `start`, then `stop`; `look` does it once."""

    def __init__(self, flows: Callable[[], Iterable[Flow]], emit: Emit) -> None:
        """Watch what `flows` gives at each look; `emit` is given the events."""
        self._flows = flows
        self._emit = emit
        self._seen: dict[str, _Seen] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="stalls")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            self.look()

    def look(self) -> None:
        """See how far each output has come since the last time."""
        flows = {flow.name: flow for flow in self._flows()}
        self._seen = {name: seen for name, seen in self._seen.items() if name in flows}
        for name, flow in flows.items():
            self._look_at(flow, self._seen.setdefault(name, _Seen(None)))

    def _look_at(self, flow: Flow, seen: _Seen) -> None:
        if flow.reached is None or flow.reached != seen.reached:
            self._goes_on(flow, seen)
            return
        seen.looks += 1
        if seen.looks % STALLS == 0:
            self._stalls(flow, seen)

    def _goes_on(self, flow: Flow, seen: _Seen) -> None:
        if seen.told:
            seconds = seen.looks * LOOK
            logger.warning("%s goes on, after %.0f s", flow.name, seconds, extra={"origin": flow.origin})
            self._emit("flow", flow.source, {"seconds": seconds})
        seen.reached, seen.looks, seen.told = flow.reached, 0, False

    def _stalls(self, flow: Flow, seen: _Seen) -> None:
        helped = flow.encoder is not None and flow.encoder.restart()
        if seen.told:
            return
        seen.told = True
        seconds = seen.looks * LOOK
        then = "; another encoder takes over" if helped else ""
        logger.error("%s: %s for %.0f s%s", flow.name, flow.why, seconds, then, extra={"origin": flow.origin})
        self._emit("stall", flow.source, {"seconds": seconds})
