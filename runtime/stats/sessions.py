"""Who listens now, on all edges together, and the places that are held for those at the door.

One list for limits, admin pages, logs and counters. Belongs to the event loop.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.protocols.address import limit_key

__all__ = ["PLACE_SECONDS", "Session", "Sessions", "edge_of"]

PLACE_SECONDS = 30.0
"""How long a place is held for somebody who was let in and has not come: the edge may have sent him away."""

ID_SPACE = 1_000_000_000_000
"""Listener numbers of one edge (`runtime.edge.edge`)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One listener, from his coming to his going.

    Attributes:
        id: unique among all edges of this station.
        mount: what he hears.
        since: when he came, in seconds of the station's clock.
        ip: his address.
        agent: how his player calls itself.
        protocol: of his request: "HTTP/1.1".
        icy: whether he gets titles.
        referer: the page he comes from, as he says.
        user: who he is, where that is known.
        port: the port he came from.
    """

    id: int
    mount: str
    since: float
    ip: str
    agent: str = ""
    protocol: str = ""
    icy: bool = False
    referer: str = ""
    user: str = ""
    port: int = 0


class Sessions:
    """Everybody who listens. `clock` gives seconds that only go forward.

    Attributes:
        ever: how many came since the station started.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.ever = 0
        self._hits: Counter[str] = Counter()
        self._clock = clock
        self._here: dict[int, Session] = {}
        self._held: dict[int, tuple[Session, float]] = {}
        self._by_mount: Counter[str] = Counter()
        self._by_address: Counter[str] = Counter()
        self._by_user: Counter[str] = Counter()

    # Who is here

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._here.values()))

    def __len__(self) -> int:
        return len(self._here)

    def get(self, number: int) -> Session | None:
        """The listener of a number, if he is here."""
        return self._here.get(number)

    def on(self, mount: str) -> list[Session]:
        """Who listens to a mount, in the order of coming."""
        return [session for session in self if session.mount == mount]

    def hits(self, mount: str) -> int:
        """How many came to a mount since the station started."""
        return self._hits[mount]

    def seconds(self, session: Session) -> float:
        """How long somebody has been here."""
        return max(0.0, self._clock() - session.since)

    def only_address(self) -> str | None:
        """The address that all listeners share; None where there are several, or nobody."""
        if len(self._by_address) != 1 or not self._here:
            return None
        return next(iter(self._here.values())).ip

    # What limits count: those here and those for whom a place is held

    def taken(self, mount: str | None = None) -> int:
        """Places that are taken on a mount, or on all."""
        self._release_overdue()
        return self._by_mount.total() if mount is None else self._by_mount[mount]

    def taken_by_address(self, ip: str) -> int:
        """Places that an address, or an IPv6 network, has taken."""
        self._release_overdue()
        return self._by_address[limit_key(ip)]

    def taken_by_user(self, user: str) -> int:
        """Places that an account has taken."""
        self._release_overdue()
        return self._by_user[user]

    def hold(self, session: Session) -> None:
        """Keep a place for somebody who is let in."""
        self._held[session.id] = session, self._clock() + PLACE_SECONDS
        self._count(session, 1)

    def release(self, number: int) -> None:
        """Keep it no more."""
        held = self._held.pop(number, None)
        if held is not None:
            self._count(held[0], -1)

    # What edges tell

    def came(self, listeners: Iterable[Mapping[str, Any]]) -> list[Session]:
        """Note who came; gives their sessions."""
        return [self._come(each) for each in listeners]

    def gone(self, number: int) -> Session | None:
        """Note that somebody went; gives his session, None for one who was never told of."""
        session = self._here.pop(number, None)
        if session is not None:
            self._count(session, -1)
        return session

    def edge_gone(self, edge: int) -> list[Session]:
        """An edge has ended, and its listeners with it; gives their sessions."""
        lost = [session for session in self if edge_of(session.id) == edge]
        for session in lost:
            self.gone(session.id)
        for number in [number for number in self._held if edge_of(number) == edge]:
            self.release(number)
        return lost

    def _come(self, told: Mapping[str, Any]) -> Session:
        session = Session(
            id=int(told["id"]),
            mount=str(told["mount"]),
            since=self._clock() - float(told["seconds"]),
            ip=str(told.get("ip", "")),
            agent=str(told.get("agent", "")),
            protocol=str(told.get("protocol", "")),
            icy=bool(told.get("icy", False)),
            referer=str(told.get("referer", "")),
            user=str(told.get("user", "")),
            port=int(told.get("port", 0)),
        )
        if session.id not in self._here:
            self.ever += 1
            self._hits[session.mount] += 1
        self.release(session.id)
        self.gone(session.id)  # told twice by an edge that lost us in between
        self._here[session.id] = session
        self._count(session, 1)
        return session

    def _release_overdue(self) -> None:
        now = self._clock()
        while self._held:
            number, (_, until) = next(iter(self._held.items()))
            if until > now:
                return
            self.release(number)

    def _count(self, session: Session, change: int) -> None:
        _add(self._by_mount, session.mount, change)
        _add(self._by_address, limit_key(session.ip), change)
        if session.user:
            _add(self._by_user, session.user, change)


def edge_of(number: int) -> int:
    """The edge that a listener is at."""
    return number // ID_SPACE


def _add(counter: Counter[str], key: str, change: int) -> None:
    counter[key] += change
    if counter[key] <= 0:
        del counter[key]
