"""The requests that are compared: each is sent to both servers, word for word."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from .servers import ADMIN, RELAY, SOURCE, WRONG, authorization

__all__ = ["STREAMS", "Case", "cases"]

STREAMS = {"/live.mp3": 15_000, "/live.opus": 150}
"""The mounts on the air, and how many bytes of each are enough to see how it begins."""

TITLED_BYTES = 36_000
"""Bytes in which two titles of a stream stand."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request.

    Attributes:
        name: what the report and the table of differences call it.
        request: its bytes.
        enough: bytes of a body that are enough.
        settles: whether it is asked again while titles differ: each server tells of a new one in its own time.
        seconds: how long a reply may take; to some, Icecast says nothing for long.
        alone: whether it changes something, so that no other may be on its way meanwhile.
    """

    name: str
    request: bytes
    enough: int = STREAMS["/live.mp3"]
    seconds: float = 15.0
    alone: bool = False
    settles: bool = False


def cases() -> Iterator[Case]:
    """All of them, in the order in which they are sent."""
    yield from _listeners()
    yield from _requests_that_are_none()
    yield from _status()
    yield from _playlists()
    yield from (replace(case, alone=True) for case in _admin())
    yield from _titled()
    yield from (replace(case, alone=True) for case in _sources())


def _ask(
    path: str, *lines: str, method: str = "GET", version: str = "HTTP/1.1", host: str = "localhost"
) -> bytes:
    head = [f"{method} {path} {version}", *([f"Host: {host}"] if host else []), *lines, "", ""]
    return "\r\n".join(head).encode("latin-1")


LISTENER_HEADERS = {
    "Icy-MetaData 1": "Icy-MetaData: 1",
    "icy-metadata 1": "icy-metadata: 1",
    "Icy-Metadata with blanks": "Icy-Metadata:  1 ",
    "Icy-MetaData without a blank": "Icy-MetaData:1",
    "Icy-MetaData 0": "Icy-MetaData: 0",
    "Icy-MetaData 2": "Icy-MetaData: 2",
    "range all": "Range: bytes=0-",
    "range two bytes": "Range: bytes=0-1",
    "range later": "Range: bytes=1000-",
    "range suffix": "Range: bytes=-500",
    "range nonsense": "Range: elephants=1",
    "origin": "Origin: https://player.example",
    "keep alive": "Connection: keep-alive",
    "upgrade": "Connection: Upgrade\r\nUpgrade: TLS/1.0",
    "accept other": "Accept: text/html",
    "if modified": "If-Modified-Since: Mon, 26 Jul 1997 05:00:00 GMT",
    "player VLC": "User-Agent: VLC/3.0.18 LibVLC/3.0.18",
    "player Winamp": "User-Agent: WinampMPEG/5.66, Ultravox/2.1",
    "player iTunes": "User-Agent: iTunes/12.0 (AppleCoreMedia)",
    "player MSIE": "User-Agent: Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",
    "player Mozilla": "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/115.0",
    "credentials nobody asked for": authorization(WRONG),
}


def _listeners() -> Iterator[Case]:
    for path, enough in STREAMS.items():
        yield Case(f"listen {path}", _ask(path), enough)
        titled = TITLED_BYTES if path == "/live.mp3" else enough
        for name, line in LISTENER_HEADERS.items():
            asks = line.lower().startswith("icy-metadata") and not line.endswith("0")
            yield Case(f"listen {path} {name}", _ask(path, line), titled if asks else enough)
        yield Case(f"listen {path} HTTP/1.0", _ask(path, version="HTTP/1.0", host=""), enough)
        yield Case(
            f"listen {path} HTTP/1.0 Icy-MetaData",
            _ask(path, "Icy-MetaData: 1", version="HTTP/1.0", host=""),
            titled,
        )
        yield Case(f"listen {path} with query", _ask(f"{path}?nocache=1234&x=%20"), enough)
        yield Case(f"listen {path} line feeds", _ask(path).replace(b"\r\n", b"\n"), enough)
        yield Case(f"HEAD {path}", _ask(path, method="HEAD"))
        yield Case(
            f"OPTIONS {path}",
            _ask(
                path, "Origin: https://player.example", "Access-Control-Request-Method: GET", method="OPTIONS"
            ),
        )
    yield Case("listen percent", _ask("/live%2Emp3"))
    yield Case("listen twice percent", _ask("/live%252Emp3"))
    yield Case("listen slashes", _ask("//live.mp3"))
    yield Case("listen case", _ask("/LIVE.mp3"))
    yield Case("listen absolute", _ask("http://localhost/live.mp3"))
    yield Case("listen ICE/1.0", _ask("/live.mp3", version="ICE/1.0"))
    yield Case("listen alias", _ask("/alias.mp3"))


def _requests_that_are_none() -> Iterator[Case]:
    yield Case("unknown path", _ask("/nothing.mp3"))
    yield Case("unknown path HTTP/1.0", _ask("/nothing.mp3", version="HTTP/1.0", host=""))
    yield Case("unknown path HEAD", _ask("/nothing.mp3", method="HEAD"))
    yield Case("unknown folder", _ask("/nowhere/at/all/"))
    yield Case("free mount", _ask("/free.mp3"))
    for method in ("POST", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"):
        yield Case(f"method {method}", _ask("/live.mp3", method=method))
    yield Case("method get", _ask("/live.mp3", method="get"))
    yield Case("OPTIONS *", _ask("*", method="OPTIONS"))
    yield Case("climbs out", _ask("/../../etc/passwd"))
    yield Case("climbs out in percent", _ask("/%2e%2e/%2e%2e/etc/passwd"))
    yield Case("template", _ask("/status.xsl."))
    yield Case("version 2.0", _ask("/live.mp3", version="HTTP/2.0"))
    yield Case("version of nobody", _ask("/live.mp3", version="FTP/1.0"))
    yield Case("garbage", b"\x00\x01\x02\x03 garbage\r\n\r\n", seconds=4.0)
    yield Case("head too large", _ask("/live.mp3", "X-Long: " + "a" * 20_000))
    yield Case("40 headers", _ask("/nothing.mp3", *(f"X-{number}: {number}" for number in range(40))))


def _playlists() -> Iterator[Case]:
    for ending in (".m3u", ".xspf", ".vclt"):
        yield Case(f"playlist {ending}", _ask(f"/live.mp3{ending}", host="localhost:8000"))
        yield Case(f"playlist {ending} HTTP/1.0", _ask(f"/live.mp3{ending}", version="HTTP/1.0", host=""))
        yield Case(f"playlist {ending} of no mount", _ask(f"/nothing.mp3{ending}", host="localhost:8000"))


def _status() -> Iterator[Case]:
    yield Case("status json", _ask("/status-json.xsl"))
    yield Case("status json HTTP/1.0", _ask("/status-json.xsl", version="HTTP/1.0", host=""))
    yield Case("status json of one mount", _ask("/status-json.xsl?mount=/live.mp3"))
    yield Case("status json of no mount", _ask("/status-json.xsl?mount=/nothing.mp3"))
    yield Case("status json HEAD", _ask("/status-json.xsl", method="HEAD"))
    yield Case("status page", _ask("/status.xsl"))
    yield Case("server version page", _ask("/server_version.xsl"))
    yield Case("front page", _ask("/"))


ADMIN_COMMANDS = (
    "stats",
    "stats.xml",
    "stats?mount=/live.mp3",
    "stats?mount=/nothing.mp3",
    "stats.xsl",
    "listmounts",
    "listmounts.xsl",
    "streamlist",
    "streamlist.txt",
    "listclients",
    "listclients?mount=/live.mp3",
    "listclients?mount=/nothing.mp3",
    "listclients.xsl?mount=/live.mp3",
    "moveclients",
    "moveclients.xsl",
    "moveclients?mount=/live.mp3",
    "moveclients?mount=/live.mp3&destination=/live.mp3",
    "moveclients?mount=/live.mp3&destination=/nothing.mp3",
    "moveclients?mount=/nothing.mp3&destination=/live.mp3",
    "moveclients?mount=/live.opus&destination=/live.mp3",
    "killclient",
    "killclient?mount=/live.mp3",
    "killclient?mount=/live.mp3&id=999999",
    "killclient?mount=/live.mp3&id=elephant",
    "killclient?mount=/nothing.mp3&id=1",
    "killsource",
    "killsource?mount=/nothing.mp3",
    "fallbacks",
    "fallbacks?mount=/live.mp3",
    "fallbacks?mount=/nothing.mp3&fallback=/live.mp3",
    "fallbacks.xsl?mount=/nothing.mp3&fallback=/live.mp3",
    "updatemetadata",
    "updatemetadata?mount=/live.mp3",
    "updatemetadata.xsl?mount=/live.mp3",
    "metadata",
    "metadata?mount=/live.mp3",
    "metadata?mount=/live.mp3&mode=updinfo",
    "metadata?mount=/live.mp3&mode=updinfo&song=One%20-%20Two",
    "metadata?mount=/live.mp3&mode=updinfo&song=Caf%C3%A9&charset=UTF-8",
    "metadata?mount=/live.mp3&mode=other&song=x",
    "metadata?mount=/live.opus&mode=updinfo&song=Something",
    "metadata?mount=/nothing.mp3&mode=updinfo&song=x",
    "metadata.xsl?mount=/live.mp3&mode=updinfo&song=One%20-%20Two",
    "manageauth",
    "manageauth?mount=/live.mp3",
    "buildm3u?mount=/live.mp3&username=anna&password=pw",
    "buildm3u",
    "nothing",
    "nothing.xsl",
    "",
)


def _admin() -> Iterator[Case]:
    for command in ADMIN_COMMANDS:
        path = f"/admin/{command}"
        yield Case(f"{path} as admin", _ask(path, authorization(ADMIN)))
        if "nothing" not in command and "?mount=/live.mp3&" not in command:
            yield Case(f"{path} as nobody", _ask(path))
            yield Case(f"{path} as source", _ask(path, authorization(SOURCE)))
    for command in ("stats", "listmounts", "streamlist.txt", "killsource?mount=/nothing.mp3"):
        yield Case(f"/admin/{command} with a wrong password", _ask(f"/admin/{command}", authorization(WRONG)))
        yield Case(f"/admin/{command} as relay", _ask(f"/admin/{command}", authorization(RELAY)))
    yield Case("/admin/stats POST", _ask("/admin/stats", authorization(ADMIN), method="POST"))
    yield Case("/admin/stats HEAD", _ask("/admin/stats", authorization(ADMIN), method="HEAD"))
    yield Case("/admin/stats Bearer", _ask("/admin/stats", "Authorization: Bearer abc"))
    yield Case("/admin/stats not base64", _ask("/admin/stats", "Authorization: Basic %%%"))
    yield Case("/admin/stats no colon", _ask("/admin/stats", "Authorization: Basic YWRtaW4="))
    yield Case("admin.cgi", _ask("/admin.cgi"))
    yield Case("admin.cgi without mode", _ask("/admin.cgi?pass=source-pw"))
    yield Case("admin.cgi without pass", _ask("/admin.cgi?mode=updinfo&song=x"))
    yield Case("admin.cgi wrong pass", _ask("/admin.cgi?mode=updinfo&pass=wrong&song=x"))
    yield Case("poke", _ask("/admin/!POKE"))
    yield Case("STATS as nobody", _ask("/", method="STATS"))
    yield Case("STATS with a wrong password", _ask("/", authorization(WRONG), method="STATS"))


def _titled() -> Iterator[Case]:
    """After a title was told."""
    yield Case("titled stream", _ask("/live.mp3", "Icy-MetaData: 1"), TITLED_BYTES, alone=True, settles=True)
    yield Case("titled status json", _ask("/status-json.xsl?mount=/live.mp3"), alone=True, settles=True)
    yield Case(
        "titled stats", _ask("/admin/stats?mount=/live.mp3", authorization(ADMIN)), alone=True, settles=True
    )


def _sources() -> Iterator[Case]:
    free = map(
        "/free-{}.mp3".format, count()
    ).__next__  # nobody waits until a server has noticed who has gone
    mp3 = "Content-Type: audio/mpeg"
    good, wrong = authorization(SOURCE), authorization(("source", "wrong"))
    for method in ("PUT", "SOURCE"):
        version = "HTTP/1.1" if method == "PUT" else "HTTP/1.0"
        yield Case(f"{method} without credentials", _ask(free(), mp3, method=method, version=version))
        yield Case(f"{method} wrong password", _ask(free(), mp3, wrong, method=method, version=version))
        yield Case(
            f"{method} wrong user",
            _ask(free(), mp3, authorization(("anna", SOURCE[1])), method=method, version=version),
        )
        yield Case(f"{method} occupied mount", _ask("/live.mp3", mp3, good, method=method, version=version))
        yield Case(
            f"{method} occupied mount wrong password",
            _ask("/live.mp3", mp3, wrong, method=method, version=version),
        )
        yield Case(f"{method} good", _ask(free(), mp3, good, method=method, version=version), 0)
        yield Case(
            f"{method} good Expect",
            _ask(free(), mp3, good, "Expect: 100-continue", method=method, version=version),
            0,
        )
        yield Case(f"{method} without slash", _ask("free.mp3", mp3, good, method=method, version=version))
        yield Case(
            f"{method} other type",
            _ask(free(), "Content-Type: foo/bar", good, method=method, version=version),
            0,
        )
    yield Case("PUT without type", _ask(free(), good, method="PUT"))
    yield Case("SOURCE without type", _ask(free(), good, method="SOURCE", version="HTTP/1.0"), 0)
    yield Case("SOURCE ICE/1.0 good", _ask(free(), mp3, good, method="SOURCE", version="ICE/1.0", host=""), 0)
    yield Case(
        "SOURCE as admin", _ask(free(), mp3, authorization(ADMIN), method="SOURCE", version="HTTP/1.0")
    )
    yield Case("xaudiocast", f"SOURCE source-pw {free()}\r\n\r\n".encode(), 0, seconds=4.0)
