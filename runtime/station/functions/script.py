"""The functions of one station's script, and all that they need to run."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from runtime.errors import ScriptFault
from runtime.kernel.clock import Clock
from runtime.kernel.events import EventBus
from runtime.plan import Handler, Hook, Live, NodeId
from runtime.sources.fetched import Answer

from .fetch import Web, shown
from .hooks import Hooks
from .language import Language
from .live import LiveParameters
from .presence import Presence
from .programs import Programs
from .readings import Measured, readings
from .runner import DEADLINE, FunctionRunner
from .webhooks import Webhooks
from .world import StationWorld

__all__ = ["FINISH_SECONDS", "Called", "Script"]

FINISH_SECONDS = 3.0
"""How long the end of a station waits for handlers."""

Called: TypeAlias = "Callable[[Sequence[object]], Future[object]]"
"""Calls a function with plain data; its answer, or a `ScriptFault`, comes later."""

_Came = TypeVar("_Came")

_NOTHING_HERE = "there is nothing here to run it"

logger = logging.getLogger("legacystream.script")


class Script:
    """Runs the functions of one script. `start` it on the event loop, `change` it after a reload, `stop` it.

    Without a language (None), functions are not run: handlers are told, and live parameters keep their first value. What
    functions share (`ref`) outlives a reload and a restart, as long as its name is the same.
    """

    def __init__(
        self,
        language: Language | None,
        clock: Clock,
        wall: Callable[[], datetime],
        folder: Path,
        rate: int,
        agent: str,
    ) -> None:
        """Make it without any effect.

        Args:
            language: makes functions of what the plan keeps of them.
            clock: what deadlines are measured by.
            wall: the station's date and time.
            folder: where relative paths begin, and programs run.
            rate: samples a second of the programme.
            agent: the program's name and version, as other servers see it.
        """
        self._language = language
        self._rate = rate
        self._runner = FunctionRunner(clock)
        self._web = Web(agent)
        self._webhooks = Webhooks(self._web, random.Random())
        self._sources: Mapping[NodeId, Measured] = {}
        self._programs = Programs(folder)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._world = StationWorld(wall, self._source, self._web, self._programs, self._webhooks)
        self._live = LiveParameters(language, self._runner, self._world)
        self._presence = Presence()
        self._events: EventBus | None = None
        self._hooks: Hooks | None = None
        self._forget: Callable[[], object] = lambda: None
        self._recalled: Mapping[str, object] = {}

    def live(self, value: float | Live) -> Callable[[], float]:
        """What reads a parameter that may be live, at no cost, from any thread."""
        return self._live.reader(value)

    def function(self, handler: Handler, seconds: float = DEADLINE) -> Called:
        """What calls a function of the script, which is given up after so long; from any thread, and never waiting for it."""
        if self._language is None:
            return lambda _arguments: _refused()
        prepared = self._language.prepare(handler)
        return lambda arguments: self._runner.submit(prepared, self._world, arguments, seconds)

    def program(self, arguments: Sequence[str], text: str, seconds: float) -> "Future[object]":
        """Run a program, given a text, and have what it writes; from any thread. A `ScriptFault` says why there is nothing."""
        return self._later(self._run(arguments, text, seconds))

    def asked(self, url: str, body: str, seconds: float) -> "Future[object]":
        """Post JSON to an address and have its answer; from any thread. A `ScriptFault` says why there is none."""
        return self._later(self._ask(url, body, seconds))

    def fetched(self, url: str, path: Path, known: str) -> "Future[Answer]":
        """Have a file of another server written to the disk, unless it is the one that is `known`; from any thread. A
        `ScriptFault` says why there is none.
        """
        return self._later(self._web.download(url, path, known))

    def _later(self, work: "Coroutine[object, object, _Came]") -> "Future[_Came]":
        if self._loop is None:
            work.close()
            return _refused()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _run(self, arguments: Sequence[str], text: str, seconds: float) -> object:
        outcome = await self._programs.run(arguments, text, {}, seconds)
        if outcome["error"]:
            raise ScriptFault(str(outcome["error"]))
        return outcome["output"]

    async def _ask(self, url: str, body: str, seconds: float) -> object:
        answer = await self._web.fetch("POST", url, body, [("content-type", "application/json")], seconds)
        if not answer.ok:
            raise ScriptFault(answer.error or f"{shown(url)} answered {answer.status}")
        return answer.text

    async def evaluate(self, text: str, *, plain: bool = False) -> Mapping[str, object]:
        """Evaluate what somebody entered, beside the programme: its `value` and `type` in the words of a script.

        Where it must be `plain`, it only gives a shared value another one, and calls nothing.

        Raises:
            ScriptFault: it is not understood, or came to no end.
        """
        if self._language is None:
            raise ScriptFault(_NOTHING_HERE)
        understand = partial(self._language.understand, plain=plain)
        entry = await asyncio.to_thread(understand, text, tuple(self._sources))
        answer = await asyncio.wrap_future(self._runner.submit(entry, self._world))
        return cast("Mapping[str, object]", answer)

    def shared_names(self) -> Sequence[str]:
        """The names of the values that functions share."""
        return self._language.shared_names() if self._language is not None else ()

    def remembered(self) -> Mapping[str, object]:
        """What functions share, as plain data, by name."""
        return self._recalled if self._language is None else self._language.remembered()

    def recall(self, parts: Mapping[str, object]) -> None:
        """Share that again; before anything is called."""
        if self._language is None:
            self._recalled = dict(parts)
        else:
            self._language.recall(parts)

    async def start(self, events: EventBus, hooks: Sequence[Hook], sources: Sequence[Measured]) -> None:
        """Begin to call.

        Args:
            events: what handlers wait for.
            hooks: the handlers.
            sources: those that functions may read.
        """
        loop = asyncio.get_running_loop()
        self._events, self._loop = events, loop
        self._presence.watch(events)
        self._runner.start(loop)
        self._webhooks.start(loop)
        await self.change(hooks, sources)
        self._live.start()

    async def change(
        self, hooks: Sequence[Hook], sources: Sequence[Measured], refs: Collection[str] | None = None
    ) -> None:
        """Call other handlers from now on, and read other sources; only these `refs` are left, where that is said."""
        assert self._events is not None
        self._sources = {source.id: source for source in sources}
        if self._language is None:
            _tell_unused(hooks)
            return
        self._hooks = await asyncio.to_thread(Hooks, hooks, self._language, self._runner, self._world)
        self._forget()
        self._forget = self._hooks.subscribe(self._events)
        if refs is not None:
            self._language.keep(refs)

    async def stop(self) -> None:
        """Let handlers finish, for a while, and close what is open."""
        if self._hooks is not None:
            await self._hooks.finish(FINISH_SECONDS)
        self._loop = None
        self._live.stop()
        self._runner.stop()
        await self._webhooks.stop()
        await self._web.stop()

    def _source(self, source: NodeId) -> Mapping[str, object]:
        found = self._sources.get(source)
        known = readings(found, self._rate) if found is not None else {"name": str(source)}
        return {**known, **self._presence.fields(source)}


def _refused() -> "Future[_Came]":
    refused: Future[_Came] = Future()
    refused.set_exception(ScriptFault(_NOTHING_HERE))
    return refused


def _tell_unused(hooks: Sequence[Hook]) -> None:
    for hook in hooks:
        logger.warning("on.%s: there is nothing here to run it", hook.event, extra={"origin": hook.origin})
