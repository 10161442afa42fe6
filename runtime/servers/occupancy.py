"""Who is on which stage, and who waits for it: carries out what `rota` decides."""

from collections.abc import Callable, Iterable, Iterator

from runtime.plan import Account

from .rota import Moment, Verdict, is_over, next_on, verdict
from .source_connection import SourceConnection
from .stage import Stage

__all__ = ["MOST_WAITING", "OVER", "TAKEN_OVER", "Occupancy"]

MOST_WAITING = 16
"""Clients that wait for one stage."""

OVER, TAKEN_OVER = "its time is over", "another source client took over"


class Occupancy:
    """Belongs to the event loop.

    Args:
        moment: the time, on both clocks.
    """

    def __init__(self, moment: Callable[[], Moment]) -> None:
        self._moment = moment
        self._on: dict[Stage, SourceConnection] = {}
        self._waiting: dict[Stage, list[SourceConnection]] = {}

    def on(self, stage: Stage) -> SourceConnection | None:
        """Who is heard there."""
        return self._on.get(stage)

    def at(self, stage: Stage) -> Iterator[SourceConnection]:
        """Who is there: first the one that is heard, then those that wait."""
        if stage in self._on:
            yield self._on[stage]
        yield from self._waiting.get(stage, ())

    def is_empty(self, stage: Stage) -> bool:
        """Whether nobody is heard there, and nobody waits."""
        return next(self.at(stage), None) is None

    def of(self, stage: Stage, accounts: Iterable[Account]) -> SourceConnection | None:
        """Whom these accounts speak for: who came by one of them, else whoever is heard."""
        wanted = tuple(accounts)
        known = (each for each in self.at(stage) if each.account in wanted)
        return next(known, self._on.get(stage))

    def judge(self, stage: Stage, account: Account) -> Verdict:
        """What becomes of a newcomer."""
        found = verdict(account, self._on.get(stage), stage.gate.takeover, self._moment())
        full = len(self._waiting.get(stage, ())) >= MOST_WAITING
        return Verdict.TAKEN if found is Verdict.WAITS and full else found

    def waits(self, connection: SourceConnection) -> None:
        """A client waits for its turn."""
        assert connection.stage is not None
        self._waiting.setdefault(connection.stage, []).append(connection)

    def comes_on(self, connection: SourceConnection) -> None:
        """A client is heard; the one that was before gives way."""
        stage = connection.stage
        assert stage is not None
        before = self._on.get(stage)
        self._on[stage] = connection
        self._forget_waiting(connection)
        if before is not None:
            before.leave(TAKEN_OVER)

    def move(self, connection: SourceConnection, stage: Stage) -> None:
        """A client goes to the stage that has taken the place of its own; before it knows of that itself."""
        before = connection.stage
        assert before is not None
        if self._on.get(before) is connection:
            del self._on[before]
            self._on[stage] = connection
        elif connection in self._waiting.get(before, ()):
            self._forget_waiting(connection)
            self._waiting.setdefault(stage, []).append(connection)

    def look(self, connection: SourceConnection) -> None:
        """See whether somebody's time is over, or has come."""
        stage = connection.stage
        assert stage is not None
        moment, waiting = self._moment(), self._waiting.get(stage, ())
        if self._on.get(stage) is connection and is_over(connection, waiting, moment):
            del self._on[stage]
            connection.leave(OVER)
        elif connection in waiting and is_over(connection, (), moment):
            connection.end(OVER)
        self._promote(stage)

    def has_gone(self, connection: SourceConnection) -> None:
        """A client has gone; the next one may go on."""
        stage = connection.stage
        if stage is None:
            return
        self._forget_waiting(connection)
        if self._on.get(stage) is connection:
            del self._on[stage]
            self._promote(stage)

    def close(self) -> None:
        """Nobody goes on any more."""
        self._waiting.clear()

    def _promote(self, stage: Stage) -> None:
        waiting = self._waiting.get(stage, [])
        one = next_on(waiting, self._on.get(stage), stage.gate.takeover, self._moment())
        if one is not None:
            one.go_on()

    def _forget_waiting(self, connection: SourceConnection) -> None:
        stage = connection.stage
        if stage in self._waiting and connection in self._waiting[stage]:
            self._waiting[stage].remove(connection)
            if not self._waiting[stage]:
                del self._waiting[stage]
