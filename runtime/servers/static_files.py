"""Files of a folder, as they are: players' pages, pictures, playlists.

Rules: nothing outside the folder, also not by a link that leads there; nothing whose name begins with a dot; no lists of
folders. One range may be asked for (RFC 9110, section 14).
"""

import asyncio
import contextlib
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from mimetypes import guess_type
from pathlib import Path
from typing import BinaryIO

from runtime.protocols.http1 import Request, http_date, response_head
from runtime.protocols.icecast.pages import ANYWHERE, error_answer

from .saying import say

__all__ = ["CHUNK", "MOST_AT_ONCE", "SEND_SECONDS", "StaticFiles", "find_file"]

MOST_AT_ONCE = 128
"""Files on their way at one time; one more is told to come again."""

CHUNK = 256 * 1024
"""Bytes that are read and sent at once."""

SEND_SECONDS = 30.0
"""How long a client may take for each of these."""

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
NOT_FOUND = "The file you requested could not be found"


@dataclass(frozen=True, slots=True)
class Part:
    """What is sent of a file: from a byte on, so many of so many."""

    start: int
    length: int
    whole: int


class StaticFiles:
    """Serves folders.

    Args:
        folders: by what their paths begin with ("/static").
        server: how answers name the server.
        wall: the date and time.
    """

    def __init__(self, folders: Mapping[str, Path], server: str, wall: Callable[[], datetime]) -> None:
        self.folders = dict(folders)
        self._server = server
        self._wall = wall
        self._under_way = 0

    def has(self, path: str) -> bool:
        """Whether a path is of one of the folders."""
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self.folders)

    async def serve(self, sock: socket.socket, request: Request) -> None:
        """Answer one request and close."""
        if request.method not in ("GET", "HEAD"):
            await self._refuse(sock, 405, "This can be read, and nothing else")
            return
        if self._under_way >= MOST_AT_ONCE:
            await self._refuse(sock, 503, "As many files as may be are on their way; please try again")
            return
        self._under_way += 1
        try:
            await self._send(sock, request)
        finally:
            self._under_way -= 1

    async def _send(self, sock: socket.socket, request: Request) -> None:
        opened = await asyncio.to_thread(self._open, request.path)
        if opened is None:
            await self._refuse(sock, 404, NOT_FOUND, head_only=request.method == "HEAD")
            return
        file, path, size, changed = opened
        with file:
            part = _part(request.headers.get("range"), size)
            if part is None:
                extra = (("Content-Range", f"bytes */{size}"),)
                await say(
                    sock, error_answer(416, "There is no such part", self._server, self._wall(), extra=extra)
                )
                return
            head = response_head(206 if part.length != size else 200, self._fields(path, part, changed))
            await _transfer(sock, head, file, Part(part.start, 0, size) if request.method == "HEAD" else part)

    def _open(self, path: str) -> tuple[BinaryIO, Path, int, float] | None:
        """In a thread: a disk may be slow."""
        for prefix, folder in self.folders.items():
            found = find_file(folder, path[len(prefix) :]) if path.startswith(f"{prefix}/") else None
            if found is not None:
                with contextlib.suppress(OSError):
                    file, stat = found.open("rb"), found.stat()
                    return file, found, stat.st_size, stat.st_mtime
        return None

    def _fields(self, path: Path, part: Part, changed: float) -> list[tuple[str, str]]:
        kind = guess_type(path.name)[0] or "application/octet-stream"
        fields = [
            ("Server", self._server),
            ("Connection", "Close"),
            ("Date", http_date(self._wall())),
            ("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind),
            ("X-Content-Type-Options", "nosniff"),
            ("Last-Modified", http_date(datetime.fromtimestamp(changed, UTC))),
            ("Accept-Ranges", "bytes"),
            *ANYWHERE,
            ("Content-Length", str(part.length)),
        ]
        if part.length != part.whole:
            fields.append(
                ("Content-Range", f"bytes {part.start}-{part.start + part.length - 1}/{part.whole}")
            )
        return fields

    async def _refuse(self, sock: socket.socket, status: int, words: str, *, head_only: bool = False) -> None:
        await say(sock, error_answer(status, words, self._server, self._wall(), head_only=head_only))


def find_file(folder: Path, below: str) -> Path | None:
    """The file of a path below a folder; None for what is not there or not for others."""
    parts = [part for part in below.split("/") if part]
    if not parts or any(part.startswith(".") or "\\" in part or ":" in part for part in parts):
        return None
    try:
        root = folder.resolve()
        found = root.joinpath(*parts).resolve()
        return found if found.is_relative_to(root) and found.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _part(asked: str, size: int) -> Part | None:
    """What is asked for; all of it for no range, several, or what cannot be read; None for one that is not there."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.group(0) == "bytes=-":
        return Part(0, size, size)
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return Part(size - length, length, size) if length else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return Part(start, end - start + 1, size) if start <= end and start < size else None


async def _transfer(sock: socket.socket, head: bytes, file: BinaryIO, part: Part) -> None:
    loop, left = asyncio.get_running_loop(), part.length
    sock.setblocking(False)
    with sock, contextlib.suppress(OSError, TimeoutError):
        file.seek(part.start)
        data = head
        while data:
            async with asyncio.timeout(SEND_SECONDS):
                await loop.sock_sendall(sock, data)
            data = await asyncio.to_thread(file.read, min(CHUNK, left)) if left else b""
            left -= len(data)
        sock.shutdown(socket.SHUT_WR)
        async with asyncio.timeout(SEND_SECONDS):
            while await loop.sock_recv(sock, 4096):
                pass
