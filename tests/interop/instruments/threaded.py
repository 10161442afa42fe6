"""A web server that answers on plain sockets, so that it can answer badly."""

import socket
import threading
from typing import Self

__all__ = ["ThreadedServer"]


class ThreadedServer:
    """A server on a port of its own, a thread for each client; use it with `with`. A kind of its own says what it answers."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            try:
                self._answer(client, client.recv(8192).decode("latin-1"))
            except (OSError, IndexError):
                return

    def _answer(self, client: socket.socket, head: str) -> None:
        """Answer a request; an OSError or IndexError ends the connection."""
        raise NotImplementedError
