"""A change of the station while it is on the air: from one plan to another, and nobody is dropped.

Strategy. Everything new is made, given memory and started beside what runs; a fault so far costs nothing, the old station plays
on. Then, between two blocks, in one step: new sources take their places, encoders that stay are fed by what the new plan says,
and the engine pulls the new roots. What has become superfluous is stopped behind that.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from runtime.kernel.clock import Clock
from runtime.mounts.encoder_node import EncoderNode
from runtime.mounts.output import MountOutput
from runtime.sources.source import Source
from runtime.supervisor.host import Host

from .built import Built
from .engine import Engine, Root
from .ring_memory import Rings, open_rings

__all__ = ["CLOSE_SECONDS", "PREPARE_SECONDS", "READY_SECONDS", "Transition"]

READY_SECONDS = 5.0
"""How long a change waits for its new sources to have something to play."""

PREPARE_SECONDS = 3.0
"""How long a change waits for an encoder to be made."""

CLOSE_SECONDS = 5.0
"""How long a recording has to write what waits."""

_LOOK_EVERY = 0.02

logger = logging.getLogger("legacystream.station")


@dataclass(slots=True)
class Transition:
    """From the station `before` to the one `after`, which was made of it by `build_after`: `prepare`, `swap`, `clear_away`."""

    before: Built
    after: Built
    host: Host
    clock: Clock

    async def prepare(self) -> None:
        """Open and start everything new.

        Raises:
            OperatorFault: there is no memory. What was started is stopped again.
        """
        try:
            for mount in self._new_rings():
                await self._open(mount)
            for source in self._new_sources():
                source.start()
            for push in self.after.pushes.values():
                push.start()
            for encoder in self._new_encoders():
                encoder.start()
            for encoder in self._new_encoders():
                await asyncio.to_thread(encoder.wait_until_prepared, PREPARE_SECONDS)
            await self._until_ready()
        except BaseException:
            await self.undo()
            raise

    async def undo(self) -> None:
        """Stop everything new again: the old station plays on."""
        await self._stop(self._new_encoders(), self._new_sources(), self._new_rings())

    async def swap(self, engine: Engine, roots: Sequence[Root], retire: Callable[[Source], None]) -> None:
        """Let the new station play, from one block to the next."""

        def between_two_blocks() -> None:
            self.after.take_places(self.before, retire)
            engine.play(roots)

        await asyncio.wrap_future(engine.ask(between_two_blocks))

    async def clear_away(self) -> None:
        """Stop what only the old station had."""
        kept = {id(each) for each in self.after.encoders}
        encoders = [each for each in self.before.encoders if id(each) not in kept]
        gone = [made.source for node, made in self.before.made.items() if node not in self.after.made]
        await self._stop(encoders, gone, self._old_rings())
        for push in self.before.pushes.values():
            if push is not self.after.pushes.get(push.push.id):
                await push.stop()
        kept_recordings = {id(each) for each in self.after.recordings.values()}
        for recording in self.before.recordings.values():
            if id(recording) not in kept_recordings:
                await asyncio.to_thread(recording.stop, CLOSE_SECONDS)

    async def _open(self, mount: Rings) -> None:
        await open_rings(mount, self.host, self.clock)
        if isinstance(mount, MountOutput):
            mount.anchor(self.clock.now_ns(), 0.0)

    async def _until_ready(self) -> None:
        """Wait a little for sources that are opening files; who has nothing then is looked after by its hearers."""
        new = self._new_sources()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_SECONDS):
                while any(source.settling and not source.ready for source in new):  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_EVERY)  # sources decode in threads of their own

    async def _stop(
        self, encoders: Sequence[EncoderNode], sources: Sequence[Source], rings: Sequence[Rings]
    ) -> None:
        for stop in (*(each.stop for each in encoders), *(each.stop for each in sources)):
            await asyncio.to_thread(stop)
        for mount in rings:
            for name in mount.rings:
                self.host.release(name)

    def _new_sources(self) -> list[Source]:
        return [made.source for made in self.after.made.values() if made.new]

    def _new_encoders(self) -> list[EncoderNode]:
        old = {id(each) for each in self.before.encoders}
        return [each for each in self.after.encoders if id(each) not in old]

    def _new_rings(self) -> list[Rings]:
        old = {id(each) for each in _rings(self.before)}
        return [each for each in _rings(self.after) if id(each) not in old]

    def _old_rings(self) -> list[Rings]:
        kept = {name for each in _rings(self.after) for name in each.rings}
        return [each for each in _rings(self.before) if not kept.intersection(each.rings)]


def _rings(built: Built) -> Iterator[Rings]:
    yield from built.outputs.values()
    yield from built.pass_through
