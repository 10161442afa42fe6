"""What commands act upon."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from runtime.control import CommandFault
from runtime.kernel.clock import Clock
from runtime.media.title import Title
from runtime.plan import MountPath, NodeId, Origin
from runtime.recordings.recording import RecordingOutput
from runtime.sources.shared import Seen, SharedSource
from runtime.sources.silence_watch import SilenceWatch
from runtime.sources.source import Source
from runtime.station.engine import Engine
from runtime.station.functions.readings import Readable
from runtime.stats.refusals import Refusals
from runtime.stats.status import StationStatus

__all__ = ["ANSWER_SECONDS", "Clients", "Desk", "Looked", "kept_nowhere"]

ANSWER_SECONDS = 5.0
"""How long the programme may take to do what it was asked."""

_Answer = TypeVar("_Answer")


class Clients(Protocol):
    """Who publishes."""

    def clients(self) -> list[Mapping[str, object]]:
        """Everybody, each with what there is to say."""

    def kick(self, path: str, seconds: float = 0.0) -> bool:
        """Send away who is heard at a path, for so long; returns whether somebody was there."""

    def retitle(self, path: str, title: Title) -> bool:
        """Have who is heard at a path play under another title; returns whether somebody is there."""


class Looked(Readable, Protocol):
    """A source that is only looked at."""

    @property
    def origin(self) -> Origin:
        """The script line it stands on."""
        ...


async def kept_nowhere() -> bool:
    """Where there is no state folder."""
    return False


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
        start_again: ends the station's process so that it is started anew; None where nobody would.
        places: what the hearers of each source hold, by the source's id.
        heard_at: the path of each mount with an encoder → the source it sends.
        recordings: what is recorded.
        refusals: who was turned away.
        by_hand: what plays and is not in the script's file, in words.
        revision: how often the plan has changed since the station's process began.
        kept: waits until all that was done is safe on the disk, so that no restart undoes it; says whether it is.
    """

    status: Callable[[], StationStatus]
    sources: Callable[[], Sequence[Source]]
    engine: Engine
    shut_down: Callable[[], None]
    clock: Clock
    clients: Clients
    levels: Callable[[], Mapping[NodeId, SilenceWatch]] = dict
    start_again: Callable[[], None] | None = None
    places: Callable[[], Mapping[NodeId, SharedSource]] = dict
    heard_at: Callable[[], Mapping[MountPath, NodeId]] = dict
    recordings: Callable[[], Mapping[NodeId, RecordingOutput]] = dict
    refusals: Refusals = field(default_factory=lambda: Refusals(lambda: datetime.now(UTC)))
    kept: Callable[[], Awaitable[bool]] = kept_nowhere
    by_hand: Callable[[], Sequence[str]] = tuple
    revision: Callable[[], int] = int

    def source(self, name: str) -> Source:
        """The source of a name.

        Raises:
            CommandFault: there is none; the answer says which there are.
        """
        by_name = {str(source.id): source for source in self.sources()}
        if name not in by_name:
            raise CommandFault(f'there is no source "{name}"; there are: {", ".join(sorted(by_name))}', 404)
        return by_name[name]

    def seen(self, name: str) -> Looked:
        """A source as it is shown: with the title that an operator may have given it.

        Raises:
            CommandFault: there is none.
        """
        place = self.places().get(NodeId(name))
        return Seen(place) if place is not None else self.source(name)

    def place(self, name: str) -> SharedSource:
        """What the hearers of a source hold.

        Raises:
            CommandFault: there is no such source.
        """
        place = self.places().get(NodeId(name))
        if place is None:
            raise CommandFault(
                f'there is no source "{name}"; there are: {", ".join(sorted(self.places()))}', 404
            )
        return place

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
