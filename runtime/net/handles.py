"""How sockets and memories travel with a message from one process to another.

A **carrier** moves the bytes of a channel and, beside them, its handles: as descriptors on Unix
(`SCM_RIGHTS`), by duplication into the other process on Windows (`socket.share`, a tag for memory). Each
handle is described in the message's own JSON, under `_handles`, so that the receiver knows what comes.
"""

import contextlib
import socket
import sys
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from runtime.errors import OurFault, PeerFault
from runtime.kernel import SharedMemory

__all__ = ["CHUNK", "Carrier", "Handle", "PlainCarrier", "carrier_for"]

Handle: TypeAlias = socket.socket | SharedMemory
"""What can travel with a message."""

CHUNK = 256 * 1024
"""Bytes taken from a channel at once."""


class Carrier(Protocol):
    """Moves bytes and handles over one socket."""

    def describe(self, handle: Handle) -> dict[str, Any]:
        """Say in the message what travels beside it."""
        ...

    def send(self, sock: socket.socket, data: bytes, handles: Sequence[Handle]) -> None:
        """Send all of `data`, and the handles with its first byte."""
        ...

    def receive(self, sock: socket.socket) -> bytes:
        """Wait for bytes; b"" is the end. Handles that come along are kept for `take`."""
        ...

    def take(self, description: dict[str, Any]) -> Handle:
        """Give the next handle that arrived, as described."""
        ...

    def discard(self) -> None:
        """Close what arrived and was never taken."""
        ...

    def interrupt(self, sock: socket.socket) -> None:
        """Wake whoever waits in `send` or `receive`; nothing more passes."""
        ...


def carrier_for(sock: socket.socket, peer_pid: int | None) -> Carrier:
    """Choose how handles travel over `sock` on this system."""
    if sys.platform == "win32":
        from .handles_windows import ShareCarrier

        return ShareCarrier(peer_pid)
    if sock.family == socket.AF_UNIX:
        from .handles_unix import DescriptorCarrier

        return DescriptorCarrier()
    return PlainCarrier()


class PlainCarrier:
    """Bytes alone: a TCP connection on Unix, which can carry no handles."""

    def describe(self, handle: Handle) -> dict[str, Any]:
        """Refuse.

        Raises:
            OurFault: always.
        """
        raise OurFault(f"{handle!r} cannot travel over this channel")

    def send(self, sock: socket.socket, data: bytes, handles: Sequence[Handle]) -> None:  # noqa: ARG002 - none can come
        """Send the bytes."""
        sock.sendall(data)

    def receive(self, sock: socket.socket) -> bytes:
        """Wait for bytes; b"" is the end."""
        return sock.recv(CHUNK)

    def take(self, description: dict[str, Any]) -> Handle:  # noqa: ARG002 - none
        """Refuse.

        Raises:
            PeerFault: always.
        """
        raise PeerFault("a handle is described that cannot have come")

    def discard(self) -> None:
        """Nothing is ever kept."""

    def interrupt(self, sock: socket.socket) -> None:
        """Wake whoever waits in `send` or `receive`; nothing more passes."""
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
