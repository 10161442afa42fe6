"""Finds connections whose peer takes nothing any more, so that they do not hold a place for ever."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

__all__ = ["STUCK_SECONDS", "StuckWatch"]

STUCK_SECONDS = 20.0
"""How long a peer may take nothing of what waits for it."""


class _Transport(Protocol):
    def get_write_buffer_size(self) -> int: ...


TransportType = TypeVar("TransportType", bound=_Transport)


class StuckWatch:
    """Look from time to time; who has something waiting and took nothing of it for `STUCK_SECONDS` is stuck."""

    def __init__(self) -> None:
        self._waiting: dict[_Transport, tuple[int, float]] = {}

    def look(self, transports: Iterable[TransportType], now: float) -> list[TransportType]:
        """Those of these that are stuck at `now` (seconds on a clock that only goes forward)."""
        before, self._waiting = self._waiting, {}
        stuck = []
        for transport in transports:
            size = transport.get_write_buffer_size()
            if not size:
                continue
            least, since = before.get(transport, (size, now))
            self._waiting[transport] = (size, now) if size < least else (least, since)
            if size >= least and now - since >= STUCK_SECONDS:
                stuck.append(transport)
        return stuck
