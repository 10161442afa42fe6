"""Holding a lease while something takes its time."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock

from .lease import BEAT_SECONDS, Lease

__all__ = ["LOOK_SECONDS", "holding"]

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""Seconds between two tries to take a lease that another holds."""

Sleep = Callable[[float], Awaitable[None]]


@contextlib.asynccontextmanager
async def holding(
    lease: Lease, clock: Clock, *, patience: float, sleep: Sleep = asyncio.sleep
) -> AsyncIterator[Lease]:
    """Hold a lease for as long as the block lasts. `lease.held` tells whether it still is ours.

    Args:
        lease: what is wanted.
        clock: by which the holder's silence is measured.
        patience: seconds to wait for another who has it.
        sleep: how time passes.

    Raises:
        OperatorFault: another has it for longer than that, or the folder cannot be written.
    """
    await _take(lease, clock, patience, sleep)
    beats = asyncio.create_task(_beat(lease, sleep))
    try:
        yield lease
    finally:
        beats.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beats
        await asyncio.to_thread(lease.release)


async def _take(lease: Lease, clock: Clock, patience: float, sleep: Sleep) -> None:
    give_up = clock.now() + patience
    while not await asyncio.to_thread(lease.take, clock.now()):
        if clock.now() >= give_up:
            raise OperatorFault(f"another is at it: {await asyncio.to_thread(lease.holder) or 'just done'}")
        await sleep(LOOK_SECONDS)


async def _beat(lease: Lease, sleep: Sleep) -> None:
    while await asyncio.to_thread(lease.beat):
        await sleep(BEAT_SECONDS)
    logger.warning("another node took over the order of a certificate: this one was silent for too long")
