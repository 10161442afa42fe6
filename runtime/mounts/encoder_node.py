"""A thread that encodes what it is offered and hands the frames to its mounts.

Isolation: an encoder that throws is replaced by a new one, after a pause that doubles while it keeps failing;
its mounts' listeners stay. An output that throws costs only itself. Both are told once, and counted.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from runtime.audio.encoder import FrameEncoder
from runtime.audio.pcm import Block
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.mounts.block_queue import BlockQueue
from runtime.mounts.outputs import Output, Outputs, in_words
from runtime.plan.origin import NOWHERE, Origin

__all__ = ["BLOCK_SECONDS", "OFFER_WAIT", "EncoderNode"]

log = logging.getLogger("legacystream.mounts")

BLOCK_SECONDS = 0.040
"""How long (seconds) the blocks are that the engine offers."""

OFFER_WAIT = 2.0
"""Seconds that an offer waits for room where the clock does not press."""

STOP_WAIT = 5.0
"""Seconds that stopping waits for the thread to encode what is left."""

TELL_EVERY = 10.0
"""Seconds between two messages about blocks that were left out."""

HANGS = 5.0
"""Seconds that one handful of blocks takes at most, unless the encoder hangs; a second of sound takes a hundredth of one."""

MOST_LEFT = 3
"""Threads of one encoder that hang and were left to themselves."""

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds until an encoder that failed is tried again: twice as long each time."""


class EncoderNode:
    """One encoder for one source and format, shared by all mounts that want just that.

    `offer` belongs to the thread that keeps the station's time; everything else happens in a thread of its
    own.

    Attributes:
        dropped: blocks that found the queue full, or that were gathered while the encoder was away.
        restarts: how often the encoder had to be replaced.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], FrameEncoder],
        outputs: Sequence[Output],
        *,
        clock_ns: Callable[[], int],
        origin: Origin = NOWHERE,
    ) -> None:
        """Make it without effects.

        Args:
            name: how it is called in words, for example `mp3 of "radio"`.
            make: makes the encoder, at the start and after each failure.
            outputs: where the frames go.
            clock_ns: the machine's monotonic clock in nanoseconds.
            origin: the script line.
        """
        self.name = name
        self.dropped = 0
        self.restarts = 0
        self._make = make
        self._outputs = Outputs(outputs, name, origin)
        self._wanted: Sequence[Output] | None = None
        self._clock_ns = clock_ns
        self._origin = origin
        slack = min((output.slack for output in outputs), default=0.0)
        self._blocks = BlockQueue(int(slack / BLOCK_SECONDS + 1e-9))
        self._refuses = False
        self._busy_since_ns: int | None = None
        self._left: list[threading.Thread] = []
        self._encoder: FrameEncoder | None = None
        self._told_title: tuple[str, Title] | None = None
        self._on_floor = False
        self._pause = SHORTEST_PAUSE
        self._try_at_ns = 0
        self._told_dropped = 0
        self._tell_at_ns = 0
        self._prepared = threading.Event()
        self._thread = self._new_thread()

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name=f"encodes {self.name}", daemon=True)

    def start(self) -> None:
        """Begin to encode."""
        self._thread.start()

    def wait_until_prepared(self, timeout: float) -> bool:
        """Wait, `timeout` seconds at most, until the encoder is made, or is known to fail. Says whether it has come so far.

        The first encoder loads its library, which takes a good part of a second; blocks offered meanwhile find no room.
        """
        return self._prepared.wait(timeout)

    def stop(self) -> None:
        """Encode what is left, close the outputs and end; waits at most `STOP_WAIT` seconds."""
        self._blocks.close()
        if self._thread.is_alive():
            self._thread.join(STOP_WAIT)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What it writes to. From any thread."""
        return tuple(self._outputs)

    @property
    def hangs(self) -> bool:
        """Whether it has been at one handful of blocks for longer than that can take."""
        since = self._busy_since_ns
        return since is not None and self._clock_ns() - since > HANGS * 1e9

    def restart(self) -> bool:
        """Leave a thread that hangs in its encoder to itself, and begin with another of each. From any thread.

        What hangs writes nothing any more when it comes back. Outputs never wait, so it is the encoder that does. Returns False
        where nothing hangs, or too many were left already.
        """
        self._left = [thread for thread in self._left if thread.is_alive()]
        if not self.hangs or len(self._left) >= MOST_LEFT:
            return False
        self._left.append(self._thread)
        self._busy_since_ns = None
        self._thread = self._new_thread()
        self.restarts += 1
        self._thread.start()
        return True

    def _is_mine(self) -> bool:
        """Whether the thread that asks is the one that encodes, and was not left behind."""
        return self._thread is threading.current_thread()

    def feeds(self, output: Output) -> bool:
        """Whether it writes to an output. From any thread."""
        return output in self._outputs

    def rewire(self, outputs: Sequence[Output]) -> None:
        """Feed these outputs from the next block on: new ones begin, those that are not named any more end. From any thread."""
        self._wanted = tuple(outputs)

    def offer(self, block: Block, *, on_floor: bool = False, wait: bool = False) -> None:
        """Hand over a block. What finds the queue full is dropped and counted.

        Args:
            block: the next samples.
            on_floor: whether they are the built-in floor's.
            wait: whether to wait for room, at most `OFFER_WAIT` seconds; for making up lost time. An encoder that was
                waited for in vain is not waited for again before it has taken something.
        """
        wait = wait and not self._refuses
        if self._blocks.put(block, on_floor=on_floor, timeout=OFFER_WAIT if wait else 0.0):
            self._refuses = False
        else:
            self.dropped += 1
            self._refuses = self._refuses or wait

    def _run(self) -> None:
        self._renew()
        self._prepared.set()
        while blocks := self._blocks.take():
            self._busy_since_ns = self._clock_ns()
            self._apply_wiring()
            for block, on_floor in blocks:
                self._take(block, on_floor)
                if not self._is_mine():
                    return
            self._tell_dropped()
            self._busy_since_ns = None
        self._finish()

    def _apply_wiring(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        gone, new = self._outputs.change_to(wanted)
        now, encoder = self._clock_ns(), self._encoder
        self._outputs.each(lambda output: output.end(now), gone)
        if encoder is not None:
            self._outputs.each(lambda output: output.begin(encoder.rate, encoder.delay, encoder.headers), new)
            self._told_title = None if new else self._told_title

    def _take(self, block: Block, on_floor: bool) -> None:
        """Encode one block; a failure costs the encoder, not the thread."""
        if self._encoder is None and not self._renew():
            self.dropped += 1
            return
        try:
            frames = self._encode(block)
        except Exception as error:  # noqa: BLE001 - whatever an encoder throws, it is replaced
            if self._is_mine():
                self._failed(error)
            return
        if not self._is_mine():
            return
        self._pause = SHORTEST_PAUSE
        self._on_floor = on_floor
        self._write(frames, floor=on_floor)

    def _encode(self, block: Block) -> list[Frame]:
        assert self._encoder is not None
        return self._encoder.encode(block.samples, self._new_title(block))

    def _new_title(self, block: Block) -> Title | None:
        """The title, where a segment begins, is come back to or gets another; a jingle leaves the one before as it is."""
        if block.segment.kind == "jingle":
            return None
        told = block.segment.id, block.segment.title
        if told == self._told_title:
            return None
        self._told_title = told
        return block.segment.title

    def _renew(self) -> bool:
        """Make the encoder, unless it failed just now."""
        if self._clock_ns() < self._try_at_ns:
            return False
        try:
            encoder = self._make()
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(error)
            return False
        self._encoder = encoder
        self._told_title = None
        self._outputs.each(lambda output: output.begin(encoder.rate, encoder.delay, encoder.headers))
        return True

    def _failed(self, error: Exception) -> None:
        """Put the encoder away and say when it is tried again."""
        self._encoder = None
        self.restarts += 1
        self._try_at_ns = self._clock_ns() + round(self._pause * 1e9)
        log.error(
            "%s: the encoder failed (%s); its listeners wait, connected; trying again in %g s (attempt %d)",
            self.name, in_words(error), self._pause, self.restarts,
            extra={"origin": self._origin}, exc_info=error if self.restarts == 1 else None,
        )  # fmt: skip
        self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def _tell_dropped(self) -> None:
        """Say how many blocks found no room, not more often than every `TELL_EVERY` seconds."""
        now = self._clock_ns()
        if self.dropped == self._told_dropped or now < self._tell_at_ns:
            return
        lost, self._told_dropped = self.dropped - self._told_dropped, self.dropped
        self._tell_at_ns = now + round(TELL_EVERY * 1e9)
        log.warning(
            "%s: %s of sound left out: this machine is too busy, or the encoder was away",
            self.name, "1 block" if lost == 1 else f"{lost} blocks", extra={"origin": self._origin},
        )  # fmt: skip

    def _write(self, frames: Sequence[Frame], *, floor: bool) -> None:
        now = self._clock_ns()
        self._outputs.each(lambda output: output.write(frames, now, floor=floor))

    def _finish(self) -> None:
        """Give out what the encoder holds, and close the outputs."""
        if self._encoder is not None:
            try:
                self._write(self._encoder.flush(), floor=self._on_floor)
            except Exception as error:  # noqa: BLE001 - as above
                self._failed(error)
        self._outputs.each(lambda output: output.end(self._clock_ns()))
