"""`http.get` and `http.post`: ask another server, within bounds. No address is ever in a log: it may hold a secret."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer

from .download import LIVE_STREAM, LONGEST_DOWNLOAD, Pace, conditions, write_answer

if TYPE_CHECKING:
    import aiohttp

__all__ = ["LONGEST_ANSWER", "MOST_REDIRECTIONS", "Fetched", "Web", "shown"]

LONGEST_ANSWER = 1024 * 1024
"""Bytes of an answer; the rest is not read."""

MOST_REDIRECTIONS = 5
"""Redirections that are followed."""

LONGEST_SILENCE = 20.0
"""Seconds after which a server that sends a file and says nothing is gone."""

LONGEST_WAIT = 60.0
"""Seconds; no timeout is longer."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it. Without any answer, `status` is 0 and `error` says why."""

    status: int = 0
    text: str = ""
    error: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was answered with a 2xx."""
        return 200 <= self.status < 300

    def as_mapping(self) -> dict[str, object]:
        """The fields that a script reads."""
        return {"ok": self.ok, "status": self.status, "text": self.text, "error": self.error}


def shown(url: str) -> str:
    """Scheme and host of an address: what may be told of it."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname}" if parts.hostname else "an address"
    except ValueError:
        return "an address"


class Web:
    """Asks other servers. Belongs to the event loop; `stop` it there."""

    def __init__(self, agent: str) -> None:
        """`agent` is the program's name and version, as other servers see it."""
        self._agent = agent
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()

    async def fetch(
        self, method: str, url: str, body: str | None, headers: Sequence[tuple[str, str]], seconds: float
    ) -> Fetched:
        """Ask, and read the answer; whatever goes wrong on the way is in what comes back."""
        flaw = _flaw(url, headers)
        if flaw:
            return Fetched(error=flaw)
        session = await self._open()
        seconds = min(max(seconds, 0.0), LONGEST_WAIT)
        try:
            async with asyncio.timeout(seconds):
                return await _ask(session, method, url, body, headers)
        except TimeoutError:
            return Fetched(error=f"no answer within {seconds:g} s")

    async def download(self, url: str, path: Path, known: str) -> Answer:
        """Write a file of another server to the disk, unless it is the one that is `known`.

        Raises:
            ScriptFault: there is none, and why in words.
        """
        flaw = _flaw(url, ())
        if flaw:
            raise ScriptFault(flaw)
        session = await self._open()
        try:
            async with asyncio.timeout(LONGEST_DOWNLOAD):
                answer = await _save(session, url, path, known)
        except TimeoutError:
            raise ScriptFault(f"it is not there after {LONGEST_DOWNLOAD:g} s") from None
        if session.closed:  # what was cut off by that looks whole, where no length was said
            raise ScriptFault("the station ends")
        return answer

    async def stop(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    async def _open(self) -> "aiohttp.ClientSession":
        async with self._opening:
            if self._session is None:
                make = await asyncio.to_thread(_import_aiohttp)
                self._session = make(headers={"User-Agent": self._agent})
            return self._session


def _import_aiohttp() -> "Callable[..., aiohttp.ClientSession]":
    """Half a second, and so not on the loop."""
    from aiohttp import ClientSession

    return ClientSession


def _flaw(url: str, headers: Sequence[tuple[str, str]]) -> str:
    """What is wrong with a request before it is made; "" for nothing."""
    if not url.startswith(("http://", "https://")) or shown(url) == "an address":
        return "an address begins with http:// or https://"
    if any(sign in text for pair in headers for text in pair for sign in "\r\n\0"):
        return "a field of a request is one line"
    return ""


async def _ask(
    session: "aiohttp.ClientSession",
    method: str,
    url: str,
    body: str | None,
    headers: Sequence[tuple[str, str]],
) -> Fetched:
    from aiohttp import ClientError, TooManyRedirects

    data = body.encode() if body is not None else None
    try:
        async with session.request(
            method, url, data=data, headers=list(headers), max_redirects=MOST_REDIRECTIONS + 1
        ) as answer:
            return Fetched(answer.status, await _read(answer))
    except TooManyRedirects:
        return Fetched(error=f"more than {MOST_REDIRECTIONS} redirections")
    except (ClientError, OSError, ValueError) as fault:
        return Fetched(error=_words(fault, url))


async def _save(session: "aiohttp.ClientSession", url: str, path: Path, known: str) -> Answer:
    from aiohttp import ClientError, ClientPayloadError, ClientTimeout, TooManyRedirects

    patience = ClientTimeout(total=None, sock_connect=LONGEST_SILENCE, sock_read=LONGEST_SILENCE)
    try:
        async with session.get(
            url, headers=conditions(known), max_redirects=MOST_REDIRECTIONS + 1, timeout=patience
        ) as answer:
            return await write_answer(answer, path, Pace(asyncio.get_running_loop().time))
    except TooManyRedirects:
        raise ScriptFault(f"more than {MOST_REDIRECTIONS} redirections") from None
    except ClientPayloadError:
        raise ScriptFault("the line broke off before its end") from None
    except (ClientError, OSError, ValueError) as fault:
        if "ICY" in str(getattr(fault, "message", "")):
            raise ScriptFault(LIVE_STREAM) from None
        raise ScriptFault(_words(fault, url)) from None


async def _read(answer: "aiohttp.ClientResponse") -> str:
    """The text of an answer, as far as it may be read."""
    parts, length = [], 0
    async for part in answer.content.iter_any():
        parts.append(part)
        length += len(part)
        if length >= LONGEST_ANSWER:
            break
    return b"".join(parts)[:LONGEST_ANSWER].decode(_charset(answer), errors="replace")


def _charset(answer: "aiohttp.ClientResponse") -> str:
    import codecs

    try:
        return codecs.lookup(answer.charset or "utf-8").name
    except LookupError:
        return "utf-8"


def _words(fault: Exception, url: str) -> str:
    """Why there is no answer. Not the exception's own text: it may hold the address."""
    reason = getattr(fault, "os_error", fault)
    said = getattr(reason, "strerror", None)
    return f"{shown(url)} cannot be reached" + (f": {said}" if said else f": {type(fault).__name__}")
