"""A channel: messages, and sockets and memory with them, between two of our processes.

Strategy: reading and writing run in two threads with plain blocking calls, the same on every system; an event
loop only ever sees whole messages, in order. `send` never blocks: what waits is bounded, and a peer that does
not drain it is treated as lost.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from runtime.errors import OurFault, PeerFault
from runtime.kernel import SharedMemory

from .framing import Framer, encode
from .handles import Handle, carrier_for
from .outbox import Outbox, Packet

__all__ = ["FLUSH_SECONDS", "UNHANDLED_MESSAGES", "Channel", "Message", "channel_pair"]

UNHANDLED_MESSAGES = 1024
"""Messages that may wait to be handled; the other end waits then."""

FLUSH_SECONDS = 2.0
"""How long `close` goes on sending what is queued."""

Deliver: TypeAlias = Callable[[Callable[[], None]], object]
"""Runs a callback where messages are wanted: `loop.call_soon_threadsafe`, or a queue's `put`."""


@dataclass(frozen=True, slots=True)
class Message:
    """What came over a channel. The handles belong to whoever receives it.

    Attributes:
        type: what kind of message it is.
        fields: its content, without the type.
        blob: bytes that came beside it.
        handles: sockets and memories, in the order in which they were sent.
    """

    type: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    blob: bytes = b""
    handles: tuple[Handle, ...] = ()

    def discard(self) -> None:
        """Close the handles of a message that nobody wants."""
        for handle in self.handles:
            handle.close()

    def socket(self) -> "socket.socket":
        """Give the one socket that came with it.

        Raises:
            PeerFault: there is none.
        """
        match self.handles:
            case (socket.socket() as sock,):
                return sock
        raise PeerFault(f"the message {self.type!r} came without its socket")

    def memory(self) -> SharedMemory:
        """Give the one memory that came with it.

        Raises:
            PeerFault: there is none.
        """
        match self.handles:
            case (SharedMemory() as memory,):
                return memory
        raise PeerFault(f"the message {self.type!r} came without its memory")


class Channel:
    """One end of a channel. Call `start` once; `send` may be called before.

    Sockets that are sent belong to the channel, which closes them once they are on their way (send
    `sock.dup()` to keep one); memory stays the caller's and must stay open until it is sent.

    Args:
        sock: a connected stream socket, which belongs to the channel from now on.
        name: who is at the other end, for messages and thread names.
        peer_pid: the other end's process, needed to pass sockets on Windows; None is this process.
    """

    def __init__(self, sock: socket.socket, *, name: str, peer_pid: int | None = None) -> None:
        self.name = name
        self.peer_pid = peer_pid
        self._sock = sock
        self._carrier = carrier_for(sock, peer_pid)
        self._outbox = Outbox()
        self._room = threading.Semaphore(UNHANDLED_MESSAGES)
        self._state = threading.RLock()
        self._closed = False  # by this end
        self._ended = False  # the reader has heard the last of it
        self._given_up = ""  # why both threads must end at once
        self._threads: list[threading.Thread] = []
        self._finished = threading.Event()

    @property
    def backlog(self) -> int:
        """Messages that wait to be sent."""
        return len(self._outbox)

    def start(
        self, deliver: Deliver, on_message: Callable[[Message], None], on_close: Callable[[str], None]
    ) -> None:
        """Begin to read and write.

        Args:
            deliver: runs callbacks where they are wanted; called from the channel's own threads.
            on_message: is given every message, in order.
            on_close: is told once why the channel ended, unless this end closed it.
        """
        read = partial(self._read, deliver, on_message, on_close)
        with self._state:  # an end that comes at once waits until both threads run
            for what, work in (("read", read), ("write", self._write)):
                thread = threading.Thread(target=work, name=f"{self.name}: {what}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def send(
        self,
        kind: str,
        fields: Mapping[str, Any] | None = None,
        *,
        blob: bytes = b"",
        handles: Sequence[Handle] = (),
    ) -> None:
        """Queue a message; never blocks. After the end of the channel it is dropped, and its sockets closed.

        Raises:
            OurFault: the message is too large, or not to be said in JSON.
        """
        message = {**(fields or {}), "type": kind}
        try:
            data = encode(message, blob, len(handles))
        except OurFault:
            Packet({}, b"", b"", tuple(handles)).drop()
            raise
        packet = Packet(message, blob, data, tuple(handles)) if handles else Packet({}, b"", data, ())
        if not self._outbox.put(packet):
            self._give_up(f"{self.name} does not take its messages")

    def close(self) -> None:
        """Send what is queued, for `FLUSH_SECONDS` at most, then end.

        Returns at once; the end of the program waits for it.
        """
        self._outbox.finish()
        with self._state:
            over, self._closed = self._closed or self._ended, True
        if not over:
            threading.Thread(target=self._finish, name=f"{self.name}: close").start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until a closed channel has let go of everything; False after `timeout` seconds in vain."""
        return self._finished.wait(timeout)

    def _give_up(self, reason: str) -> None:
        """Let both threads come to their end now; the reader reports why."""
        with self._state:
            self._given_up = self._given_up or reason
        self._outbox.abandon()
        self._room.release()
        self._carrier.interrupt(self._sock)

    # Writing

    def _write(self) -> None:
        while (packet := self._outbox.take()) is not None:
            try:
                self._carrier.send(self._sock, self._wire(packet), packet.handles)
            except ConnectionError:
                self._outbox.abandon()  # it reads no more, but what it said before can still be read
            except (OSError, OurFault) as wrong:
                self._give_up(f"{self.name} cannot be written to: {wrong}")
            finally:
                packet.drop()

    def _wire(self, packet: Packet) -> bytes:
        if not packet.handles:
            return packet.data
        described = [self._carrier.describe(handle) for handle in packet.handles]
        return encode({**packet.fields, "_handles": described}, packet.blob, len(described))

    # Reading

    def _read(
        self, deliver: Deliver, on_message: Callable[[Message], None], on_close: Callable[[str], None]
    ) -> None:
        try:
            reason = self._read_on(deliver, on_message)
        except PeerFault as wrong:
            reason = f"{self.name} sent what cannot be read: {wrong}"
        except (OSError, ValueError) as wrong:
            reason = f"{self.name} is gone: {wrong}"
        self._carrier.discard()
        self._lost(reason, deliver, on_close)

    def _read_on(self, deliver: Deliver, on_message: Callable[[Message], None]) -> str:
        """Hand out messages until there are no more; say why there are no more."""
        framer = Framer()
        while data := self._carrier.receive(self._sock):
            for frame in framer.feed(data):
                message = self._message(frame.fields, frame.blob, frame.handles)
                if not self._hand_out(message, deliver, on_message):
                    return "nobody reads here any more"
        return f"{self.name} ended"

    def _message(self, fields: dict[str, Any], blob: bytes, count: int) -> Message:
        kind = fields.pop("type")
        described = fields.pop("_handles", [])
        if not isinstance(described, list) or len(described) != count:
            raise PeerFault(f"the message {kind!r} describes other handles than came")
        handles: list[Handle] = []
        try:
            handles.extend(map(self._carrier.take, described))  # those taken before a fault stay in the list
        except BaseException:
            Message(kind, handles=tuple(handles)).discard()
            raise
        return Message(kind, fields, blob, tuple(handles))

    def _hand_out(self, message: Message, deliver: Deliver, on_message: Callable[[Message], None]) -> bool:
        self._room.acquire()

        def handle() -> None:
            self._room.release()
            if self._closed:
                message.discard()
            else:
                on_message(message)

        if not (self._given_up or self._closed):
            with contextlib.suppress(RuntimeError):  # the loop is closed
                deliver(handle)
                return True
        message.discard()
        return False

    def _lost(self, reason: str, deliver: Deliver, on_close: Callable[[str], None]) -> None:
        self._give_up(reason)
        with self._state:
            self._ended = True
            if self._closed:
                return
        threading.Thread(target=self._finish, name=f"{self.name}: close", daemon=True).start()
        with contextlib.suppress(RuntimeError):
            deliver(partial(on_close, self._given_up))

    # The end

    def _finish(self) -> None:
        """Let the writer end, wake the reader, close the socket and whatever was not sent."""
        for writer in self._threads[1:]:
            writer.join(FLUSH_SECONDS)
        self._carrier.interrupt(self._sock)
        self._room.release()
        for reader in self._threads[:1]:
            reader.join(FLUSH_SECONDS)
        self._sock.close()
        self._outbox.abandon()
        self._finished.set()


def channel_pair(name: str = "peer") -> tuple[Channel, Channel]:
    """Make the two ends of a channel within this process."""
    one, other = socket.socketpair()
    return Channel(one, name=name, peer_pid=os.getpid()), Channel(other, name=name, peer_pid=os.getpid())
