"""What an edge tells the station of its listeners: batched, bounded, and complete again after every outage.

Strategy: while the station is away nobody is told who came; when it is back it hears of everybody who is
    here then. Those who left
meanwhile are kept, the newest of them, with a count of the rest.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from .listener import Listener

__all__ = ["GONE_KEPT", "LISTENERS_A_MESSAGE", "MESSAGES_AT_ONCE", "Reports"]

GONE_KEPT = 10_000
"""Listeners that left and were not reported yet; the oldest are only counted beyond that."""

LISTENERS_A_MESSAGE = 100
"""Listeners in one message, which may have 64 KiB."""

MESSAGES_AT_ONCE = 50
"""Messages of either kind that go out in one second."""

Report = tuple[str, dict[str, Any]]
Item = TypeVar("Item")


class Reports:
    """Gathers who came and went."""

    def __init__(self) -> None:
        self._came: deque[Listener] = deque()
        self._gone: deque[dict[str, Any]] = deque()
        self._missed = 0
        self._station_here = False

    def station_came(self, present: Iterable[Listener]) -> None:
        """Tell a new station of everybody who is here."""
        self._station_here = True
        self._came = deque(present)

    def station_left(self) -> None:
        """Keep to what can be told later."""
        self._station_here = False
        self._came.clear()

    def came(self, listener: Listener) -> None:
        """Note that somebody listens."""
        if self._station_here:
            self._came.append(listener)

    def gone(self, listener: Listener, reason: str, now: float) -> None:
        """Note that somebody left."""
        if len(self._gone) >= GONE_KEPT:
            self._gone.popleft()
            self._missed += 1
        self._gone.append(
            {
                "id": listener.id,
                "mount": listener.mount,
                "seconds": round(now - listener.joined, 3),
                "bytes": listener.total_bytes,
                "reason": reason,
            }
        )

    def take(self, counts: Mapping[str, Any], now: float) -> list[Report]:
        """What to send now; call it once a second while the station is here.

        Who came is always told before he is told gone.
        """
        came = [[_description(each, now) for each in batch] for batch in _batches(self._came)]
        gone = [] if self._came else list(_batches(self._gone))
        return [
            *(("came", {"listeners": listeners}) for listeners in came),
            *(("gone", {"listeners": listeners}) for listeners in gone),
            ("counts", {**counts, "missed": self._missed}),
        ]


def _batches(waiting: deque[Item]) -> Iterator[list[Item]]:
    """Take what one second may carry, a message's worth at a time."""
    for _ in range(MESSAGES_AT_ONCE):
        if not waiting:
            return
        yield [waiting.popleft() for _ in range(min(LISTENERS_A_MESSAGE, len(waiting)))]


def _description(listener: Listener, now: float) -> dict[str, Any]:
    return {
        "id": listener.id,
        "mount": listener.mount,
        "ip": listener.ip,
        "port": listener.port,
        "agent": listener.agent,
        "icy": listener.icy,
        "protocol": listener.protocol,
        "referer": listener.referer,
        "user": listener.user,
        "seconds": round(now - listener.joined, 3),
    }
