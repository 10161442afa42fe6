"""Sockets duplicated into the other process (`socket.share`), memory by its tag: Windows only."""

import base64
import binascii
import os
import socket
import sys
from typing import Any

from runtime.errors import PeerFault
from runtime.kernel import SharedMemory

from .handles import Handle, PlainCarrier

__all__ = ["ShareCarrier"]

assert sys.platform == "win32"


class ShareCarrier(PlainCarrier):
    """Duplicates sockets into the process `peer_pid`; None is this process.

    The duplicate lives in the other process from the moment it is described, so our own may be closed at once
    (`multiprocessing.resource_sharer` of the standard library relies on the same).
    """

    def __init__(self, peer_pid: int | None) -> None:
        self._peer_pid = peer_pid if peer_pid is not None else os.getpid()

    def describe(self, handle: Handle) -> dict[str, Any]:
        """Duplicate a socket into the other process, or name a memory.

        Raises:
            OSError: the other process is gone.
        """
        if isinstance(handle, SharedMemory):
            return {"kind": "memory", "name": handle.name, "size": handle.size, "tag": handle.tag}
        return {"kind": "socket", "share": base64.b64encode(handle.share(self._peer_pid)).decode()}

    def take(self, description: dict[str, Any]) -> Handle:
        """Open what the other process has duplicated into this one.

        Raises:
            PeerFault: the description makes no sense.
            OSError: what it describes is not there.
        """
        match description:
            case {"kind": "memory", "name": str(name), "size": int(size), "tag": str(tag)} if size > 0:
                return SharedMemory.from_tag(name, size, tag)
            case {"kind": "socket", "share": str(share)}:
                return _socket(share)
            case _:
                raise PeerFault("a handle is described in no way we know")

    def interrupt(self, sock: socket.socket) -> None:
        """Close the socket; here nothing else wakes who waits on it."""
        super().interrupt(sock)
        sock.close()


def _socket(share: str) -> socket.socket:
    try:
        return socket.fromshare(base64.b64decode(share, validate=True))
    except binascii.Error as wrong:
        raise PeerFault("a socket is described in no way we know") from wrong
