"""The gate: what edges ask about those at the door.

Rules: places first, then countries, accounts and web addresses, so that nobody is asked about somebody for whom there is no
room; a place is held from then on, so that two edges never give the last one away twice.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from runtime.plan import ByAccounts, Listening, Server
from runtime.protocols.access import Ask, Told
from runtime.stats.sessions import Session, Sessions

from .listening import StationRule, station_judges

__all__ = ["FULL", "MOST_ASKING", "Judge", "Judged", "ListenerGate", "Welcome"]

MOST_ASKING = 2000
"""Listeners who are asked about at one time; more are told to come again."""

FULL = "max listeners reached"
ADDRESS_FULL = "There are enough listeners at your address"
USER_FULL = "This account listens already"
BUSY = "busy, please try again later"
MOST_FULL_HOPS = 5

logger = logging.getLogger("legacystream.listeners")


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge says.

    Attributes:
        status: 200 lets somebody in.
        words: why not.
        kind: the sort of refusal, for counters.
        seconds: after which he is sent away; 0 is never.
        user: who he is.
    """

    status: int = 200
    words: str = ""
    kind: str = ""
    seconds: float = 0.0
    user: str = ""


Welcome = Judged()


class Judge(Protocol):
    """Judges listeners by one rule."""

    async def judge(self, ask: Ask) -> Judged:
        """Whether somebody may listen."""
        ...

    def gone(self, session: Session, seconds: float, sent: int) -> None:
        """Somebody has gone who listened by this rule."""
        ...


Mounts = Callable[[], Mapping[str, Listening]]


class ListenerGate:
    """Answers the edges' questions. Belongs to the event loop.

    Args:
        server: the server's own limits and rules.
        mounts: the rules of each mount, by path.
        sessions: who is here.
        make: makes the judge of a rule; it is kept for all who are judged by it.
    """

    def __init__(
        self, server: Server, mounts: Mounts, sessions: Sessions, make: Callable[[StationRule], Judge]
    ) -> None:
        self._server = server
        self._mounts = mounts
        self._sessions = sessions
        self._make = make
        self._judges: dict[StationRule, Judge] = {}
        self._came_to: dict[int, str] = {}
        self._asking: set[asyncio.Task[None]] = set()

    def ask(self, ask: Ask, answer: Callable[[Told], None]) -> None:
        """Find out, and answer, whatever happens."""
        if len(self._asking) >= MOST_ASKING:
            answer(Told(ask.id, 503, BUSY, "busy"))
            return
        task = asyncio.get_running_loop().create_task(self._find_out(ask, answer))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def moved(self, before: Session) -> None:
        """Somebody hears another mount than the one whose judges let him in."""
        self._came_to.setdefault(before.id, before.mount)

    def gone(self, session: Session, seconds: float, sent: int) -> None:
        """Tell those who judged somebody that he has gone."""
        came_to = self._came_to.pop(session.id, session.mount)
        for rule in self._rules(came_to):
            self._judge(rule).gone(session, seconds, sent)

    def show(self, server: Server) -> None:
        """Go by other rules from now on; judges that are still needed stay."""
        self._server = server
        needed = {rule for path in self._mounts() for rule in self._rules(path)}
        self._judges = {rule: judge for rule, judge in self._judges.items() if rule in needed}

    def stop(self) -> None:
        """Answer nobody any more."""
        for task in self._asking:
            task.cancel()

    async def _find_out(self, ask: Ask, answer: Callable[[Told], None]) -> None:
        try:
            told = await self.decide(ask)
        except Exception:
            logger.exception("a mistake in LegacyStream: it could not be found out who may listen")
            told = Told(ask.id, 503, BUSY, "our fault")
        if told.status != 200:
            self._sessions.release(ask.id)
        answer(told)

    async def decide(self, ask: Ask) -> Told:
        """What becomes of somebody at the door. A place is held for one who may come in."""
        full = self._is_full(ask)
        if full is not None:
            return Told(ask.id, full.status, full.words, full.kind)
        mount = self._with_room(ask.mount)
        if mount is None:
            return Told(ask.id, 403, FULL, "full")
        self._hold(ask, mount, "")
        judged = await self._judged(replace(ask, mount=mount))
        if judged.status != 200:
            return Told(ask.id, judged.status, judged.words, judged.kind)
        other = "" if mount == ask.mount else mount
        return Told(ask.id, seconds=judged.seconds, user=judged.user, mount=other)

    def _hold(self, ask: Ask, mount: str, user: str) -> None:
        self._sessions.release(ask.id)
        self._sessions.hold(Session(ask.id, mount, 0.0, ask.ip, ask.agent, user=user))

    def _is_full(self, ask: Ask) -> Judged | None:
        server, sessions = self._server, self._sessions
        if server.max_listeners is not None and sessions.taken() >= server.max_listeners:
            return Judged(403, FULL, "full")
        if server.max_per_address is not None and sessions.taken_by_address(ask.ip) >= server.max_per_address:
            return Judged(403, ADDRESS_FULL, "address full")
        return None

    def _with_room(self, path: str) -> str | None:
        """The mount, or the next one for those who are too many."""
        mounts = self._mounts()
        for _ in range(MOST_FULL_HOPS):
            listening = mounts.get(path)
            if listening is None or listening.max_listeners is None:
                return path
            if self._sessions.taken(path) < listening.max_listeners:
                return path
            if listening.when_full is None:
                return None
            path = listening.when_full
        return None

    async def _judged(self, ask: Ask) -> Judged:
        """What all judges of the mount say together: the first that refuses, else the least time."""
        whole = Welcome
        for rule in self._rules(ask.mount):
            judged = await self._judge(rule).judge(ask)
            if judged.status != 200:
                return judged
            if isinstance(rule, ByAccounts) and self._has_enough(rule, judged.user):
                return Judged(403, USER_FULL, "account full")
            if judged.user:
                self._hold(ask, ask.mount, judged.user)
            seconds = min(filter(None, (whole.seconds, judged.seconds)), default=0.0)
            whole = Judged(seconds=seconds, user=judged.user or whole.user)
        return whole

    def _has_enough(self, rule: ByAccounts, user: str) -> bool:
        return rule.sessions is not None and self._sessions.taken_by_user(user) >= rule.sessions

    def _rules(self, path: str) -> Sequence[StationRule]:
        listening = self._mounts().get(path)
        return station_judges((*self._server.access, *(listening.access if listening else ())))

    def _judge(self, rule: StationRule) -> Judge:
        if rule not in self._judges:
            self._judges[rule] = self._make(rule)
        return self._judges[rule]
