"""What everybody may read: `/7.html`, `/stats`, `/statistics`, `/currentsong`, `/played`, `/playingart`, `/listen.pls` …"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from urllib.parse import quote

from runtime.protocols.http1 import Request, scheme_of
from runtime.protocols.icecast.pages import ANYWHERE, error_answer, icecast_answer
from runtime.servers.admin.house import House

from .crowd import Crowd
from .figures import Stream, asked_stream, song, song_facts, stream_facts, total_facts
from .writing import document, json_text, small_names, xml_elements

__all__ = ["ShoutcastPages"]

HTML, XML, PLAIN = "text/html; charset=utf-8", "text/xml; charset=utf-8", "text/plain; charset=utf-8"
NO_STREAM = "There is no stream of this number"
HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
ART = ("/playingart", "/streamart")
LISTS = ("m3u", "pls", "xspf", "asx")

Body = tuple[str, str]
"""A body and its media type."""


class ShoutcastPages:
    """Answers them.

    Args:
        house: the station.
        server: how answers name the server.
        wall: the date and time.
    """

    PATHS = (
        "/7.html", "/7", "/stats", "/statistics", "/currentsong", "/nextsong", "/nextsongs", "/played", "/played.html",
        "/index.html", "/home.html", *ART, *(f"/listen.{kind}" for kind in LISTS),
    )  # fmt: skip

    def __init__(self, house: House, server: str, wall: Callable[[], datetime]) -> None:
        self._house = house
        self._crowd = Crowd(house)
        self._server = server
        self._wall = wall
        self._pages: Mapping[str, Callable[[Request, Stream], Body]] = {
            "/7.html": self._seven,
            "/7": self._seven,
            "/stats": self._stats,
            "/statistics": self._statistics,
            "/currentsong": self._current,
            "/nextsong": lambda _request, _stream: ("", PLAIN),
            "/nextsongs": self._next,
            "/played": self._played,
            "/played.html": self._played,
        }

    def answer(self, request: Request, ip: str) -> bytes | None:  # noqa: ARG002
        """The whole answer; None for a request that is for others."""
        if request.method not in ("GET", "HEAD") or request.path not in self.PATHS:
            return None
        if request.path in ("/index.html", "/home.html"):
            return self._whole(request, ("", HTML), 302, ("Location", "/"))
        stream = asked_stream(self._house, request)
        if stream is None:
            return error_answer(404, NO_STREAM, self._server, self._wall())
        if request.path in ART:
            return self._art(request, stream)
        if request.path.startswith("/listen."):
            return self._list(request, stream)
        return self._whole(request, self._pages[request.path](request, stream))

    def _whole(self, request: Request, body: Body, status: int = 200, *extra: tuple[str, str]) -> bytes:
        text, kind = body
        head_only, fields = request.method == "HEAD", (*ANYWHERE, *extra)
        return icecast_answer(
            status, text, self._server, self._wall(), kind=kind, extra=fields, head_only=head_only
        )

    def _seven(self, _request: Request, stream: Stream) -> Body:
        facts = dict(stream_facts(self._house, self._crowd, stream))
        names = (
            "CURRENTLISTENERS",
            "STREAMSTATUS",
            "PEAKLISTENERS",
            "MAXLISTENERS",
            "UNIQUELISTENERS",
            "BITRATE",
        )
        row = ",".join([*(str(facts[name]) for name in names), escape(song(stream.mount))])
        return f'<HTML><meta http-equiv="Pragma" content="no-cache"></head><body>{row}</body></html>', HTML

    def _stats(self, request: Request, stream: Stream) -> Body:
        facts = list(stream_facts(self._house, self._crowd, stream))
        if _wants_json(request):
            return json_text(small_names(facts), request.parameter("callback"))
        return (
            document(xml_elements(facts)),
            XML,
        )

    def _statistics(self, request: Request, _stream: Stream) -> Body:
        totals, streams = total_facts(self._house, self._crowd)
        each = [(stream, list(stream_facts(self._house, self._crowd, stream))) for stream in streams]
        if _wants_json(request):
            listed = [{"id": stream.number, **small_names(facts)} for stream, facts in each]
            return json_text({**small_names(totals), "streams": listed}, request.parameter("callback"))
        inner = "".join(
            f'<STREAM id="{stream.number}">{xml_elements(facts)}</STREAM>' for stream, facts in each
        )
        inner = f"<STREAMSTATS>{xml_elements(totals)}{inner}</STREAMSTATS>"
        return document(inner), XML

    def _current(self, _request: Request, stream: Stream) -> Body:
        return song(stream.mount), PLAIN

    def _next(self, request: Request, _stream: Stream) -> Body:
        return json_text([], request.parameter("callback")) if _wants_json(request) else ("", PLAIN)

    def _played(self, request: Request, stream: Stream) -> Body:
        songs = song_facts(stream.mount)
        kind = request.parameter("type") if request.query else ""
        if kind == "json":
            listed = [{"playedat": at, "title": title, "metadata": {"tit2": title}} for at, title in songs]
            return json_text(listed, request.parameter("callback"))
        if kind == "xml":
            rows = "".join(
                f"<SONG>{xml_elements((('PLAYEDAT', at), ('TITLE', title)))}</SONG>" for at, title in songs
            )
            body = document(f"<SONGHISTORY>{rows}</SONGHISTORY>")
            return body, XML
        return _played_page([(_clock(at, self._wall()), title) for at, title in songs]), HTML

    def _art(self, request: Request, stream: Stream) -> bytes:
        """Send him to the mount's picture: that of what plays, else that of the station, whoever asked for which."""
        if stream.mount is None:
            return error_answer(404, NO_STREAM, self._server, self._wall())
        return self._whole(request, ("", HTML), 302, ("Location", f"/cover{quote(stream.mount.path)}"))

    def _list(self, request: Request, stream: Stream) -> bytes:
        from runtime.servers.pages.playlists import (
            KINDS,  # drags in what pages need, which a start need not wait for
        )

        if stream.mount is None:
            return error_answer(404, NO_STREAM, self._server, self._wall())
        kind = KINDS[request.path.removeprefix("/listen.")]
        host = request.headers.get("host").strip()
        scheme = scheme_of(request.headers.get)
        base = f"{scheme}://{host}" if HOST.fullmatch(host) else self._house.status().seen_by(scheme).base
        return self._whole(request, (kind.write(stream.mount, base), kind.content_type))


def _wants_json(request: Request) -> bool:
    return bool(request.query) and request.parameter("json") == "1"


def _clock(seconds: int, like: datetime) -> str:
    return datetime.fromtimestamp(seconds, like.tzinfo).strftime("%H:%M:%S")


def _played_page(songs: list[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td>{at}</td><td>{escape(title)}{'<td><b>Current Song</b></td>' if number == 0 else ''}</tr>"
        for number, (at, title) in enumerate(songs)
    )
    return (
        "<html><head><title>SHOUTcast Song History</title></head><body><table>"
        f"<tr><td><b>Played @</b></td><td><b>Song Title</b></td></tr>{rows}</table></body></html>"
    )
