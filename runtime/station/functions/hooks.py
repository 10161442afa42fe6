"""Events to handlers: `on.track(…)` and its kind.

Rules.
1. The calls of one hook come one after the other, in the order of their events; hooks do not wait for each other.
2. Events that find a hook's queue full push out the oldest, which is counted and told once: news of long ago is no news.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from runtime.kernel.events import Event, EventBus
from runtime.plan import Hook

from .language import Language, ScriptFunction
from .runner import FunctionRunner, MakesReach
from .trouble import Trouble

__all__ = ["METADATA", "MOST_EVENTS", "Hooks", "arguments_of"]

MOST_EVENTS = 32
"""Events that wait for one hook."""

METADATA = ("title", "artist", "album", "genre", "date", "comment", "filename")
"""What a handler can read of a track; empty when nobody says."""

CLIENT = ("path", "user", "address", "program")
CERTIFICATE = ("state", "issuer", "where", "reason")
DAY = 86_400.0
TROUBLE = ("message", "level", "place")

logger = logging.getLogger("legacystream.script")


@dataclass(slots=True)
class Waiting:
    """One hook: its function and the events that wait for it."""

    hook: Hook
    function: ScriptFunction
    trouble: Trouble
    events: deque[Event] = field(default_factory=deque)
    lost: int = 0
    runs: bool = False


class Hooks:
    """Calls the handlers of a station. Belongs to the event loop."""

    def __init__(
        self, hooks: Sequence[Hook], language: Language, runner: FunctionRunner, world: MakesReach
    ) -> None:
        """Make every handler ready to be called."""
        self._runner = runner
        self._world = world
        self._all = [
            Waiting(each, language.prepare(each.handler), Trouble(f"on.{each.event}", each.origin))
            for each in hooks
        ]
        self._idle = asyncio.Event()
        self._idle.set()

    def subscribe(self, events: EventBus) -> Callable[[], object]:
        """Begin to hear of events; returns what ends it."""
        names = {each.hook.event for each in self._all}
        return events.subscribe(self.happened, *names) if names else lambda: None

    def happened(self, event: Event) -> None:
        """Something happened: have those called who wait for it."""
        for each in self._all:
            if concerns(each.hook, event):
                self._queue(each, event)

    async def finish(self, seconds: float) -> None:
        """Wait until no handler runs or waits, for a while."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            logger.warning(
                "the station ends, and %d handlers are not done", sum(each.runs for each in self._all)
            )

    def _queue(self, waiting: Waiting, event: Event) -> None:
        if len(waiting.events) >= MOST_EVENTS:
            waiting.events.popleft()
            waiting.lost += 1
            if waiting.lost == 1:
                logger.warning(
                    "on.%s: its function is slower than events come; the oldest are left out, and counted",
                    waiting.hook.event, extra={"origin": waiting.hook.origin},
                )  # fmt: skip
        waiting.events.append(event)
        self._idle.clear()
        if not waiting.runs:
            self._call_next(waiting)

    def _call_next(self, waiting: Waiting) -> None:
        if not waiting.events:
            waiting.runs = False
            if not any(each.runs for each in self._all):
                self._idle.set()
            return
        waiting.runs = True
        loop = asyncio.get_running_loop()
        arguments = arguments_of(waiting.hook, waiting.events.popleft())
        answer = self._runner.submit(waiting.function, self._world, arguments)
        answer.add_done_callback(lambda each: _on_loop(loop, lambda: self._done(waiting, each)))

    def _done(self, waiting: Waiting, answer: "Future[object]") -> None:
        if answer.cancelled():
            waiting.runs = False
            return
        fault = answer.exception()
        if fault is not None:
            waiting.trouble.failed(fault)
        else:
            waiting.trouble.worked()
        self._call_next(waiting)


def _on_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Have the loop do something; nothing where it is closed."""
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        return


def concerns(hook: Hook, event: Event) -> bool:
    """Whether a hook waits for just this event."""
    if hook.event != event.name:
        return False
    if hook.source:
        return hook.source == event.source and hook.seconds in (
            None,
            event.details.get("after", hook.seconds),
        )
    return not hook.path or hook.path == event.details.get("path", event.source)


def arguments_of(hook: Hook, event: Event) -> Sequence[object]:
    """What a handler is given of an event."""
    details = event.details
    match event.name:
        case "track" | "metadata":
            return ({**_texts(METADATA, details), "filename": str(details.get("path", ""))},)
        case "silence":
            return (("source", hook.source),)
        case "connect":
            return (_texts(CLIENT, details),)
        case "disconnect":
            seconds = details.get("seconds", 0.0)
            return ({**_texts((*CLIENT, "reason"), details), "duration": ("duration", seconds)},)
        case "certificate":
            names = details.get("names")
            listed = ", ".join(map(str, names)) if isinstance(names, list) else ""
            left = max(0.0, _number(details.get("days"))) * DAY
            said = {**_texts(CERTIFICATE, details), "name": event.source, "names": listed}
            return ({**said, "left": ("duration", left)},)
        case "error":
            return (_texts(TROUBLE, details),)
        case _:
            return ()


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _texts(names: Sequence[str], details: Mapping[str, object]) -> dict[str, object]:
    """Details as strings; what is not known is empty."""
    return {name: str(details.get(name) or "") for name in names}
