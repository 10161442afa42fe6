"""How a child process finds its channel to the process that started it.

Strategy: on Unix the child inherits one end of a socket pair, and the environment names its descriptor. On
Windows the environment names a port on loopback and a token that is good for one connection; the child calls,
shows the token and says which process it is. (The process that was started may be a mere launcher: a virtual
environment's `python.exe` is one.)
"""

import hmac
import os
import secrets
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from runtime.errors import OurFault

from .channel import Channel

__all__ = ["CALL_SECONDS", "VARIABLE", "Call", "Inheritance", "invite", "open_parent_channel"]

VARIABLE = "LEGACYSTREAM_CHANNEL"
"""The environment variable that leads a child to its channel."""

CALL_SECONDS = 20.0
"""How long a child may take to call; an interpreter on a busy machine needs some."""

_GREETING = struct.Struct("<32sI")
"""Token in hexadecimal, process number."""


@dataclass(frozen=True, slots=True)
class Inheritance:
    """The Unix way: `descriptor` must be passed on to the child, and `close` called once it runs.

    Attributes:
        environment: the value of `VARIABLE` for the child.
        descriptors: what the child must inherit.
    """

    ours: socket.socket
    theirs: socket.socket

    @property
    def environment(self) -> str:
        """The value of `VARIABLE` for the child."""
        return f"{self.theirs.fileno()}:{os.getpid()}"

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What the child must inherit."""
        return (self.theirs.fileno(),)

    def accept(self, name: str, pid: int) -> Channel:
        """Give our end of the channel to the child `pid`, which has been started."""
        self.theirs.close()
        return Channel(self.ours, name=name, peer_pid=pid)

    def close(self) -> None:
        """Take the invitation back."""
        self.theirs.close()
        self.ours.close()


@dataclass(frozen=True, slots=True)
class Call:
    """The Windows way: the child calls a port on loopback and shows a token."""

    listener: socket.socket
    token: str

    @property
    def environment(self) -> str:
        """The value of `VARIABLE` for the child."""
        return f"{self.listener.getsockname()[1]}:{self.token}:{os.getpid()}"

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What the child must inherit: nothing."""
        return ()

    def accept(self, name: str, pid: int) -> Channel:  # noqa: ARG002 - the caller knows better
        """Wait for the child's call. Who cannot show the token is sent away.

        Raises:
            OSError: nobody called within `CALL_SECONDS`, or the invitation was taken back.
        """
        with self.listener:
            while True:
                sock, _ = self.listener.accept()
                sock.settimeout(CALL_SECONDS)
                if (caller := self._caller(sock)) is not None:
                    sock.settimeout(None)
                    return Channel(sock, name=name, peer_pid=caller)
                sock.close()

    def close(self) -> None:
        """Take the invitation back."""
        self.listener.close()

    def _caller(self, sock: socket.socket) -> int | None:
        try:
            greeting = sock.recv(_GREETING.size, socket.MSG_WAITALL)
        except OSError:
            return None
        if len(greeting) < _GREETING.size:
            return None
        token, pid = _GREETING.unpack(greeting)
        return pid if hmac.compare_digest(token, self.token.encode()) else None


def invite(*, calling: bool = sys.platform == "win32") -> Inheritance | Call:
    """Prepare a channel to a child that is about to be started. `calling` takes the Windows way anywhere."""
    if not calling:
        ours, theirs = socket.socketpair()
        return Inheritance(ours, theirs)
    listener = socket.create_server(("127.0.0.1", 0), backlog=4)
    listener.settimeout(CALL_SECONDS)
    return Call(listener, secrets.token_hex(16))


def open_parent_channel(environment: Mapping[str, str] = os.environ) -> Channel:
    """Open the channel to the process that started this one. Call it once, then `start` it.

    Raises:
        OurFault: this process was started by hand.
        OSError: the parent is gone already.
    """
    match environment.get(VARIABLE, "").split(":"):
        case [descriptor, pid] if descriptor.isdecimal() and pid.isdecimal():
            sock = socket.socket(fileno=int(descriptor))
            sock.set_inheritable(False)
        case [port, token, pid] if port.isdecimal() and pid.isdecimal():
            sock = _call(int(port), token)
        case _:
            raise OurFault(f"{VARIABLE} leads nowhere: this program is started by `lsrun`, not by hand")
    return Channel(sock, name="supervisor", peer_pid=int(pid))


def _call(port: int, token: str) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port), timeout=CALL_SECONDS)
    sock.sendall(_GREETING.pack(token.encode(), os.getpid()))
    sock.settimeout(None)
    return sock
