"""The sweep: every listener gets what is new, one slot of every stream after another.

A mount whose tick is 1 s has ten slots, so that its listeners are served evenly over the second and the event
loop never stalls; more slots would cost more wake-ups than they are worth. A mount that is sent on arrival has
one slot, served when the station says that frames are there and, should that word get lost, with every
**step** of 20 ms.
"""

import asyncio
from collections.abc import Iterator

from runtime.kernel import Clock
from runtime.protocols.icecast import ServedMount

from .slot import Slot
from .stream import Stream

__all__ = ["BUDGET", "HURRY_STEPS", "MOST_SLOTS", "STEP", "Delivery", "slots_of"]

STEP = 0.02
"""Seconds between two looks at what is due."""

MOST_SLOTS = 10
"""Slots of one stream; fewer where the tick is too short for so many."""

WORTH_WAKING = 200
"""Listeners worth a wake-up: slots with fewer are served several together, since waking costs more than they do."""

HURRY_STEPS = 2
"""Steps after which a listener that could not take everything is tried again: 40 ms."""

BUDGET = 0.004
"""Seconds of work after which accepting and reading heads get their turn."""


def slots_of(mount: ServedMount) -> int:
    """How many slots a mount's listeners are spread over."""
    return 1 if mount.on_arrival else min(MOST_SLOTS, max(1, round(mount.tick / STEP)))


def _stride(stream: Stream) -> int:
    """How many steps lie between two slots of a stream."""
    return 1 if stream.mount.on_arrival else max(1, round(stream.mount.tick / STEP / len(stream.slots)))


def _together(stream: Stream) -> int:
    """How many slots of a stream are served with one wake-up."""
    count = len(stream.slots)
    return min(count, max(1, WORTH_WAKING * count // max(1, stream.listeners)))


class Delivery:
    """Serves streams, in the order of time. `run` drives it; a test may call `due` itself.

    Attributes:
        streams: what is served; change it freely between two steps.
    """

    def __init__(self, clock: Clock) -> None:
        self.streams: list[Stream] = []
        self._clock = clock
        self._step = int(clock.now() / STEP)
        self._arrived: set[str] = set()
        self._sleep: asyncio.Future[None] | None = None
        self._sleeps_until = 0.0

    async def run(self) -> None:
        """Serve until cancelled."""
        while True:
            await self._work()
            await self._rest()

    def arrived(self, ring: str) -> None:
        """Serve all who listen to this ring now, whatever their turn."""
        self._arrived.add(ring)
        self._wake()

    def newcomer(self) -> None:
        """See that somebody who came while nothing was to be done is not forgotten."""
        if self._sleeps_until > self._clock.now() + HURRY_STEPS * STEP:
            self._wake()

    def due(self, now: float) -> Iterator[None]:
        """Do all that is to be done by now, with a pause after each small piece of work."""
        last, self._step = self._step, int(now / STEP)
        arrived, self._arrived = self._arrived, set()
        for stream in list(self.streams):
            if not stream.listeners:
                continue
            stream.refresh()
            for slot in self._slots(stream, last, arrived):
                if stream.is_due(slot):
                    yield from stream.serve_slot(slot, now)
            if stream.hurried and self._step // HURRY_STEPS != last // HURRY_STEPS:
                yield from stream.serve_hurried(now)

    def _slots(self, stream: Stream, last: int, arrived: set[str]) -> list[Slot]:
        """Those whose turn came since step `last`; each of them once."""
        slots, stride = stream.slots, _stride(stream)
        if arrived & set(stream.mount.rings):
            return slots
        group = stride * _together(stream)
        turn, last_turn = self._step // group * group // stride, last // group * group // stride
        first = max(last_turn + 1, turn - len(slots) + 1)
        return [slots[each % len(slots)] for each in range(first, turn + 1)]

    def next_due(self) -> float | None:
        """When there is something to do next; None while nobody listens."""
        dues = [self._due_of(stream) for stream in self.streams if stream.listeners]
        return min(dues, default=None)

    def _due_of(self, stream: Stream) -> float:
        if stream.hurried:
            return (self._step + 1) * STEP
        together, count = _together(stream), len(stream.slots)
        group = _stride(stream) * together
        upcoming = range(self._step // group + 1, self._step // group + 2 + count // together)
        for turn in upcoming:
            served = range((turn - 1) * together + 1, turn * together + 1)
            if any(stream.slots[each % count].listeners for each in served):
                return turn * group * STEP
        return upcoming[-1] * group * STEP

    async def _work(self) -> None:
        started = self._clock.now()
        for _ in self.due(started):
            if self._clock.now() - started > BUDGET:
                await asyncio.sleep(0)
                started = self._clock.now()

    async def _rest(self) -> None:
        if self._arrived:
            await asyncio.sleep(0)
            return
        loop, due = asyncio.get_running_loop(), self.next_due()
        self._sleep = loop.create_future()
        self._sleeps_until = float("inf") if due is None else due
        timer = None if due is None else loop.call_later(max(0.0, due - self._clock.now()), self._wake)
        try:
            await self._sleep
        finally:
            self._sleep, self._sleeps_until = None, 0.0
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        if self._sleep is not None and not self._sleep.done():
            self._sleep.set_result(None)
