"""What goes wrong around a station: files that hang, servers that drip, a machine that has no time for it."""

import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from .threaded import ThreadedServer

F_SETLEASE = 1024
DRIP_SECONDS = 1.0
DRIP = 10
"""Bytes that a dripping server sends each second."""


class HangingFile:
    """An ordinary file that does not open while the `with` lasts (45 s at most): somebody holds a lease on it (fcntl(2))."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGIO, signal.SIG_IGN)
        self._file = os.open(self._path, os.O_RDWR)
        fcntl.fcntl(self._file, F_SETLEASE, fcntl.F_WRLCK)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)
        signal.signal(signal.SIGIO, self._before)


class Server(ThreadedServer):
    """A web server that answers each path in its own bad way.

    `/drip` sends a stream ten bytes a second, `/half` sends half a second of it and then nothing, `/dead` never answers.
    """

    def __init__(self, stream: bytes) -> None:
        super().__init__()
        self._stream = stream
        self.asked: list[str] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _answer(self, client: socket.socket, head: str) -> None:
        path = head.split(" ")[1]
        self.asked.append(path)
        if path != "/dead":
            client.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nicy-br: 128\r\n\r\n")
        if path == "/half":
            client.sendall(self._stream[:8000])
        at = 0
        while not self._ended.wait(DRIP_SECONDS):
            if path == "/drip":
                client.sendall(self._stream[at : at + DRIP])
                at += DRIP


class Processor:
    """How long the threads of a process stood ready while the machine ran others (proc(5), schedstat).

    What a station is late beyond that, it waited for something.
    """

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")
        self._kept: dict[str, int] = {}

    def waited(self) -> float:
        """Seconds since the last time this was asked, all threads together."""
        before, self._kept = self._kept, dict(self._read())
        return sum(value - before.get(task, 0) for task, value in self._kept.items()) / 1e9

    def _read(self) -> Iterator[tuple[str, int]]:
        for task in self._tasks.iterdir():
            with contextlib.suppress(OSError):  # a thread may end meanwhile
                yield task.name, int((task / "schedstat").read_text().split()[1])
