"""A programme sent wherever FFmpeg can: RTMP, SRT, RTP.

Rules: as for other Icecast servers (`push.py`). A thread sends, since it may be kept waiting; what waits for it is
bounded. A line that takes nothing is given up and tried again; one whose sender cannot be stopped is left alone,
`MOST_LEFT` at most.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from runtime.errors import NetworkFault
from runtime.media.frame import Frame
from runtime.mounts.byte_stream import ByteStream
from runtime.plan import UrlOutput

from .feed import Feed
from .push import ENCODED_AT_ONCE, Push
from .reconnect import Backoff
from .remux import Sender, sender_for

__all__ = ["UrlPushOutput", "shown_address"]

LEAVE_SECONDS = 5.0
"""How long a sender that was cut off may take before it is left alone."""

MOST_LEFT = 4
"""Senders that were left alone and have not ended yet."""

logger = logging.getLogger("legacystream.push")


def shown_address(url: str) -> str:
    """What may be told of an address: the rest may hold a key."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or 'somewhere'}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "an address"


class UrlPushOutput:
    """Writes the frames of one encoder to an address.

    `begin`, `write` and `end` belong to the encoder's thread, `start` and `stop` to the event loop.

    Attributes:
        push: what is sent where.
        on: whether the other end takes the stream now.
    """

    slack = ENCODED_AT_ONCE

    def __init__(
        self,
        push: Push,
        clock: Callable[[], float],
        rng: random.Random,
        sender: Callable[[], Sender] | None = None,
    ) -> None:
        """Make it from the plan of an `output.url(…)`; `sender` makes whoever sends, as the address wants it if None."""
        plan = push.plan
        assert isinstance(plan, UrlOutput)
        self.push = push
        self.on = False
        self._plan = plan
        self._sender = sender or (lambda: sender_for(plan.url.text, plan.encoder, plan.format))
        self._shown = shown_address(plan.url.text)
        self._clock = clock
        self._backoff = Backoff(rng)
        self._stream = ByteStream(plan.encoder, rng.getrandbits(32))
        self._feed: Feed | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._told: str | None = ""
        self._thread: threading.Thread | None = None
        self._left: list[threading.Thread] = []

    # The encoder's thread

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...]) -> None:  # noqa: ARG002
        """A new encoder begins, and with it a new line."""
        with self._lock:
            self._stream.begin(headers)
            if self._feed is not None and self._feed.used:
                self._feed.close()

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool) -> None:  # noqa: ARG002
        """Send frames, the floor's silence too: whoever takes them counts on the line. Titles do not travel here."""
        with self._lock:
            data = self._stream.write([replace(frame, title=None) for frame in frames])
            if self._feed is not None:
                self._feed.put(data)

    def end(self, now_ns: int) -> None:
        """Nothing more will come for now; the line stays, until it is stopped or another encoder begins."""

    # The event loop

    def start(self) -> None:
        """Begin to send; nothing where it has begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"sends {self.push.id}", daemon=True)
            self._thread.start()

    async def stop(self) -> None:
        """Leave."""
        self._stopping.set()
        with self._lock:
            if self._feed is not None:
                self._feed.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, LEAVE_SECONDS)

    # The thread that sees to it that there is a line

    def _run(self) -> None:
        while not self._stopping.is_set():
            began = self._clock()
            reason = self._once()
            if self._stopping.is_set():
                return
            lasted = self._clock() - began if self.on else 0.0
            self.on = False
            pause = self._backoff.pause(lasted)
            self._tell_lost(reason, pause)
            self._stopping.wait(pause)

    def _once(self) -> str:
        """Have one line, until it ends; why it ended."""
        self._left = [thread for thread in self._left if thread.is_alive()]
        if len(self._left) >= MOST_LEFT:
            return "the lines before it do not end"
        with self._lock:
            feed = self._feed = Feed(self._stream.opening)
        outcome: list[str] = []
        sender = self._sender()

        def send() -> None:
            try:
                sender.send(feed, self._entered)
                outcome.append("it ended the connection")
            except NetworkFault as fault:
                outcome.append(str(fault))

        thread = threading.Thread(target=send, name=f"line of {self.push.id}", daemon=True)
        thread.start()
        self._watch(thread, feed, sender)
        with self._lock:
            self._feed = None
        return "it takes the stream too slowly" if feed.too_slow else (outcome or ["it does not end"])[0]

    def _watch(self, thread: threading.Thread, feed: Feed, sender: Sender) -> None:
        """Wait for the end of a line; one that takes nothing is cut."""
        while thread.is_alive() and not feed.too_slow and not self._stopping.is_set():
            thread.join(0.2)
        if thread.is_alive():
            feed.close()
            if feed.too_slow:
                sender.cut()
            thread.join(LEAVE_SECONDS)
        if thread.is_alive():
            sender.cut()
            self._left.append(thread)

    def _entered(self) -> None:
        self.on = True
        if self._told is not None:
            logger.info("%s takes the programme", self._shown, extra={"origin": self._plan.origin})
        self._told = None

    def _tell_lost(self, reason: str, pause: float) -> None:
        """Say it once for each reason; the others are tried in silence."""
        if reason != self._told:
            self._told = reason
            logger.warning(
                "%s: %s; trying again in %.1f s (attempt %d); the station's own mounts go on",
                self._shown, reason, pause, self._backoff.attempt, extra={"origin": self._plan.origin},
            )  # fmt: skip
