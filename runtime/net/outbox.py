"""What waits to be sent over a channel: bounded, and taken by one writing thread."""

import socket
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .handles import Handle

__all__ = ["QUEUED_BYTES", "QUEUED_MESSAGES", "Outbox", "Packet"]

QUEUED_MESSAGES = 1024
"""Messages that may wait to be sent."""

QUEUED_BYTES = 64 * 1024 * 1024
"""Bytes of messages that may wait to be sent."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A message that can be sent.

    Attributes:
        fields: its content, with the type; in full only where handles must still be described in it.
        blob: what goes beside it, likewise.
        data: the message as bytes, where no handles travel with it.
        handles: what travels with it.
    """

    fields: Mapping[str, Any]
    blob: bytes
    data: bytes
    handles: tuple[Handle, ...]

    def drop(self) -> None:
        """Close the sockets; memory is its owner's."""
        for handle in self.handles:
            if isinstance(handle, socket.socket):
                handle.close()


class Outbox:
    """A queue that is never waited on by those who fill it. Any thread may call any of it."""

    def __init__(self) -> None:
        self._packets: deque[Packet] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._last = False  # nothing more comes in

    def __len__(self) -> int:
        return len(self._packets)

    def put(self, packet: Packet) -> bool:
        """Queue a message; False when there is no room. After `finish` it is dropped."""
        with self._changed:
            if self._last:
                packet.drop()
                return True
            if len(self._packets) >= QUEUED_MESSAGES or self._bytes + len(packet.data) > QUEUED_BYTES:
                packet.drop()
                return False
            self._packets.append(packet)
            self._bytes += len(packet.data)
            self._changed.notify_all()
            return True

    def take(self) -> Packet | None:
        """Wait for the next message; None when none comes any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._packets or self._last)
            if not self._packets:
                return None
            packet = self._packets.popleft()
            self._bytes -= len(packet.data)
            return packet

    def finish(self) -> None:
        """Take in no more; what is queued can still be taken."""
        with self._changed:
            self._last = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Take in no more, and drop what is queued."""
        with self._changed:
            self._last = True
            dropped, self._packets = self._packets, deque()
            self._changed.notify_all()
        for packet in dropped:
            packet.drop()
