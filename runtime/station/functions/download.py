"""A file of another server, written to the disk as it comes."""

import asyncio
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer

if TYPE_CHECKING:
    import aiohttp

__all__ = ["LARGEST_FILE", "LONGEST_DOWNLOAD", "conditions", "write_answer"]

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes; a larger file is refused."""

LONGEST_DOWNLOAD = 600.0
"""Seconds until a file must be there."""

PIECE = 256 * 1024
"""Bytes that are written at a time."""

NOT_MODIFIED = 304


def conditions(known: str) -> dict[str, str]:
    """What asks for a file only if it is another one (RFC 9110, section 13.1): `known` is an ETag, or a date, or "" for
    neither.
    """
    if not known:
        return {}
    return {"If-None-Match" if '"' in known else "If-Modified-Since": known}


async def write_answer(answer: "aiohttp.ClientResponse", path: Path) -> Answer:
    """Write the body of an answer into a file.

    Raises:
        ScriptFault: it is no answer that has a file, or too large a one, in words.
        OSError: the disk does not take it.
    """
    if answer.status == NOT_MODIFIED:
        return Answer(new=False)
    if answer.status != 200:
        raise ScriptFault(f"the server answered {answer.status}")
    if (answer.content_length or 0) > LARGEST_FILE:
        raise ScriptFault(f"it is larger than {LARGEST_FILE >> 20} MiB")
    file = await asyncio.to_thread(_opened, path)
    try:
        await _write(answer, file)
    finally:
        await asyncio.to_thread(file.close)
    dated = answer.headers.get("Last-Modified", "")
    return Answer(new=True, modified=_seconds(dated), etag=answer.headers.get("ETag", dated))


async def _write(answer: "aiohttp.ClientResponse", file: IO[bytes]) -> None:
    length = 0
    async for piece in answer.content.iter_chunked(PIECE):
        length += len(piece)
        if length > LARGEST_FILE:
            raise ScriptFault(f"it is larger than {LARGEST_FILE >> 20} MiB")
        await asyncio.to_thread(file.write, piece)


def _opened(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def _seconds(dated: str) -> float | None:
    """A date of HTTP, in seconds since 1970."""
    try:
        return parsedate_to_datetime(dated).timestamp()
    except ValueError:
        return None
