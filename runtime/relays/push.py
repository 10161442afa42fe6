"""A programme sent to another Icecast server, as a source client does.

Rules:
- One server that is slow, away or refuses costs itself alone: what it does not take is dropped, and it is tried again with
  pauses that grow.
- It is told once that it is lost, with the script's line, and once that it is back.
- The title that plays is told again after each connection.
"""

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from runtime.errors import NetworkFault, PeerFault
from runtime.media.frame import Frame
from runtime.mounts.byte_stream import ByteStream
from runtime.mounts.output import content_type
from runtime.plan import Encoder, IcecastOutput, Identity, NodeId, Origin, Output, UrlOutput
from runtime.protocols.icecast.publishing import publish_request, title_request, verdict
from runtime.protocols.icecast.relay_client import Address

from .pull import Dialer
from .reconnect import Backoff

__all__ = ["ANSWER_SECONDS", "ENCODED_AT_ONCE", "MOST_BYTES", "Push", "PushOutput", "pushes_of"]

ENCODED_AT_ONCE = 0.160
"""Seconds of sound that are encoded at once: the other server has a buffer of its own."""

MOST_BYTES = 512 * 1024
"""What waits for a server that takes it too slowly, some 30 s of MP3; then the connection is given up."""

ANSWER_SECONDS = 10.0
"""How long the server may take to answer."""

LONGEST_ANSWER = 8192

_HEARTBEAT = 1.0
"""Seconds between two looks whether the station ends."""

logger = logging.getLogger("legacystream.push")


@dataclass(frozen=True, slots=True)
class Push:
    """What is sent where: an `output.icecast(…)` or `output.url(…)` with its name among all, after the source and counted."""

    id: NodeId
    plan: IcecastOutput | UrlOutput

    @property
    def source(self) -> NodeId:
        """What is sent."""
        return self.plan.source

    @property
    def encoder(self) -> Encoder:
        """The format."""
        return self.plan.encoder

    @property
    def origin(self) -> Origin:
        """The script line."""
        return self.plan.origin


def pushes_of(outputs: Sequence[Output]) -> Mapping[NodeId, Push]:
    """All that a plan sends to other servers."""
    found: dict[NodeId, Push] = {}
    for output in outputs:
        if isinstance(output, IcecastOutput | UrlOutput):
            same = sum(each.source == output.source for each in found.values())
            node = NodeId(f"{output.source}.push" + (f".{same}" if same else ""))
            found[node] = Push(node, output)
    return found


class PushOutput:
    """Writes the frames of one encoder to another server.

    `begin`, `write` and `end` belong to the encoder's thread, `start` and `stop` to the event loop.

    Attributes:
        push: what is sent where.
        on: whether the server takes the stream now.
    """

    slack = ENCODED_AT_ONCE

    def __init__(
        self, push: Push, identity: Identity, dialer: Dialer, clock: Callable[[], float], rng: random.Random
    ) -> None:
        """Make it from the plan of an `output.icecast(…)`."""
        plan = push.plan
        assert isinstance(plan, IcecastOutput)
        self.push = push
        self._plan = plan
        self.on = False
        self._address = Address.parse(plan.url, plan.user, plan.password.text)
        self._identity = identity
        self._dialer = dialer
        self._clock = clock
        self._backoff = Backoff(rng)
        self._stream = ByteStream(plan.encoder, rng.getrandbits(32))
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._opening = b""
        self._title = ""
        self._told: str | None = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._titles: set[asyncio.Task[None]] = set()

    # The encoder's thread

    def begin(self, rate: int, delay: int, headers: tuple[bytes, ...]) -> None:  # noqa: ARG002
        """A new encoder begins."""
        self._put(self._stream.begin(headers))

    def write(self, frames: Sequence[Frame], now_ns: int, *, floor: bool) -> None:  # noqa: ARG002
        """Send frames; the floor's silence too, since a server that gets nothing throws its source out."""
        title = next((str(frame.title) for frame in frames if frame.title is not None), None)
        self._put(self._stream.write(frames), title)

    def end(self, now_ns: int) -> None:  # noqa: ARG002
        """Nothing more will come."""
        self._put(self._stream.end())

    def _put(self, data: bytes, title: str | None = None) -> None:
        loop = self._loop
        if loop is None or not (data or title):
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed: the station ends
            loop.call_soon_threadsafe(self._take, data, title, self._stream.opening)

    # The event loop

    def start(self) -> None:
        """Begin to send; nothing where it has begun."""
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._task = self._loop.create_task(self._run(), name=f"pushes {self.push.id}")

    async def stop(self) -> None:
        """Leave the server."""
        self._loop = None
        for task in (self._task, *self._titles):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def _take(self, data: bytes, title: str | None, opening: bytes) -> None:
        self._opening = opening
        if title is not None and title != self._title:
            self._title = title
            self._tell_title()
        if not self.on:
            return
        self._waiting.append(data)
        self._bytes += len(data)
        self._news.set()

    async def _run(self) -> None:
        while True:
            began = self._clock()
            try:
                await self._publish()
                reason = "it ended the connection"
            except (NetworkFault, PeerFault) as fault:
                reason = str(fault)
            lasted = self._clock() - began if self.on else 0.0
            self._leave()
            pause = self._backoff.pause(lasted)
            self._tell_lost(reason, pause)
            await asyncio.sleep(pause)

    async def _publish(self) -> None:
        """Send until the server or the line ends it."""
        reader, writer = await self._dialer.dial(self._address)
        try:
            about = publish_request(
                self._address, content_type(self._plan.encoder), self._dialer.agent, self._about()
            )
            writer.write(about)
            verdict(await self._answer(reader))
            self._enter()
            await self._send(reader, writer)
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await reader.readuntil(b"\r\n\r\n")
        except TimeoutError as wrong:
            raise NetworkFault(f"it does not answer within {ANSWER_SECONDS:g} s") from wrong
        except asyncio.IncompleteReadError as wrong:
            if wrong.partial:
                return wrong.partial
            raise NetworkFault("it ended the connection without an answer") from wrong
        except (OSError, asyncio.LimitOverrunError) as wrong:
            raise NetworkFault(f"the connection was lost: {wrong}") from wrong

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send what comes, until the server ends it or refuses in the middle."""
        ended = asyncio.ensure_future(_listen(reader))
        try:
            while not ended.done():
                if self._bytes > MOST_BYTES:
                    raise NetworkFault("it takes the stream too slowly")
                await self._send_waiting(writer)
            await ended
        finally:
            ended.cancel()

    async def _send_waiting(self, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HEARTBEAT):
                await self._news.wait()
        self._news.clear()
        while self._waiting and writer.transport.get_write_buffer_size() < MOST_BYTES:
            data = self._waiting.popleft()
            self._bytes -= len(data)
            writer.write(data)
        if writer.transport.is_closing():
            raise NetworkFault("the connection was lost")

    def _enter(self) -> None:
        self._waiting.clear()
        self._waiting.append(self._opening)
        self._bytes = len(self._opening)
        self.on = True
        if self._told is not None:
            logger.info("%s takes the programme", self._address.url, extra={"origin": self._plan.origin})
        self._told = None
        self._tell_title()

    def _leave(self) -> None:
        self.on = False
        self._waiting.clear()
        self._bytes = 0

    def _tell_lost(self, reason: str, pause: float) -> None:
        """Say it once for each reason; the others are tried in silence."""
        if reason != self._told:
            self._told = reason
            logger.warning(
                "%s: %s; trying again in %.1f s (attempt %d); the station's own mounts go on",
                self._address.url, reason, pause, self._backoff.attempt, extra={"origin": self._plan.origin},
            )  # fmt: skip

    def _tell_title(self) -> None:
        """Tell the server what plays, beside the stream; formats that carry their titles need it not."""
        if self.on and self._title and not self._stream.carries_titles:
            task = asyncio.get_running_loop().create_task(self._send_title(self._title))
            self._titles.add(task)
            task.add_done_callback(self._titles.discard)

    async def _send_title(self, title: str) -> None:
        try:
            reader, writer = await self._dialer.dial(self._address)
            try:
                writer.write(title_request(self._address, title, self._dialer.agent))
                verdict(await self._answer(reader))
            finally:
                writer.transport.abort()
        except (NetworkFault, PeerFault) as fault:
            logger.info(
                "%s: it was not told a title: %s",
                self._address.url,
                fault,
                extra={"origin": self._plan.origin},
            )

    def _about(self) -> Mapping[str, str]:
        plan, station = self._plan, self._identity
        return {
            "Ice-Name": plan.name or station.name,
            "Ice-Description": plan.description or station.description,
            "Ice-Genre": plan.genre or station.genre,
            "Ice-URL": station.url,
            "Ice-Public": "1" if plan.public else "0",
            "Ice-Bitrate": str(plan.encoder.bitrate // 1000),
        }


async def _listen(reader: asyncio.StreamReader) -> None:
    """Hear what the server says beside the stream: Icecast lets us send with 100, and says 200 behind it. Ends with it."""
    try:
        while said := await reader.read(LONGEST_ANSWER):
            verdict(said)
    except OSError as wrong:
        raise NetworkFault(f"the connection was lost: {wrong.strerror or wrong}") from wrong
