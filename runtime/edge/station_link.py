"""The link to the station, which comes and goes while the edge stays."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Mapping
from typing import Any

from runtime.errors import Fault
from runtime.net import Channel, Message

from .listener import Listener
from .reports import Reports

__all__ = ["BACKLOG", "StationLink"]

log = logging.getLogger("legacystream.edge")

BACKLOG = 512
"""Messages on their way to the station beyond which reports wait."""


class StationLink:
    """Speaks with whichever station is there.

    Args:
        index: which edge this is.
        reports: what it is to be told of listeners.
        on_message: is given what the present station says; may raise Fault, KeyError, TypeError, ValueError.
        on_left: is told when it is there no more.

    Attributes:
        channel: the way to the station; None while it is away.
    """

    def __init__(
        self,
        index: int,
        reports: Reports,
        on_message: Callable[[Message], None],
        on_left: Callable[[], None] = lambda: None,
    ) -> None:
        self.channel: Channel | None = None
        self._index = index
        self._reports = reports
        self._on_message = on_message
        self._on_left = on_left
        self._here = asyncio.Event()

    def attach(self, station: Channel, present: list[Listener]) -> None:
        """Speak with this station from now on, and tell it who listens; the channel is started here."""
        self.close()
        self.channel = station
        self._here.set()
        self._reports.station_came(present)
        station.start(
            asyncio.get_running_loop().call_soon_threadsafe,
            lambda message: self._said(station, message),
            lambda reason: self._lost(station, reason),
        )
        station.send("hello", {"index": self._index, "pid": os.getpid()})

    def close(self) -> None:
        """Let go of the station."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None
            self._here.clear()
            self._reports.station_left()
            self._on_left()

    async def wait(self, seconds: float) -> Channel | None:
        """The station, also if it comes within so many seconds."""
        if self.channel is None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._here.wait()
        return self.channel

    def ask(self, kind: str, fields: Mapping[str, Any]) -> bool:
        """Ask the station something at once; False while it is away or has too much to read."""
        if self.channel is None or self.channel.backlog > BACKLOG:
            return False
        try:
            self.channel.send(kind, fields)
        except Fault as wrong:
            log.error("the station cannot be asked: %s", wrong)
            return False
        return True

    def report(self, counts: Mapping[str, Any], now: float) -> None:
        """Tell the station of listeners, unless it still has much to read."""
        if self.channel is None or self.channel.backlog > BACKLOG:
            return
        try:
            for kind, fields in self._reports.take(counts, now):
                self.channel.send(kind, fields)
        except Fault as wrong:
            log.error("the station cannot be told of listeners: %s", wrong)

    def _said(self, station: Channel, message: Message) -> None:
        if station is not self.channel:
            message.discard()
            return
        try:
            self._on_message(message)
        except (Fault, KeyError, TypeError, ValueError) as wrong:
            log.error("the station's message %r cannot be used: %s", message.type, wrong)

    def _lost(self, station: Channel, reason: str) -> None:
        if station is self.channel:
            log.debug("%s; listeners are served with what is there", reason)  # the supervisor says it for all
            self.close()
