"""One thing after the other, for each entry."""

import asyncio

from .provider import DnsProvider

__all__ = ["InOrder"]


class InOrder:
    """Has an entry written to the end before it is taken away, also when nobody waits for the writing. Fits `DnsProvider`.

    A thread or a function of the script cannot be stopped half-way: an order that is given up would otherwise take an entry
    away first, and have it written afterwards.
    """

    def __init__(self, dns: DnsProvider) -> None:
        self._dns = dns
        self._writing: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def present(self, name: str, value: str) -> None:
        """Add a value."""
        writing = asyncio.ensure_future(self._dns.present(name, value))
        self._writing[name, value] = writing
        await asyncio.shield(writing)

    async def clean_up(self, name: str, value: str) -> None:
        """Take it away, once it is there or cannot be."""
        writing = self._writing.pop((name, value), None)
        if writing is not None:
            await asyncio.gather(writing, return_exceptions=True)
        await self._dns.clean_up(name, value)
