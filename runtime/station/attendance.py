"""What edges tell of listeners, put where it is counted, judged and written down."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from runtime.protocols.access import Ask, Told
from runtime.stats.census import Census
from runtime.stats.refusals import Refusals
from runtime.stats.sessions import Session, Sessions

from .audience_log import AudienceLog

__all__ = ["Attendance", "Gate", "Watcher"]


class Watcher(Protocol):
    """Wants to know of every listener that came or has gone."""

    def came(self, session: Session) -> None:
        """Somebody is here: he came just now, or this station is new and hears of him."""
        ...

    def moved(self, before: Session, session: Session) -> None:
        """Somebody hears another mount from now on."""
        ...

    def gone(self, session: Session, seconds: float, sent: int, reason: str) -> None:
        """Somebody has gone after so many seconds and bytes."""
        ...


class Gate(Protocol):
    """Knows who may listen."""

    def ask(self, ask: Ask, answer: Callable[[Told], None]) -> None:
        """Find out, and answer."""
        ...


class Attendance:
    """Hears what edges say of listeners. Belongs to the event loop.

    Args:
        census: counts.
        sessions: knows who is here.
        gate: knows who may listen; None lets everybody in.
        watchers: want to know.
        refusals: remembers who was turned away.
    """

    def __init__(
        self,
        census: Census,
        sessions: Sessions,
        gate: Gate | None = None,
        watchers: Sequence[Watcher] = (),
        refusals: Refusals | None = None,
    ) -> None:
        self.census = census
        self.sessions = sessions
        self._gate = gate
        self._watchers = tuple(watchers)
        self._refusals = refusals
        self._logs: defaultdict[int, AudienceLog] = defaultdict(AudienceLog)

    def counts(self, edge: int, fields: Mapping[str, Any]) -> None:
        """The numbers of an edge."""
        self.census.report(edge, fields.get("mounts", {}), fields)
        self._logs[edge].refused(fields.get("refusals", {}))
        if self._refusals is not None:
            self._refusals.of_edge(fields.get("turned_away", ()))
        self._logs[edge].tell()

    def came(self, edge: int, listeners: Iterable[Mapping[str, Any]]) -> None:
        """Who came to an edge."""
        told = tuple(listeners)
        self._logs[edge].came(told)
        for each in told:
            before = self.sessions.get(int(each["id"]))
            (session,) = self.sessions.came([each])
            self._tell_came(session, before)

    def gone(self, edge: int, listeners: Iterable[Mapping[str, Any]]) -> None:
        """Who has gone from an edge."""
        told = tuple(listeners)
        self._logs[edge].gone(told)
        for each in told:
            session = self.sessions.gone(int(each["id"]))
            if session is not None:
                seconds, sent = float(each["seconds"]), int(each["bytes"])
                self._tell_gone(session, seconds, sent, str(each.get("reason", "")))

    def edge_gone(self, edge: int) -> None:
        """An edge has ended, and its listeners with it."""
        self.census.edge_gone(edge)
        for session in self.sessions.edge_gone(edge):
            self._tell_gone(session, self.sessions.seconds(session), 0, "the edge ended")

    def close(self) -> None:
        """The station ends, and all who are still here with it."""
        for session in self.sessions:
            self.sessions.gone(session.id)
            self._tell_gone(session, self.sessions.seconds(session), 0, "the station stops")

    def ask(self, fields: Mapping[str, Any], answer: Callable[[Told], None]) -> None:
        """An edge wants to know whether somebody may listen."""
        ask = Ask.from_fields(fields)
        if self._gate is None:
            answer(Told(ask.id))
        else:
            self._gate.ask(ask, answer)

    def elsewhere(self, edge: int) -> Mapping[str, Any]:
        """What an edge should know of the others."""
        return self.census.elsewhere(edge)

    def _tell_came(self, session: Session, before: Session | None) -> None:
        """Somebody is here; he was before where an edge tells of him again, or has moved him to another mount."""
        for watcher in self._watchers:
            if before is None:
                watcher.came(session)
            elif before.mount != session.mount:
                watcher.moved(before, session)

    def _tell_gone(self, session: Session, seconds: float, sent: int, reason: str) -> None:
        for watcher in self._watchers:
            watcher.gone(session, seconds, sent, reason)
