"""Somebody at the front door, and what the door asks of the edge behind it."""

import socket
from typing import Protocol

from runtime.net import DoorMode
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import AskHealth, AskOnAir, Refusal, Serve, Table

__all__ = ["Guest", "House", "Peer"]

Peer = tuple[str, int]


class Guest:
    """Somebody who connected.

    Attributes:
        sock: the non-blocking connection.
        mode: what is spoken where he came in.
        peer: address and port; what a trusted proxy says they are, once it has said so.
        stays: whether the connection belongs to somebody else now, and is not to be closed at the door.
    """

    __slots__ = ("mode", "peer", "sock", "stays")

    def __init__(self, sock: socket.socket, peer: Peer, mode: DoorMode = "plain") -> None:
        self.mode = mode
        self.sock = sock
        self.peer = peer
        self.stays = False

    @property
    def local(self) -> tuple[str, int]:
        """The address and port that he came to."""
        ip, port = self.sock.getsockname()[:2]
        return str(ip), int(port)


class House(Protocol):
    """What the door asks of the edge behind it."""

    table: Table

    def is_full(self) -> bool:
        """Whether no further connection may come in."""
        ...

    async def wait_for_table(self) -> None:
        """Wait until it is known what may be served. Raises PeerFault when that takes too long."""
        ...

    async def rouse(self, path: str) -> None:
        """Wake a mount that sleeps, and wait for it. Raises PeerFault when it does not wake up."""
        ...

    def refuse(self, kind: str, ip: str, path: str, why: str) -> None:
        """Count a connection that was sent away, by the sort of reason, and tell the station of it."""
        ...

    async def welcome(self, guest: Guest, serve: Serve, head: ReceivedHead) -> Refusal | None:
        """Let a listener in, whose socket is the house's then; or say why not."""
        ...

    async def pass_on(self, guest: Guest, initial: bytes) -> None:
        """Hand the guest to the station, socket and all. Raises PeerFault while it is away."""
        ...

    def health(self, outcome: AskHealth | AskOnAir) -> bytes:
        """The answer to a question for health."""
        ...
