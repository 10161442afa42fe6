"""The HTTP API, `/api/v1`: every command of the registry, events, and the description of it all.

Rules:
- Somebody is known by an account of `admin(…)`: its name and password (Basic), or its password alone (Bearer).
- What changes something is a POST with a JSON body, which no other site's page can send: browsers ask first, and are not
  allowed. Nothing here says that another origin may read an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from runtime.net.listening import plain_ip
from runtime.plan import AdminRole
from runtime.protocols.http1 import PEER_FIELD
from runtime.protocols.source import Login, basic_login
from runtime.servers.admin.rights import Rights, of_another_site

from .command import Caller, Role
from .fault import CommandFault, NotAllowed
from .news import Line, News, as_data
from .openapi import description
from .registry import Registry
from .socket import READ_SECONDS, SocketDoor
from .text import as_json

if TYPE_CHECKING:
    from aiohttp import web

__all__ = ["HEARTBEAT_SECONDS", "LARGEST_BODY", "ROLES", "Api"]

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body."""

HEARTBEAT_SECONDS = 15.0
"""How often those who listen to events hear that the line is good."""

ROLES: Mapping[AdminRole, Role] = {"admin": Role.ADMIN, "presenter": Role.PRESENTER, "viewer": Role.VIEWER}
"""The role of an account → how far its right reaches here."""

Handler = Callable[["web.Request"], Awaitable["web.StreamResponse"]]


@dataclass(frozen=True, slots=True)
class Api:
    """Answers programs.

    Attributes:
        registry: what may be asked.
        rights: who somebody is.
        news: what happens.
        title: the station's name.
        version: the program's version.
    """

    registry: Registry
    rights: Rights
    news: News
    title: str
    version: str

    def add_routes(self, application: web.Application) -> None:
        """Answer below `/api/v1`."""
        router = application.router
        router.add_get("/api/v1/openapi.json", _in_words(self._describe))
        router.add_post("/api/v1/commands/{name}", _in_words(self._carry_out))
        router.add_get("/api/v1/commands/{name}", _in_words(self._look), allow_head=False)
        router.add_get("/api/v1/events", _in_words(self._tell), allow_head=False)
        door = SocketDoor(self.registry, self.news, self._judge, self.rights.named)
        router.add_get("/api/v1/socket", _in_words(partial(self._connect, door)), allow_head=False)

    async def _describe(self, _request: web.Request) -> web.StreamResponse:
        return _answer(description(self.registry, self.title, self.version))

    async def _carry_out(self, request: web.Request) -> web.StreamResponse:
        caller = self._caller(request)
        if of_another_site(lambda name: request.headers.get(name, "")):
            raise NotAllowed("a page of another site may not ask for this", 403)
        arguments = await _arguments(request)
        return _answer({"result": await self.registry.call(caller, request.match_info["name"], arguments)})

    async def _look(self, request: web.Request) -> web.StreamResponse:
        caller, name = self._caller(request), request.match_info["name"]
        if not self.registry.find(name).reads:
            raise CommandFault(f"{name} changes something: it is a POST", 405)
        return _answer({"result": await self.registry.call(caller, name, dict(request.query))})

    async def _tell(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        self._caller(request)
        with self.news.heard() as line:
            response = web.StreamResponse(
                headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
            )
            await response.prepare(request)
            with contextlib.suppress(
                TimeoutError, ConnectionError
            ):  # others want the place of who does not read
                while True:
                    text = await _next_of(line)
                    async with asyncio.timeout(READ_SECONDS):
                        await response.write(text.encode())
            if request.transport is not None:
                request.transport.abort()
        return response

    async def _connect(self, door: SocketDoor, request: web.Request) -> web.StreamResponse:
        """A WebSocket. Browsers let every page open one, and say whose page it is: another site's is refused."""
        if of_another_site(lambda name: request.headers.get(name, "")):
            raise NotAllowed("a page of another site may not connect", 403)
        if "websocket" not in request.headers.get("Upgrade", "").lower():
            raise CommandFault("this is a WebSocket: the request has Upgrade: websocket", 426)
        caller = self._caller(request) if "Authorization" in request.headers else None
        return await door.meet(request, _peer(request), caller)

    def _caller(self, request: web.Request) -> Caller:
        """Who asks.

        Raises:
            NotAllowed: nobody that is known.
        """
        login = _login(request.headers.get("Authorization", ""), self.rights)
        return self._judge(login, _peer(request))

    def _judge(self, login: Login | None, ip: str) -> Caller:
        """Who has these credentials.

        Raises:
            NotAllowed: nobody that is known.
        """
        verdict = self.rights.judge(login, ip)
        if verdict.is_flooding:
            raise NotAllowed("too many wrong passwords came from this address; wait a while", 429)
        role = ROLES.get(verdict.role) if verdict.role is not None else None
        if login is None or role is None:
            raise NotAllowed(
                "this needs an account of admin(…): its name and password, or its password as a token", 401
            )
        return Caller(f"{login.user} over the API from {ip}", role)


def _in_words(handler: Handler) -> Handler:
    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except CommandFault as fault:
            response = _answer({"error": str(fault)}, fault.status)
            if fault.status == 401:
                response.headers["WWW-Authenticate"] = 'Basic realm="LegacyStream", charset="UTF-8"'
            return response

    return told


async def _next_of(line: Line) -> str:
    """The next event as it is sent; where there is none for a while, a word that the line is good."""
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            event = await line.get()
    except TimeoutError:
        return ": still here\n\n"
    return f"event: {event.name}\ndata: {as_json(as_data(event))}\n\n"


def _answer(data: object, status: int = 200) -> web.Response:
    from aiohttp import web

    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(text=as_json(data), status=status, content_type="application/json", headers=headers)


def _peer(request: web.Request) -> str:
    """Who asks, by the word of the edge: the connection itself may come from there."""
    return request.headers.get(PEER_FIELD) or plain_ip(request.remote or "")


def _login(header: str, rights: Rights) -> Login | None:
    scheme, _, token = header.partition(" ")
    return (
        rights.named(token.strip()) if scheme.lower() == "bearer" else basic_login(header) if header else None
    )


async def _arguments(request: web.Request) -> Mapping[str, Any]:
    """The JSON object of a request's body; none is an empty one.

    Raises:
        CommandFault: it is something else.
    """
    body = await _body(request)
    if not body:
        return {}
    if request.content_type != "application/json":
        raise CommandFault("the body is JSON, and says so: Content-Type: application/json", 415)
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise CommandFault("the body is no JSON") from None
    if not isinstance(given, dict):
        raise CommandFault("the body is an object: the arguments by name")
    return given


async def _body(request: web.Request) -> bytes:
    body = b""
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST_BODY:
            raise CommandFault(f"the body has more than {LARGEST_BODY} bytes", 413)
    return body
