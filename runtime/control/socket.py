"""The WebSocket of the API, `/api/v1/socket`: commands with answers, and events, over one connection.

    → {"id": 1, "command": "skip", "arguments": {"source": "music"}}      ← {"id": 1, "result": "music leaves Ada - One"}
    → {"id": 2, "line": "music.skip"}                                     ← {"id": 2, "error": "…", "status": 409}
    → {"id": 3, "subscribe": ["track"], "sources": ["radio"]}             ← {"id": 3, "result": "subscribed"}
                                                                          ← {"event": "track", "source": "radio", …}

Rules:
- Who connects says who he is in the request's head, as for the rest of the API, or in the first message: `{"token": "…"}`,
  `{"user": "…", "password": "…"}`. A page of another site is refused, whoever it says it is.
- One thing at a time: a command is answered before the next one is read. Who does not read what he asked for is closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runtime.protocols.address import limit_key
from runtime.protocols.source import Login

from .command import Caller
from .fault import CommandFault, NotAllowed
from .news import Line, News, as_data
from .registry import Registry
from .text import as_json

if TYPE_CHECKING:
    from aiohttp import web

__all__ = ["LARGEST_MESSAGE", "LOGIN_SECONDS", "MOST_SOCKETS", "READ_SECONDS", "SocketDoor"]

LARGEST_MESSAGE = 64 * 1024
"""Bytes of one message."""

MOST_SOCKETS = 64
"""Connections at one time."""

MOST_STRANGERS, MOST_OF_ADDRESS = 64, 8
"""Connections at one time of which nobody has said yet who he is, and those of one address or IPv6 network. They have room of
their own: whoever is known comes in, however many strangers wait.
"""

LOGIN_SECONDS = 10.0
"""How long somebody may take to say who he is."""

READ_SECONDS = 10.0
"""How long somebody may take to read what is sent to him."""

HEARTBEAT_SECONDS = 30.0
"""How often it is looked whether the other side is there; one that does not answer is let go."""

GOODBYE_SECONDS = 2.0
"""How long a connection that is closed may take to say goodbye too."""

TOO_SLOW, NOT_KNOWN, TOO_MANY = 1008, 4401, 1013
"""Codes with which a connection is closed (RFC 6455 §7.4): a rule was not kept, nobody is known, try again later."""

_FULL = "{} programs are connected here already"

Judge = Callable[[Login | None, str], Caller]
"""Who somebody is, by his credentials and his address; raises `NotAllowed`."""


@dataclass(slots=True)
class SocketDoor:
    """Meets programs over WebSockets.

    Attributes:
        registry: what may be asked.
        news: what happens.
        judge: who somebody is.
        named: the credentials of whoever has a token.
    """

    registry: Registry
    news: News
    judge: Judge
    named: Callable[[str], Login]
    _open: int = field(default=0, init=False)
    _strangers: Counter[str] = field(default_factory=Counter, init=False)

    async def meet(self, request: web.Request, ip: str, caller: Caller | None) -> web.StreamResponse:
        """Serve one; `caller` is None where the request's head does not tell who it is."""
        from aiohttp import web

        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST_MESSAGE, timeout=GOODBYE_SECONDS, compress=False
        )
        self._see_whether_there_is_room(ip, caller)
        await socket.prepare(request)
        with contextlib.suppress(
            ConnectionError, TimeoutError
        ):  # he has left, or does not read the last word either
            known = caller or await self._get_to_know(socket, ip)
            if known is not None:
                await self._serve(socket, known)
        return socket

    def _see_whether_there_is_room(self, ip: str, caller: Caller | None) -> None:
        """Before anything is promised. Raises CommandFault where there is none."""
        if self._open >= MOST_SOCKETS:
            raise CommandFault(_FULL.format(MOST_SOCKETS), 503)
        if caller is None and (
            self._strangers.total() >= MOST_STRANGERS or self._strangers[limit_key(ip)] >= MOST_OF_ADDRESS
        ):
            raise CommandFault("too many are here who have not said who they are", 503)

    async def _get_to_know(self, socket: web.WebSocketResponse, ip: str) -> Caller | None:
        """Who somebody is; None where he was sent away."""
        key = limit_key(ip)
        self._strangers[key] += 1
        try:
            return await self._log_in(socket, ip)
        except NotAllowed as fault:
            await _say(socket, {"error": str(fault), "status": fault.status})
            await socket.close(code=NOT_KNOWN, message=b"nobody is known by this")
            return None
        finally:
            self._strangers -= Counter([key])

    async def _serve(self, socket: web.WebSocketResponse, known: Caller) -> None:
        self._open += 1
        try:
            if self._open > MOST_SOCKETS:
                raise CommandFault(_FULL.format(MOST_SOCKETS), 503)
            with self.news.heard() as line:
                await _Visit(self.registry, socket, known, line).run()
        except CommandFault as fault:
            await _say(socket, {"error": str(fault), "status": fault.status})
            await socket.close(code=TOO_MANY, message=b"too many listen already")
        except TimeoutError:
            await socket.close(code=TOO_SLOW, message=b"you read too slowly")
        finally:
            self._open -= 1

    async def _log_in(self, socket: web.WebSocketResponse, ip: str) -> Caller:
        """Hear who somebody is.

        Raises:
            NotAllowed: he does not say it, or nobody is known by it.
        """
        try:
            said = _read(await socket.receive_str(timeout=LOGIN_SECONDS))
        except (TypeError, TimeoutError, CommandFault):
            raise NotAllowed('the first message says who you are: {"token": "…"}', 401) from None
        token, user, password = (said.get(name) for name in ("token", "user", "password"))
        login = self.named(str(token)) if token else Login(str(user), str(password)) if user else None
        found = self.judge(login, ip)
        await _say(socket, {"result": "welcome", "role": found.role.word})
        return found


@dataclass(slots=True)
class _Visit:
    """One program that is connected, and known."""

    registry: Registry
    socket: web.WebSocketResponse
    caller: Caller
    line: Line
    names: frozenset[str] | None = None
    """The events that are wanted: none before they are subscribed to, all of them where none is named."""

    sources: frozenset[str] = frozenset()

    async def run(self) -> None:
        """Answer until the other side goes. Raises TimeoutError where it does not read."""
        telling = asyncio.create_task(self._tell(), name="tells of events")
        try:
            await self._listen()
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _listen(self) -> None:
        from aiohttp import WSMsgType

        async for message in self.socket:
            if message.type is not WSMsgType.TEXT:
                await _say(self.socket, {"error": "messages are JSON, in text", "status": 400})
                continue
            await _say(self.socket, await self._answer(message.data))

    async def _tell(self) -> None:
        while True:
            event = await self.line.get()
            if self.line.lost:
                await self.socket.close(code=TOO_SLOW, message=b"you read too slowly")
                return
            if self._wants(event.name, event.source):
                try:
                    await _say(self.socket, as_data(event))
                except TimeoutError:
                    await self.socket.close(code=TOO_SLOW, message=b"you read too slowly")
                    return

    def _wants(self, name: str, source: str) -> bool:
        if self.names is None or (self.names and name not in self.names):
            return False
        return not self.sources or source in self.sources

    async def _answer(self, text: str) -> Mapping[str, object]:
        number: object = None
        try:
            asked = _read(text)
            number = asked.get("id")
            return {"id": number, "result": await self._do(asked)}
        except CommandFault as fault:
            return {"id": number, "error": str(fault), "status": fault.status}

    async def _do(self, asked: Mapping[str, Any]) -> object:
        match asked:
            case {"command": str() as name}:
                arguments = asked.get("arguments", {})
                if not isinstance(arguments, dict):
                    raise CommandFault("arguments are an object: by name")
                return await self.registry.call(self.caller, name, arguments)
            case {"line": str() as line}:
                return await self.registry.line(self.caller, line)
            case {"subscribe": list() as names}:
                self.names = frozenset(map(str, names))
                self.sources = frozenset(map(str, asked.get("sources") or ()))
                return "subscribed"
            case {"unsubscribe": _}:
                self.names = None
                return "no events any more"
            case _:
                raise CommandFault('say what you want: "command", "line", "subscribe" or "unsubscribe"')


def _read(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise CommandFault("the message is no JSON") from None
    if not isinstance(said, dict):
        raise CommandFault("the message is an object")
    return said


async def _say(socket: web.WebSocketResponse, data: object) -> None:
    """Send something; raises TimeoutError where the other side does not read it."""
    async with asyncio.timeout(READ_SECONDS):
        await socket.send_str(as_json(data))
