"""Accepting in a thread with plain blocking calls: the Windows way.

One listen socket cannot serve two Proactor loops, and a socket that one process has bound to its completion
port cannot be bound to another's. So one thread accepts, and each new socket goes to an edge before any loop
has touched it.
"""

import contextlib
import socket
import threading
from collections.abc import Callable

__all__ = ["Acceptor"]

_LOOK_UP = 0.5
"""Seconds after which a waiting thread looks whether it is still wanted; not every system wakes it."""

_BREATH = 0.1
"""Seconds of rest after the system refused a connection, mostly for want of descriptors."""


class Acceptor:
    """Accepts connections on `sock`, which belongs to it, and gives each to `take` in its own thread.

    Args:
        sock: a listen socket.
        take: is given each new socket, blocking and untouched, and the address of its peer; may wait.
        name: what is accepted, for the thread's name.
    """

    def __init__(
        self, sock: socket.socket, take: Callable[[socket.socket, tuple[str, int]], None], *, name: str
    ) -> None:
        self._sock = sock
        self._take = take
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"accept {name}", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._sock.settimeout(_LOOK_UP)
        self._thread.start()

    def stop(self) -> None:
        """Accept no more, and close the listen socket."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(2 * _LOOK_UP)
        self._sock.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, peer = self._sock.accept()
            except TimeoutError:
                continue
            except OSError:
                self._stopped.wait(_BREATH)
                continue
            connection.settimeout(None)
            self._take(connection, peer[:2])
