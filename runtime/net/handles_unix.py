"""Descriptors beside the bytes of a Unix socket (`SCM_RIGHTS`)."""

import array
import contextlib
import os
import socket
import sys
from collections import deque
from collections.abc import Sequence
from typing import Any

from runtime.errors import PeerFault
from runtime.kernel import SharedMemory

from .framing import HANDLES
from .handles import CHUNK, Handle

__all__ = ["DescriptorCarrier"]

_ROOM = 4 * HANDLES
"""Descriptors accepted with one receive; the kernel never joins two messages that both carry some."""


class DescriptorCarrier:
    """Sends descriptors with the first byte of their message and keeps those that arrive, in order."""

    def __init__(self) -> None:
        self._arrived: deque[int] = deque()

    def describe(self, handle: Handle) -> dict[str, Any]:
        """Say whether it is a socket or a memory, and how large."""
        if isinstance(handle, SharedMemory):
            return {"kind": "memory", "name": handle.name, "size": handle.size}
        return {"kind": "socket"}

    def send(self, sock: socket.socket, data: bytes, handles: Sequence[Handle]) -> None:
        """Send all of `data`, and the handles with its first byte.

        Raises:
            OSError: the other side is gone, or a handle was closed meanwhile.
        """
        sent = 0
        if handles:
            descriptors = array.array("i", [handle.fileno() for handle in handles])
            sent = sock.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
        sock.sendall(memoryview(data)[sent:])

    def receive(self, sock: socket.socket) -> bytes:
        """Wait for bytes; b"" is the end. Descriptors that come along are kept for `take`.

        Raises:
            PeerFault: more descriptors came than a message may carry.
            OSError: the connection is broken.
        """
        flags = socket.MSG_CMSG_CLOEXEC if sys.platform == "linux" else 0
        data, ancillary, result, _ = sock.recvmsg(CHUNK, socket.CMSG_SPACE(_ROOM * 4), flags)
        for level, kind, payload in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                self._arrived.extend(_descriptors(payload))
        if result & socket.MSG_CTRUNC:
            raise PeerFault("more handles came than a message may carry")
        return data

    def take(self, description: dict[str, Any]) -> Handle:
        """Give the next handle that arrived, as described.

        Raises:
            PeerFault: none arrived, or the description makes no sense.
            OSError: it is not what the description says.
        """
        if not self._arrived:
            raise PeerFault("a handle is described that has not come")
        descriptor = self._arrived.popleft()
        match description:
            case {"kind": "memory", "name": str(name), "size": int(size)} if size > 0:
                return _memory(name, size, descriptor)
            case {"kind": "socket"}:
                return _socket(descriptor)
            case _:
                os.close(descriptor)
                raise PeerFault("a handle is described in no way we know")

    def interrupt(self, sock: socket.socket) -> None:
        """Wake whoever waits in `send` or `receive`; nothing more passes."""
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    def discard(self) -> None:
        """Close what arrived and was never taken."""
        while self._arrived:
            os.close(self._arrived.popleft())


def _descriptors(payload: bytes) -> list[int]:
    numbers = array.array("i")
    numbers.frombytes(payload[: len(payload) - len(payload) % numbers.itemsize])
    for descriptor in numbers:
        os.set_inheritable(descriptor, False)
    return list(numbers)


def _memory(name: str, size: int, descriptor: int) -> SharedMemory:
    try:
        return SharedMemory.from_descriptor(name, size, descriptor)
    except ValueError as wrong:
        raise PeerFault(f"the memory {name!r} is smaller than {size} bytes") from wrong


def _socket(descriptor: int) -> socket.socket:
    try:
        return socket.socket(fileno=descriptor)
    except OSError:
        os.close(descriptor)
        raise
