"""A file of another server, written to the disk as it comes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer, NotThere

if TYPE_CHECKING:
    import aiohttp

__all__ = ["LARGEST_FILE", "LIVE_STREAM", "LONGEST_DOWNLOAD", "Pace", "conditions", "write_answer"]

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; a larger file is refused."""

LONGEST_DOWNLOAD = 600.0
"""Seconds until a file must be there."""

SLOWEST, SLOW_FOR = 2048.0, 30.0
"""Bytes a second, and for how many seconds at a stretch: what comes more slowly is given up."""

PIECE = 256 * 1024
"""Bytes that are written at a time."""

LIVE_STREAM = "it is a live stream, which has no end: `input.http` plays it"
"""What is said where a stream comes instead of a file."""

NOT_MODIFIED = 304
_NOT_THERE = (404, 410)

_Done = TypeVar("_Done")


@dataclass(slots=True)
class Pace:
    """Watches how fast something comes; `clock` gives seconds that only go forward."""

    clock: Callable[[], float]
    _since: float = 0.0
    _bytes: int = 0

    def begin(self) -> None:
        """It begins to come."""
        self._since, self._bytes = self.clock(), 0

    def came(self, length: int) -> None:
        """So many bytes more came.

        Raises:
            ScriptFault: it is too slow, in words.
        """
        self._bytes += length
        lasted = self.clock() - self._since
        if lasted < SLOW_FOR:
            return
        if self._bytes < SLOWEST * lasted:
            raise ScriptFault(f"it comes too slowly: {self._bytes / 1024:.1f} KiB in {lasted:.0f} s")
        self.begin()


def conditions(known: str) -> dict[str, str]:
    """What asks for a file only if it is another one (RFC 9110, section 13.1): `known` is an ETag, or a date, or "" for
    neither.
    """
    if not known:
        return {}
    return {"If-None-Match" if '"' in known else "If-Modified-Since": known}


async def write_answer(answer: "aiohttp.ClientResponse", path: Path, pace: Pace) -> Answer:
    """Write the body of an answer into a file.

    Raises:
        ScriptFault: it is no answer that has a file, too large a one, too slow, or the disk does not take it, in words.
    """
    if answer.status == NOT_MODIFIED:
        return Answer(new=False, url=str(answer.url))
    if answer.status != 200:
        fault = NotThere if answer.status in _NOT_THERE else ScriptFault
        raise fault(f"the server answered {answer.status}")
    if answer.content_length is None and any(name.lower().startswith("icy-") for name in answer.headers):
        raise ScriptFault(LIVE_STREAM)
    if (answer.content_length or 0) > LARGEST_FILE:
        raise ScriptFault(f"it is larger than {LARGEST_FILE >> 20} MiB")
    await _save(answer, path, pace)
    dated = answer.headers.get("Last-Modified", "")
    return Answer(
        new=True,
        modified=_seconds(dated),
        etag=answer.headers.get("ETag", dated),
        url=str(answer.url),
        kind=answer.content_type,
    )


async def _save(answer: "aiohttp.ClientResponse", path: Path, pace: Pace) -> None:
    file = await _on_disk(_opened, path)
    try:
        await _write(answer, file, pace)
    finally:
        await _on_disk(file.close)


async def _write(answer: "aiohttp.ClientResponse", file: IO[bytes], pace: Pace) -> None:
    length = 0
    pace.begin()
    async for piece in answer.content.iter_chunked(PIECE):
        length += len(piece)
        pace.came(len(piece))
        if length > LARGEST_FILE:
            raise ScriptFault(f"it is larger than {LARGEST_FILE >> 20} MiB, or has no end")
        await _on_disk(file.write, piece)


async def _on_disk(work: Callable[..., _Done], *values: object) -> _Done:
    """Have the disk do something; whatever it has against it is in words."""
    try:
        return await asyncio.to_thread(work, *values)
    except OSError as fault:
        raise ScriptFault(f"the disk does not take it ({(fault.strerror or str(fault)).lower()})") from None


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def _seconds(dated: str) -> float | None:
    """A date of HTTP, in seconds since 1970."""
    try:
        return parsedate_to_datetime(dated).timestamp()
    except ValueError:
        return None
