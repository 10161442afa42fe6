"""Somebody at the front door, and what the door asks of the edge behind it."""

import socket
from typing import Protocol

from runtime.net import DoorMode, plain_ip
from runtime.net.connection import Connection, PlainConnection
from runtime.net.tls_connection import TlsConnection
from runtime.protocols.http1 import ReceivedHead
from runtime.protocols.icecast import AskHealth, AskOnAir, Refusal, Serve, Table

from .certificates import Certificates
from .listener import Wire

__all__ = ["Guest", "House", "Peer"]

Peer = tuple[str, int]


class Guest:
    """Somebody who connected.

    Attributes:
        connection: what is spoken with him over; plain until TLS is agreed.
        peer: address and port; what a trusted proxy says they are, once it has said so.
        mode: what is spoken where he came in.
        forwarded: the scheme that a trusted proxy was asked by; "" where there is none, or it says nothing.
        stays: whether the connection belongs to somebody else now, and is not to be closed at the door.
    """

    __slots__ = ("connection", "forwarded", "mode", "peer", "stays")

    def __init__(self, sock: socket.socket, peer: Peer, mode: DoorMode = "plain") -> None:
        self.connection: Connection = PlainConnection(sock)
        self.peer = peer
        self.mode = mode
        self.stays = False
        self.forwarded = ""

    @property
    def sock(self) -> socket.socket:
        """The non-blocking socket underneath."""
        return self.connection.sock

    @property
    def wire(self) -> Wire:
        """What a listener is sent over: the socket itself where nothing is spoken underneath."""
        return self.connection if isinstance(self.connection, TlsConnection) else self.sock

    @property
    def is_secure(self) -> bool:
        """Whether TLS is spoken with him here."""
        return bool(self.connection.tls)

    @property
    def scheme(self) -> str:
        """How he believes to be connected: "https" or "http"."""
        return self.forwarded or ("https" if self.is_secure else "http")

    @property
    def local(self) -> tuple[str, int]:
        """The address and port that he came to."""
        ip, port = self.sock.getsockname()[:2]
        return plain_ip(str(ip)), int(port)


class House(Protocol):
    """What the door asks of the edge behind it."""

    table: Table
    certificates: Certificates

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
