"""What stays while processes come and go: listen sockets, shared memory, and which edges they are given to.

The supervisor stands on it, and so does a station that is its own supervisor (`--edges 0`), so that an edge
is sent the very same messages by either.
"""

import contextlib
import socket
import sys
import threading
from dataclasses import dataclass

from runtime.errors import OperatorFault
from runtime.kernel import SharedMemory
from runtime.net import Acceptor, Channel, DoorMode, listen, plain_ip

__all__ = ["EDGE_BACKLOG", "MEMORY_LIMIT", "Ground"]

MEMORY_LIMIT = 1024 * 1024 * 1024
"""Bytes of shared memory in all, unless the caller says otherwise."""

EDGE_BACKLOG = 256
"""Messages waiting for an edge, beyond which it is given no new connections for a moment."""

WAIT_FOR_EDGE = 2.0
"""Seconds that a new connection waits for an edge to be ready."""


@dataclass(frozen=True, slots=True)
class _Door:
    """One listen socket. Where an acceptor serves it, the socket is the acceptor's."""

    host: str
    asked: int
    sock: socket.socket
    acceptor: Acceptor | None

    @property
    def port(self) -> int:
        return int(self.sock.getsockname()[1])

    def open(self) -> None:
        if self.acceptor is not None:
            self.acceptor.start()

    def close(self) -> None:
        if self.acceptor is not None:
            self.acceptor.stop()
        self.sock.close()


class Ground:
    """Listen sockets by id and memories by name, given to every edge that is here.

    Only one thread may call it. `accepting` takes the Windows way anywhere: accept here, give away single
    connections.
    """

    def __init__(
        self, *, memory_limit: int = MEMORY_LIMIT, accepting: bool = sys.platform == "win32"
    ) -> None:
        self._limit = memory_limit
        self._accepting = accepting
        self._doors: dict[str, _Door] = {}
        self._modes: dict[str, DoorMode] = {}
        self._memories: dict[str, SharedMemory] = {}
        self._edges: dict[int, Channel] = {}
        self._share = _Distribution()

    @property
    def memories(self) -> tuple[SharedMemory, ...]:
        """All memories that exist; they belong to the ground."""
        return tuple(self._memories.values())

    def listen(self, door_id: str, host: str, port: int, mode: DoorMode = "plain") -> tuple[str, int]:
        """Listen, or go on listening, and let the edges accept in this mode. Gives the real address.

        Raises:
            PortTaken: another program listens there.
            OperatorFault: the address is not ours, not allowed, or not known.
        """
        door = self._doors.get(door_id)
        if door is not None and (door.host, door.asked) == (host, port):
            self._change_mode(door_id, door, mode)
            return door.host, door.port
        if door is not None and door.port == port:
            self.unlisten(door_id)  # at one port the two would stand in each other's way
        opened = self._open(door_id, host, port)
        self.unlisten(door_id)
        self._modes[door_id] = mode
        door = self._doors[door_id] = opened
        opened.open()
        for channel in self._edges.values():
            self._give_door(channel, door_id, door)
        return door.host, door.port

    def unlisten(self, door_id: str) -> None:
        """Close a listen socket, here and in the edges."""
        if (door := self._doors.pop(door_id, None)) is not None:
            door.close()
            for channel in self._edges.values():
                channel.send("unlisten", {"id": door_id})

    def memory(self, name: str, size: int) -> SharedMemory:
        """Give the memory of that name and size, as it is or new, and let the edges have it. It stays the
        ground's.

        Raises:
            OperatorFault: that would be more than may be shared in all, or more than the system has.
        """
        known = self._memories.get(name)
        if known is not None and known.size == size:
            return known
        self.release(name)
        memory = self._memories[name] = self._create(name, size)
        for channel in self._edges.values():
            _give_memory(channel, memory)
        return memory

    def release(self, name: str) -> None:
        """Let go of a memory, here and in the edges."""
        if self._memories.pop(name, None) is not None:  # it goes once the messages that carry it are sent
            for channel in self._edges.values():
                channel.send("release", {"name": name})

    def add_edge(self, index: int, channel: Channel) -> None:
        """Give an edge all there is, and from now on all that comes."""
        self._edges[index] = channel
        for memory in self._memories.values():
            _give_memory(channel, memory)
        for door_id, door in self._doors.items():
            self._give_door(channel, door_id, door)
        self._share.add(index, channel)

    def remove_edge(self, index: int) -> None:
        """Forget an edge that has ended."""
        self._edges.pop(index, None)
        self._share.remove(index)

    def close_doors(self) -> None:
        """Accept nothing more here; what edges were given is theirs."""
        for door in self._doors.values():
            door.close()
        self._doors.clear()

    def close(self) -> None:
        """Let go of everything."""
        self.close_doors()
        for memory in self._memories.values():
            memory.close()
        self._memories.clear()
        self._edges.clear()

    def _open(self, door_id: str, host: str, port: int) -> _Door:
        sock = listen(host, port)
        if not self._accepting:
            return _Door(host, port, sock, None)
        acceptor = Acceptor(
            sock,
            lambda connection, peer: self._share.give(door_id, self._modes[door_id], connection, peer),
            name=door_id,
        )
        return _Door(host, port, sock, acceptor)

    def _change_mode(self, door_id: str, door: _Door, mode: DoorMode) -> None:
        """Let the edges speak something else at a door that stays open."""
        if self._modes[door_id] != mode:
            self._modes[door_id] = mode
            for channel in self._edges.values():
                self._give_door(channel, door_id, door)

    def _give_door(self, channel: Channel, door_id: str, door: _Door) -> None:
        if door.acceptor is None:
            mode = self._modes[door_id]
            fields = {"id": door_id, "host": door.host, "port": door.port, "mode": mode}
            channel.send("listen", fields, handles=[door.sock.dup()])

    def _create(self, name: str, size: int) -> SharedMemory:
        used = sum(memory.size for memory in self._memories.values())
        if used + size > self._limit:
            wanted = f"{(used + size) >> 20} MiB of shared memory would be in use with {name}"
            raise OperatorFault(f"{wanted}, and {self._limit >> 20} are allowed")
        try:
            return SharedMemory.create(name, size)
        except (OSError, ValueError) as wrong:
            raise OperatorFault(f"the system gives no {size} bytes of shared memory: {wrong}") from wrong


def _give_memory(channel: Channel, memory: SharedMemory) -> None:
    channel.send("memory", {"name": memory.name, "size": memory.size}, handles=[memory])


class _Distribution:
    """Which edge gets the next connection: one after the other. Called by the accepting threads and the
    ground's.
    """

    def __init__(self) -> None:
        self._edges: dict[int, Channel] = {}
        self._last = -1
        self._changed = threading.Condition()

    def add(self, index: int, channel: Channel) -> None:
        with self._changed:
            self._edges[index] = channel
            self._changed.notify_all()

    def remove(self, index: int) -> None:
        with self._changed:
            self._edges.pop(index, None)

    def give(self, door_id: str, mode: DoorMode, connection: socket.socket, peer: tuple[str, int]) -> None:
        with self._changed:
            channel = self._changed.wait_for(self._next, WAIT_FOR_EDGE)
        if channel is None:
            with contextlib.suppress(OSError):
                connection.close()
            return
        fields = {"id": door_id, "mode": mode, "peer": [plain_ip(peer[0]), peer[1]]}
        channel.send("connection", fields, handles=[connection])

    def _next(self) -> Channel | None:
        after = sorted(self._edges, key=lambda index: (index <= self._last, index))
        for index in after:
            if self._edges[index].backlog < EDGE_BACKLOG:
                self._last = index
                return self._edges[index]
        return None
