"""The doorkeeper: whether there is room for a listener, and what the station says of him.

Rules:
- What an edge can count itself, it counts. The station is asked when a limit is near that counts over all edges, and for
  whatever only it can know: accounts, web addresses, countries.
- While the station is away each edge keeps its share of every limit, and a mount whose listeners the station judges is
  open or closed, as the script says.
- Limits are looked at before anybody is asked about the listener himself.
"""

import asyncio
import contextlib
import math
from collections.abc import Mapping
from typing import Any, Protocol

from runtime.kernel import Clock
from runtime.protocols.access import Ask, Told, credentials_of
from runtime.protocols.address import limit_key
from runtime.protocols.http1 import Request
from runtime.protocols.icecast import Refusal, Serve, ServedMount, Table, serve_instead

__all__ = ["FULL", "NEAR", "NEAR_SHARE", "Crowd", "Doorkeeper", "Visitor"]

NEAR, NEAR_SHARE = 200, 0.25
"""A limit is near, and the station is asked, when fewer places are left than this number, or this share of it."""

PLACE_SECONDS = 2.0
"""How long the station may take to say whether there is a place, where nothing else is asked of it."""

FULL = "max listeners reached"
"""Icecast's words for a mount that is full; clients look for them."""

MOST_FULL_HOPS = 5
"""Mounts that are tried one after the other for one too many."""

TEXT_CHARACTERS = 512
"""How much of each of a listener's own texts the station is told."""


class Crowd(Protocol):
    """Who is here."""

    def __len__(self) -> int:
        """All listeners of this edge."""
        ...

    def count(self, path: str) -> int:
        """The listeners of a mount."""
        ...

    def count_address(self, key: str) -> int:
        """The listeners of an address, or of an IPv6 network."""
        ...


class Visitor(Protocol):
    """Somebody at the door."""

    @property
    def peer(self) -> tuple[str, int]:
        """His address and port."""
        ...

    @property
    def local(self) -> tuple[str, int]:
        """The address and port that he came to."""
        ...


class Caller(Protocol):
    """The way to the station."""

    def ask(self, kind: str, fields: Mapping[str, Any]) -> bool:
        """Say something at once; False while it is away."""
        ...


class Doorkeeper:
    """Lets listeners in. Belongs to the event loop.

    Attributes:
        elsewhere: what the station said last of the other edges' counts.
    """

    def __init__(self, clock: Clock, crowd: Crowd, station: Caller) -> None:
        self.elsewhere: Mapping[str, Any] = {}
        self._clock = clock
        self._crowd = crowd
        self._station = station
        self._waiting: dict[int, asyncio.Future[Told]] = {}

    async def admit(
        self, table: Table, number: int, visitor: Visitor, serve: Serve, request: Request
    ) -> tuple[Serve, str] | Refusal:
        """Let a listener in: what he hears, and as whom; or say why not."""
        mount = serve.mount
        if not (mount.asks or self._is_near(table, mount)):
            return self._judge_alone(table, visitor, serve, request)
        told = await self._ask(table, number, visitor, mount, request)
        if told is None:
            return self._judge_alone(table, visitor, serve, request)
        if told.status != 200:
            return Refusal(told.status, told.words, told.kind)
        found = self._heard(table, told.mount, visitor, serve, request)
        return found if isinstance(found, Refusal) else (_within(found, told.seconds), told.user)

    def told(self, told: Told) -> None:
        """The station has answered."""
        waiting = self._waiting.pop(told.id, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(told)

    def station_left(self) -> None:
        """Nobody answers any more."""
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()
        self.elsewhere = {}

    # Whether to ask

    def _is_near(self, table: Table, mount: ServedMount) -> bool:
        """Whether a limit is near that this edge alone cannot keep."""
        limits, mounts = table.limits, self.elsewhere.get("mounts", {})
        if limits.edges <= 1:
            return False
        if limits.max_per_address:
            return True
        here = _near(mount.max_listeners, self._crowd.count(mount.path) + int(mounts.get(mount.path, 0)))
        return here or _near(limits.max_listeners, len(self._crowd) + int(self.elsewhere.get("listeners", 0)))

    async def _ask(
        self, table: Table, number: int, visitor: Visitor, mount: ServedMount, request: Request
    ) -> Told | None:
        """What the station says; None when it does not."""
        waiting: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            if self._station.ask("ask", _question(number, visitor, mount, request).to_fields()):
                with contextlib.suppress(TimeoutError):
                    patience = table.limits.ask_seconds if mount.asks else PLACE_SECONDS
                    async with asyncio.timeout(patience):
                        return await self._answer(waiting)
            return None
        finally:
            self._waiting.pop(number, None)

    async def _answer(self, waiting: "asyncio.Future[Told]") -> Told | None:
        await asyncio.wait({waiting})
        return None if waiting.cancelled() else waiting.result()

    # What this edge knows itself

    def _judge_alone(
        self, table: Table, visitor: Visitor, serve: Serve, request: Request
    ) -> tuple[Serve, str] | Refusal:
        """By the limits alone: the station is away, or not needed."""
        if serve.mount.asks == "closed":
            words = "Whether you may listen cannot be found out now; please try again in a moment"
            return Refusal(503, words, "away")
        key, limits = limit_key(visitor.peer[0]), table.limits
        if limits.max_per_address and self._crowd.count_address(key) >= _share(limits.max_per_address, table):
            return Refusal(403, "There are enough listeners at your address", "address full")
        found = self._with_room(table, visitor, serve, request)
        return found if isinstance(found, Refusal) else (found, "")

    def _with_room(self, table: Table, visitor: Visitor, serve: Serve, request: Request) -> Serve | Refusal:
        """The mount itself, or the next that has room."""
        if not serve.mount.max_listeners and not table.limits.max_listeners:
            return serve
        full = Refusal(403, FULL, "full")
        if table.limits.max_listeners and len(self._crowd) >= _share(table.limits.max_listeners, table):
            return full
        found: Serve | Refusal = serve
        for _ in range(MOST_FULL_HOPS):
            if isinstance(found, Refusal) or self._has_room(table, found.mount):
                return found
            found = self._heard(table, found.mount.when_full, visitor, full, request)
        return full

    def _has_room(self, table: Table, mount: ServedMount) -> bool:
        limit = mount.max_listeners
        return mount.asks != "closed" and (not limit or self._crowd.count(mount.path) < _share(limit, table))

    def _heard(
        self, table: Table, path: str, visitor: Visitor, otherwise: Serve | Refusal, request: Request
    ) -> Serve | Refusal:
        """What is served at a path, by its own rules; `otherwise` where that is no mount."""
        mount = table.mounts.get(path)
        if mount is None:
            return otherwise
        return serve_instead(request, mount, table, self._clock.wall(), visitor.peer[0])


def _question(number: int, visitor: Visitor, mount: ServedMount, request: Request) -> Ask:
    shown, headers = credentials_of(request), request.headers
    return Ask(
        id=number,
        mount=mount.path,
        target=_cut(request.path + (f"?{request.query}" if request.query else "")),
        ip=visitor.peer[0],
        agent=_cut(headers.get("user-agent")),
        referer=_cut(headers.get("referer")),
        user=shown.user,
        password=shown.password,
        headers={name: _cut(headers.get(name)) for name in mount.asked_headers if name in headers},
        port=visitor.local[1],
        host=_cut(headers.get("host")),
    )


def _cut(text: str) -> str:
    return text[:TEXT_CHARACTERS]


def _near(limit: int, count: int) -> bool:
    return bool(limit) and count + max(NEAR, limit * NEAR_SHARE) > limit


def _share(limit: int, table: Table) -> int:
    return math.ceil(limit / max(1, table.limits.edges))


def _within(serve: Serve, seconds: float) -> Serve:
    if not seconds or seconds >= serve.seconds:
        return serve
    return Serve(serve.mount, serve.head, serve.icy, seconds)
