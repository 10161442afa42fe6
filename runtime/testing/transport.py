"""A non-blocking socket in memory, as wide as a test wants it."""

__all__ = ["MemorySocket", "memory_socket_pair"]


class MemorySocket:
    """One end of a connection in memory, with the calls of a non-blocking `socket.socket` that our code uses.

    Attributes:
        inbox: bytes that arrived and were not yet received.
        closed: whether this end was closed.
        sends: how many `send` calls took bytes, so that a test can count them.
    """

    def __init__(self, capacity: int) -> None:
        self.inbox = bytearray()
        self.closed = False
        self.sends = 0
        self._capacity = capacity
        self._peer: MemorySocket | None = None

    def connect_to(self, peer: "MemorySocket") -> None:
        """Make `peer` the one that gets what is sent here."""
        self._peer = peer

    def send(self, data: bytes | memoryview) -> int:
        """Hand over what the peer's buffer takes. Raises BlockingIOError when full, OSError when gone."""
        if self.closed or self._peer is None:
            raise OSError("the socket is closed")
        if self._peer.closed:
            raise ConnectionResetError("the peer closed")
        room = self._peer.room()
        if room <= 0:
            raise BlockingIOError("the peer's buffer is full")
        self._peer.inbox += data[:room]
        self.sends += 1
        return min(room, len(data))

    def room(self) -> int:
        """Bytes that still fit in the inbox."""
        return self._capacity - len(self.inbox)

    def recv(self, limit: int) -> bytes:
        """Take what has arrived; b"" once the peer has closed. Raises BlockingIOError before that."""
        if not self.inbox and not (self._peer and self._peer.closed):
            raise BlockingIOError("nothing has arrived")
        taken = bytes(self.inbox[:limit])
        del self.inbox[:limit]
        return taken

    def close(self) -> None:
        """Close this end."""
        self.closed = True


def memory_socket_pair(capacity: int = 1 << 20) -> tuple[MemorySocket, MemorySocket]:
    """Two connected ends; each takes at most `capacity` bytes that were not yet received."""
    left, right = MemorySocket(capacity), MemorySocket(capacity)
    left.connect_to(right)
    right.connect_to(left)
    return left, right
