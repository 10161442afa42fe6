"""What commands act upon."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from runtime.control import CommandFault
from runtime.kernel.clock import Clock
from runtime.plan import NodeId
from runtime.sources.silence_watch import SilenceWatch
from runtime.sources.source import Source
from runtime.station.engine import Engine
from runtime.stats.status import StationStatus

__all__ = ["ANSWER_SECONDS", "Clients", "Desk"]

ANSWER_SECONDS = 5.0
"""How long the programme may take to do what it was asked."""

_Answer = TypeVar("_Answer")


class Clients(Protocol):
    """Who publishes."""

    def clients(self) -> list[Mapping[str, object]]:
        """Everybody, each with what there is to say."""

    def kick(self, path: str, seconds: float = 0.0) -> bool:
        """Send away who is heard at a path, for so long; returns whether somebody was there."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The running station, as far as commands reach it.

    Attributes:
        status: the one truth about mounts, titles and listeners.
        sources: every source that somebody hears; they belong to the engine's thread.
        engine: keeps the programme's time; see `programme`.
        shut_down: leaves the air gracefully.
        clock: the station's clock.
        clients: everybody who publishes, or waits to.
        levels: how loud each source is that somebody listens to.
    """

    status: Callable[[], StationStatus]
    sources: Callable[[], Sequence[Source]]
    engine: Engine
    shut_down: Callable[[], None]
    clock: Clock
    clients: Clients
    levels: Callable[[], Mapping[NodeId, SilenceWatch]] = dict

    def source(self, name: str) -> Source:
        """The source of a name.

        Raises:
            CommandFault: there is none; the answer says which there are.
        """
        by_name = {str(source.id): source for source in self.sources()}
        if name not in by_name:
            raise CommandFault(f'there is no source "{name}"; there are: {", ".join(sorted(by_name))}', 404)
        return by_name[name]

    async def programme(self, what: Callable[[], _Answer]) -> _Answer:
        """Have something done between two blocks, in the thread that sources belong to.

        Raises:
            CommandFault: the programme did not come to it.
        """
        answer = asyncio.wrap_future(self.engine.ask(what))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            raise CommandFault("the programme is too busy to answer; nothing was done", 503) from None
