"""`/admin.cgi`: SHOUTcast's admin page, its modes as programs ask for them.

Who may is known by `pass=` (an admin's password) or Basic. What changes something is not done for another site's page.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from ipaddress import ip_network

from runtime.errors import PeerFault
from runtime.protocols.http1 import Request
from runtime.protocols.icecast.metadata import MISSING_PASS, NO_SOURCE, read_title_change
from runtime.protocols.icecast.pages import error_answer, icecast_answer
from runtime.protocols.shoutcast.passwords import password_readings
from runtime.protocols.source import Login
from runtime.servers.admin.house import House
from runtime.servers.admin.rights import Rights, from_another_site, login_of

from .bans import Bans
from .crowd import Crowd
from .figures import Stream, asked_stream, listener_facts, song_facts, stream_facts, version
from .writing import document, json_text, small_names, xml_elements

__all__ = ["AdminCgi"]

HTML, XML = "text/html; charset=utf-8", "text/xml; charset=utf-8"
UNAUTHORIZED, FLOODING = "You need to authenticate", "Too many wrong passwords; please wait a minute"
OTHER_SITE = "A page of another site asked for this; ask for it yourself"
logger = logging.getLogger("legacystream.admin")

MOST_AT_ONCE = 100
"""Listeners that one request may send away by their numbers."""

LOOKING = (
    "viewxml", "viewjson", "viewban", "bannedlist", "viewrip", "viewagent", "history", "version", "ypstatus", "bandwidth",
)  # fmt: skip
NETWORK_MASK = "0"

Body = tuple[str, str]


class AdminCgi:
    """Answers it.

    Args:
        house: the station.
        rights: who may.
        bans: who is kept out.
        server: how answers name the server.
        wall: the date and time.
    """

    PATH = "/admin.cgi"

    def __init__(
        self, house: House, rights: Rights, bans: Bans, server: str, wall: Callable[[], datetime]
    ) -> None:
        self._house = house
        self._crowd = Crowd(house)
        self._rights = rights
        self._bans = bans
        self._server = server
        self._wall = wall
        self._changes: Mapping[str, Callable[[Request, Stream], str]] = {
            "kicksrc": self._kick_source,
            "kickdst": self._kick,
            "bandst": self._ban,
            "unbandst": self._unban,
            "resetxml": lambda _request, _stream: "There is nothing that would have to be reset",
            "clearcache": lambda _request, _stream: "There is nothing that would have to be cleared",
        }

    def answer(self, request: Request, ip: str) -> bytes | None:
        """The whole answer; None for a request that is for others, a source client's title among them."""
        if request.path != self.PATH or request.method not in ("GET", "HEAD", "POST"):
            return None
        try:
            return self._answer(request, ip)
        except PeerFault as fault:
            return error_answer(fault.status, str(fault), self._server, self._wall(), extra=())

    def _answer(self, request: Request, ip: str) -> bytes | None:
        mode = request.parameter("mode").lower() if request.query else ""
        login = self._login(request)
        if mode == "updinfo":
            if login is None:
                raise PeerFault(MISSING_PASS)
            if not self._rights.knows(login):
                self._count_unless_source(request, login, ip)
                return None
        if login is None and "pass=" not in request.query:
            raise PeerFault(UNAUTHORIZED, 401) if mode else PeerFault(MISSING_PASS)
        if not mode:
            raise PeerFault(NO_SOURCE)
        if mode not in LOOKING and request.method == "HEAD":
            raise PeerFault("This changes something: ask with GET or POST", 405)
        if mode not in LOOKING and from_another_site(request):
            raise PeerFault(OTHER_SITE, 403)
        self._admit(login, ip, looks=mode in LOOKING)
        return self._carry_out(mode, request)

    def _carry_out(self, mode: str, request: Request) -> bytes:
        stream = asked_stream(self._house, request)
        if stream is None:
            raise PeerFault(NO_SOURCE)
        if mode == "updinfo":
            return self._title(request, stream)
        if mode in self._changes:
            logger.info("an admin: admin.cgi %s of stream %d", mode, stream.number)
            said = self._changes[mode](request, stream)
            return self._whole((f"<html><body><b>{escape(said)}</b></body></html>", HTML), request)
        return self._whole(self._look(mode, request, stream), request)

    # Who asks

    def _login(self, request: Request) -> Login | None:
        """A password alone tells who it is."""
        if request.query and "pass=" in request.query:
            return self._rights.named(request.parameter("pass"))
        return login_of(request)

    def _count_unless_source(self, request: Request, login: Login, ip: str) -> None:
        """Passwords of source clients are looked at by the source server; wrong ones count here too."""
        readings = password_readings(request.parameter("pass")) if "pass=" in request.query else (login,)
        if not any(self._house.opens("", reading) for reading in readings):
            self._rights.count_wrong(login, ip)

    def _admit(self, login: Login | None, ip: str, *, looks: bool) -> None:
        verdict = self._rights.judge(login, ip)
        if verdict.is_flooding:
            raise PeerFault(FLOODING, 429)
        if verdict.role not in (("admin", "viewer") if looks else ("admin",)):
            raise PeerFault(UNAUTHORIZED, 401)

    # What changes something

    def _title(self, request: Request, stream: Stream) -> bytes:
        change = read_title_change(request)
        if change is None or change.title is None:
            raise PeerFault(NO_SOURCE)
        return self._house.change_title(replace(change, mount=change.mount or stream.path))

    def _kick_source(self, _request: Request, stream: Stream) -> str:
        return (
            "The source was sent away" if self._house.end_source(stream.path) else "There is no source client"
        )

    def _kick(self, request: Request, stream: Stream) -> str:
        wanted = set(request.parameter("kickdst").replace(" ", "").split(",")[:MOST_AT_ONCE])
        here = self._house.sessions.on(stream.path)
        numbers = [each.id for each in here if str(each.id) in wanted or each.ip in wanted]
        self._house.kick(numbers)
        return f"{len(numbers)} sent away"

    def _ban(self, request: Request, _stream: Stream) -> str:
        ip = request.parameter("bandst")
        number = next((each.ip for each in self._house.sessions if str(each.id) == ip), ip)
        kept_out = self._bans.add(number, network=request.parameter("banmsk") == NETWORK_MASK)
        self._house.kick([each.id for each in self._house.sessions if self._bans.has(each.ip)])
        return f"{kept_out} is kept out"

    def _unban(self, request: Request, _stream: Stream) -> str:
        network = request.parameter("banmsk") == NETWORK_MASK
        ip = request.parameter("unbandst")
        return (
            f"{ip} may come in again" if self._bans.remove(ip, network=network) else f"{ip} was not kept out"
        )

    # What is looked at

    def _look(self, mode: str, request: Request, stream: Stream) -> Body:
        match mode:
            case "viewxml":
                return self._view_xml(_page(request), stream)
            case "viewjson":
                return self._view_json(request, stream)
            case "viewban" | "bannedlist":
                return self._view_bans(request)
            case "version":
                return (
                    f"<html><body>{escape(version(self._house))}; {escape(self._server)}</body></html>",
                    HTML,
                )
            case "history" | "viewrip" | "viewagent" | "ypstatus" | "bandwidth":
                return "<html><body></body></html>", HTML
            case _:
                raise PeerFault("There is no such mode")

    def _view_xml(self, page: int, stream: Stream) -> Body:
        parts = xml_elements(stream_facts(self._house, self._crowd, stream)) if page not in (3, 4) else ""
        if page in (0, 3, 7):
            rows = (listener_facts(self._house, each) for each in self._house.sessions.on(stream.path))
            parts += f"<LISTENERS>{''.join(f'<LISTENER>{xml_elements(row)}</LISTENER>' for row in rows)}</LISTENERS>"
        if page in (0, 4, 7):
            songs = song_facts(stream.mount)
            rows_ = "".join(
                f"<SONG>{xml_elements((('PLAYEDAT', at), ('TITLE', title)))}</SONG>" for at, title in songs
            )
            parts += f"<SONGHISTORY>{rows_}</SONGHISTORY>"
        return document(parts), XML

    def _view_json(self, request: Request, stream: Stream) -> Body:
        page = _page(request)
        listeners = [
            small_names(listener_facts(self._house, each)) for each in self._house.sessions.on(stream.path)
        ]
        songs = [{"playedat": at, "title": title} for at, title in song_facts(stream.mount)]
        callback = request.parameter("callback")
        if page in (3, 4):
            return json_text(listeners if page == 3 else songs, callback)
        facts = small_names(stream_facts(self._house, self._crowd, stream))
        return json_text(
            {**facts, "listeners": listeners, "songs": songs} if page in (0, 7) else facts, callback
        )

    def _view_bans(self, request: Request) -> Body:
        banned = [ip_network(each) for each in self._bans]
        if request.parameter("type") == "json":
            return json_text([{"ip": str(each.network_address), "network": str(each)} for each in banned])
        rows = "".join(f"<li>{each}</li>" for each in banned)
        return f"<html><body><ul>{rows}</ul></body></html>", HTML

    def _whole(self, body: Body, request: Request) -> bytes:
        text, kind = body
        return icecast_answer(
            200, text, self._server, self._wall(), kind=kind, head_only=request.method == "HEAD"
        )


def _page(request: Request) -> int:
    text = request.parameter("page")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
