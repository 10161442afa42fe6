"""Posts forms to web addresses, for the judge that asks one."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from runtime.version import program_version

if TYPE_CHECKING:
    from aiohttp import ClientSession

__all__ = ["MOST_AT_ONCE", "WebPost"]

MOST_AT_ONCE = 100
"""Connections to web addresses at one time; further questions wait for one."""


class WebPost:
    """Posts by HTTP and HTTPS, with connections that are used again. `close` it in the end.

    aiohttp is imported with the first question, off the loop's thread.
    """

    def __init__(self) -> None:
        self._session: ClientSession | None = None
        self._opening = asyncio.Lock()
        self._under_way: set[asyncio.Task[object]] = set()

    async def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], seconds: float
    ) -> Mapping[str, str]:
        """Give the headers of the answer, names in lower case; whatever its status and body.

        Raises:
            OSError: the address cannot be reached, or what it says is no HTTP.
            TimeoutError: it took longer than `seconds`.
        """
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        session = await self._open()
        from aiohttp import ClientError

        try:
            async with asyncio.timeout(seconds):
                async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                    return {name.lower(): value for name, value in answer.headers.items()}
        except (ClientError, ValueError) as wrong:
            raise OSError(str(wrong)) from wrong

    async def drain(self, seconds: float) -> None:
        """Wait until everything is said, for so many seconds at most."""
        await asyncio.sleep(0)  # what was begun just now has its turn first
        waiting = set(self._under_way)
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    async def _open(self) -> ClientSession:
        async with self._opening:
            if self._session is None:
                await asyncio.to_thread(importlib.import_module, "aiohttp")
                from aiohttp import ClientSession, TCPConnector

                agent = {"User-Agent": f"LegacyStream/{program_version()}"}
                self._session = ClientSession(connector=TCPConnector(limit=MOST_AT_ONCE), headers=agent)
            return self._session
