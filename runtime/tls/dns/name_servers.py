"""Whether an entry can be seen where authorities look for it: at the zone's own name servers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from runtime.errors import OperatorFault
from runtime.kernel.clock import Clock

from .questions import Questions

__all__ = ["ZoneServers"]

POLL = 2.0
"""Seconds between two looks."""

MOST_CNAMES = 8
"""Delegations in a row that are followed."""

MOST_SERVERS = 16
"""Name servers of one zone that are asked."""

SILENT_LOOKS = 3
"""Looks after which servers that never answered are left out: many networks let nobody ask foreign servers."""

logger = logging.getLogger("legacystream.tls")


class ZoneServers:
    """Asks a zone's own servers. Fits `NameServers`.

    Args:
        questions: who asks.
        clock: the time.
        wait: seconds that all servers have to show an entry; 0 does not look.
        servers: asked in place of the zone's own.
        sleep: how time passes.
    """

    def __init__(
        self,
        questions: Questions,
        clock: Clock,
        wait: float,
        servers: tuple[str, ...] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._questions = questions
        self._clock = clock
        self._wait = wait
        self._servers = servers
        self._sleep = sleep

    async def delegated(self, name: str) -> str:
        """Where the entry of that name really stands: its CNAMEs followed. Raises OperatorFault when they have no end."""
        seen = [name]
        while found := await self._questions.ask(seen[-1], "CNAME"):
            target = found[0].lower()
            if target in seen or len(seen) > MOST_CNAMES:
                raise OperatorFault(
                    f"{name} is delegated in a circle, or by more than {MOST_CNAMES} CNAME entries"
                )
            seen.append(target)
        return seen[-1]

    async def shown(self, name: str, value: str) -> None:
        """Wait until all of them show that TXT value.

        Raises:
            OperatorFault: one of them did not within the time.
        """
        if not self._wait:
            return
        servers = self._servers or await self._own(name)
        end, looks = self._clock.now() + self._wait, 0
        while missing := await self._without(servers, name, value):
            looks += 1
            silent = [each for each, found in missing.items() if found is None]
            if looks >= SILENT_LOOKS and len(silent) == len(missing):
                self._tell_silence(name, silent, servers)
                return
            if self._clock.now() >= end:
                raise OperatorFault(_not_shown(name, missing, self._wait))
            await self._sleep(POLL)

    async def _without(
        self, servers: tuple[str, ...], name: str, value: str
    ) -> dict[str, tuple[str, ...] | None]:
        """Those that do not show it, and what they said."""
        found = await asyncio.gather(*(self._questions.ask(name, "TXT", each) for each in servers))
        return {
            each: said for each, said in zip(servers, found, strict=True) if said is None or value not in said
        }

    async def _own(self, name: str) -> tuple[str, ...]:
        """The addresses of the zone's own servers; none where they cannot be found out."""
        labels = name.split(".")
        for start in range(len(labels) - 1):
            hosts = await self._questions.ask(".".join(labels[start:]), "NS")
            if hosts:
                return await self._addresses(hosts[:MOST_SERVERS])
        return ()

    async def _addresses(self, hosts: tuple[str, ...]) -> tuple[str, ...]:
        """One address of each: IPv4 where there is one, since many machines have no IPv6."""
        found: list[str] = []
        for host in hosts:
            four = await self._questions.ask(host, "A")
            six = () if four else await self._questions.ask(host, "AAAA")
            found += (four or six or ())[:1]
        return tuple(found)

    def _tell_silence(self, name: str, silent: list[str], servers: tuple[str, ...]) -> None:
        whom = (
            "none of the zone's name servers answers" if len(silent) == len(servers) else "some do not answer"
        )
        logger.warning("%s: %s (%s); the authority is left to look itself", name, whom, ", ".join(silent))


def _not_shown(name: str, missing: dict[str, tuple[str, ...] | None], wait: float) -> str:
    who = ", ".join(missing)
    return (
        f"the entry {name} was written, but {wait:.0f} s later {who} did not show it; "
        "give it more time with `wait`, or see that this is the zone that the world asks"
    )
