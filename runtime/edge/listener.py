"""A listener: a connection and how far it has come."""

from typing import Protocol

from .intro import Intro

__all__ = ["NOT_YET", "Listener", "Wire"]

NOT_YET = -1
"""In place of an offset: not in the ring."""


class Wire(Protocol):
    """What is needed of a listener's non-blocking socket."""

    def send(self, data: bytes | memoryview, /) -> int:
        """Hand over what the system takes now. Raises BlockingIOError when that is nothing."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Listener:
    """Somebody with a player. Kept small, since there may be fifty thousand.

    Attributes:
        intro: what it hears first; None when it has, or there is nothing.
        id: its number, unique among all edges of a station.
        wire: its non-blocking socket.
        gone: whether it has left; its socket is closed then.
        offset: the next byte of the ring it gets; NOT_YET while it is not in the ring.
        start: where it enters the ring once `pending` is sent; NOT_YET while no place was found.
        entered: where it entered.
        sent: bytes it got before it entered, the answer's head among them.
        pending: private bytes that go before the ring: the answer's head, header pages, blanks.
        block_at: where in the ring its first title is due; NOT_YET where none is, or no more.
        block: that title.
        chain: the Ogg chain whose header pages it has; 0 for none.
        joined: when it came, in seconds of the edge's clock.
        mount: the path it asked for.
        icy: whether it gets titles.
        ip: its address.
        port: its port.
        agent: how its player calls itself.
        protocol: the version of its request.
        referer: the page it came from, as it says.
        user: who it is, where the station knows.
    """

    __slots__ = (
        "agent",
        "block",
        "block_at",
        "chain",
        "entered",
        "gone",
        "icy",
        "id",
        "intro",
        "ip",
        "joined",
        "mount",
        "offset",
        "pending",
        "port",
        "protocol",
        "referer",
        "sent",
        "start",
        "user",
        "wire",
    )

    def __init__(self, number: int, wire: Wire, mount: str, head: bytes, joined: float, *, icy: bool) -> None:
        self.id = number
        self.wire = wire
        self.mount = mount
        self.pending = head
        self.joined = joined
        self.icy = icy
        self.gone = False
        self.intro: Intro | None = None
        self.offset = self.start = self.entered = self.block_at = NOT_YET
        self.block = b""
        self.sent = self.chain = self.port = 0
        self.ip = self.agent = self.protocol = self.referer = self.user = ""

    def enter(self) -> None:
        """Enter the ring at `start`."""
        self.offset = self.entered = self.start

    def leave_ring(self, pending: bytes = b"") -> None:
        """Step out of the ring; with `pending` sent, another place in it is looked for."""
        self.sent = self.total_bytes
        self.pending = pending
        self.offset = self.start = self.entered = self.block_at = NOT_YET

    @property
    def total_bytes(self) -> int:
        """All it was sent so far."""
        return self.sent + self.offset - self.entered
