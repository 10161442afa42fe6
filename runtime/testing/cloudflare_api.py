"""A stand-in of Cloudflare's API v4, as far as entries of the DNS go: its paths, answers and errors with their codes."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

__all__ = ["CloudflareApi", "Rights"]

Json = dict[str, Any]

GLOBAL_HEADERS = ("X-Auth-Key", "X-Auth-Email", "X-Auth-User-Service-Key")

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Rights:
    """What a token may do, by the names of zones."""

    edit: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()


RIGHTS = web.RequestKey("rights", Rights)


@dataclass(slots=True)
class CloudflareApi:
    """Zones, tokens and entries. `texts` is what a name server tells: name → values.

    Attributes:
        zones: name → id.
        tokens: token → what it may do.
        texts: the TXT entries that are there.
        failing: the status of every answer from now on; 0 answers as it should.
        asked: what was asked, for tests to look at.
        strays: headers of an account that came beside a token.
    """

    zones: Mapping[str, str]
    tokens: Mapping[str, Rights]
    texts: dict[str, list[str]] = field(default_factory=dict)
    failing: int = 0
    asked: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    _entries: dict[str, Json] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on loopback; returns the address to give to the client (`CLOUDFLARE_BASE_URL`)."""
        app = web.Application(middlewares=[self._gate])
        app.add_routes(
            [
                web.get("/client/v4/zones", self._list_zones),
                web.get("/client/v4/zones/{zone}/dns_records", self._list_entries),
                web.post("/client/v4/zones/{zone}/dns_records", self._create),
                web.delete("/client/v4/zones/{zone}/dns_records/{entry}", self._delete),
            ]
        )
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{port}/client/v4"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _gate(self, request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 - as aiohttp types it
        self.asked.append(f"{request.method} {request.path_qs.removeprefix('/client/v4')}")
        self.strays += [name for name in GLOBAL_HEADERS if name in request.headers]
        if self.failing:
            return _refusal(
                self.failing, 10013 if self.failing >= 500 else 971, "Please wait and consider throttling"
            )
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token.isalnum():
            chain = [{"code": 6111, "message": "Invalid format for Authorization header"}]
            return _refusal(400, 6003, "Invalid request headers", chain)
        if token not in self.tokens:
            return _refusal(403, 9109, "Invalid access token")
        request[RIGHTS] = self.tokens[token]
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _list_zones(self, request: web.Request) -> web.Response:
        """Zones that the token may not see are not told of: no error, an empty list."""
        rights, name = request[RIGHTS], request.query.get("name")
        found = [{"id": id_, "name": zone} for zone, id_ in self.zones.items() if zone in rights.read]
        return _page(request, [each for each in found if name in {None, each["name"]}])

    async def _list_entries(self, request: web.Request) -> web.Response:
        refused = self._closed(request)
        if refused is not None:
            return refused
        name = (
            request.query.get("name.exact") or request.query.get("name[exact]") or request.query.get("name")
        )
        zone = request.match_info["zone"]
        found = [
            each
            for each in self._entries.values()
            if each["zone_id"] == zone and name in {None, each["name"]}
        ]
        return _page(request, found)

    async def _create(self, request: web.Request) -> web.Response:
        refused = self._closed(request)
        if refused is not None:
            return refused
        given = await request.json()
        zone = next(name for name, id_ in self.zones.items() if id_ == request.match_info["zone"])
        if given["name"] != zone and not given["name"].endswith(f".{zone}"):
            return _refusal(400, 9000, "DNS name is invalid.")
        same = [
            each
            for each in self._entries.values()
            if (each["name"], each["content"]) == (given["name"], given["content"])
        ]
        if same:
            return _refusal(400, 81058, "An identical record already exists.")
        entry = {
            **given,
            "id": f"{next(self._numbers):032x}",
            "zone_id": request.match_info["zone"],
            "proxied": False,
        }
        self._entries[entry["id"]] = entry
        self.texts.setdefault(given["name"], []).append(given["content"].strip('"'))
        return _well(entry)

    async def _delete(self, request: web.Request) -> web.Response:
        refused = self._closed(request)
        if refused is not None:
            return refused
        entry = self._entries.pop(request.match_info["entry"], None)
        if entry is None:
            return _refusal(404, 81044, "Record does not exist.")
        self.texts[entry["name"]].remove(entry["content"].strip('"'))
        return _well({"id": entry["id"]})

    def _closed(self, request: web.Request) -> web.Response | None:
        """Why the token may do nothing in this zone."""
        name = next((name for name, id_ in self.zones.items() if id_ == request.match_info["zone"]), None)
        if name is None:
            path = request.path.removeprefix("/client/v4")
            return _refusal(
                404, 7003, f"Could not route to {path}, perhaps your object identifier is invalid?"
            )
        return None if name in request[RIGHTS].edit else _refusal(403, 10000, "Authentication error")


def _well(result: object) -> web.Response:
    return web.json_response({"result": result, "success": True, "errors": [], "messages": []})


def _page(request: web.Request, found: list[Json]) -> web.Response:
    """One page; those behind the last are empty, and have to be asked for to be known to be so."""
    page = int(request.query.get("page", "1"))
    part = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    info = {
        "page": page,
        "per_page": PER_PAGE,
        "count": len(part),
        "total_count": len(found),
        "total_pages": 1,
    }
    return web.json_response(
        {"result": part, "success": True, "errors": [], "messages": [], "result_info": info}
    )


def _refusal(status: int, code: int, message: str, chain: list[Json] | None = None) -> web.Response:
    error: Json = {"code": code, "message": message} | ({"error_chain": chain} if chain else {})
    return web.json_response(
        {"result": None, "success": False, "errors": [error], "messages": []}, status=status
    )
