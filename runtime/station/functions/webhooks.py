"""`webhook`: JSON to another server, sent until it arrives, while nobody waits for it.

Rules.
1. What goes to one server goes in order; servers do not wait for each other.
2. What is refused for good (a 4xx that is not "later") is given up; anything else is tried again with longer and longer
   pauses, for a quarter of an hour.
3. Of what waits for one server the newest are kept. The first loss is told, and that it works again; what is between is
   counted.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from runtime.plan import Origin

from .fetch import Fetched, Web, shown

__all__ = ["GIVE_UP", "MOST_SERVERS", "MOST_WAITING", "PAUSES", "Webhooks"]

MOST_WAITING = 100
"""Messages that wait for one server."""

MOST_SERVERS = 32
"""Servers that messages wait for at one time."""

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds between one try and the next; the last goes on."""

GIVE_UP = 900.0
"""Seconds of pauses after which a message is given up."""

ONE_TRY = 10.0
"""Seconds that one try may take."""

_LATER = (408, 425, 429)

logger = logging.getLogger("legacystream.script")


@dataclass(frozen=True, slots=True)
class Message:
    """A JSON text for an address."""

    url: str = field(repr=False)
    text: str = field(repr=False)
    origin: Origin


@dataclass(slots=True)
class Line:
    """What waits for one server."""

    waiting: deque[Message] = field(default_factory=deque)
    task: "asyncio.Task[None] | None" = None
    lost: int = 0


class Webhooks:
    """Sends messages. `post` may be called from any thread; the rest belongs to the event loop."""

    def __init__(
        self,
        web: Web,
        chance: random.Random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`chance` spreads the tries; `sleep` waits between them."""
        self._web = web
        self._chance = chance
        self._sleep = sleep
        self._lines: dict[str, Line] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to send."""
        self._loop = loop

    async def stop(self) -> None:
        """Send no more. What waits is told by its number."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        left = sum(len(line.waiting) for line in self._lines.values())
        self._loop = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if left:
            logger.warning("the station ends, and %d webhook messages were not sent", left)

    def post(self, url: str, text: str, origin: Origin) -> None:
        """Send a JSON text, as soon and as often as it takes."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._queue, Message(url, text, origin))

    def _queue(self, message: Message) -> None:
        server = shown(message.url)
        if server not in self._lines and len(self._lines) >= MOST_SERVERS:
            self._lost(Line(), message, server, "messages wait for too many servers already")
            return
        line = self._lines.setdefault(server, Line())
        line.waiting.append(message)
        if len(line.waiting) > MOST_WAITING:
            self._lost(line, line.waiting.popleft(), server, f"{MOST_WAITING} messages wait for it already")
        if line.task is None:
            line.task = asyncio.get_running_loop().create_task(self._work(server, line))

    async def _work(self, server: str, line: Line) -> None:
        while line.waiting:
            message = line.waiting[0]
            reason = await self._deliver(message)
            if line.waiting and line.waiting[0] is message:
                line.waiting.popleft()
            if reason:
                self._lost(line, message, server, reason)
            elif line.lost:
                logger.warning("webhook to %s works again, after %d messages were lost", server, line.lost)
                line.lost = 0
        self._lines.pop(server, None)

    async def _deliver(self, message: Message) -> str:
        """Try until it arrives; "" when it has, else why it is given up."""
        slept, tries = 0.0, 0
        while True:
            fetched = await self._web.fetch(
                "POST", message.url, message.text, [("Content-Type", "application/json")], ONE_TRY
            )
            if fetched.ok:
                return ""
            reason = fetched.error or f"it answered {fetched.status}"
            if not _worth_another(fetched) or slept >= GIVE_UP:
                return reason
            pause = PAUSES[min(tries, len(PAUSES) - 1)] * self._chance.uniform(0.8, 1.2)
            slept, tries = slept + pause, tries + 1
            await self._sleep(pause)

    def _lost(self, line: Line, message: Message, server: str, reason: str) -> None:
        line.lost += 1
        if line.lost == 1:
            logger.error(
                "a webhook to %s was given up: %s; more are counted",
                server,
                reason,
                extra={"origin": message.origin},
            )


def _worth_another(fetched: Fetched) -> bool:
    """Whether another try may help."""
    if fetched.error.startswith(("an address", "a field")):
        return False
    return fetched.status == 0 or fetched.status in _LATER or fetched.status >= 500
