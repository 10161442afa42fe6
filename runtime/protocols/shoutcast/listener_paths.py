"""The paths by which SHOUTcast's players ask for a stream: `/;`, `/stream/1/`, `/?sid=1`.

Rules:
- `/;`, whatever stands behind it, is the stream and never the page. `/stream` and `/stream/N/` are streams too; `sid=N`
  chooses one on each of them, else it is the first.
- `/` is the page for browsers and the stream for players, told apart by their names, as SHOUTcast does it: browsers say
  "Mozilla". Programs that fetch pages (curl, link checkers) are given the page too, unless they name a stream: nobody wants to
  check an endless page.
"""

import re

from runtime.protocols.http1 import Request

__all__ = ["stream_number"]

NUMBERED = re.compile(r"/;?stream/([0-9]{1,9})(/.*)?")
FETCHERS = (
    "axios", "bot", "check", "crawl", "curl/", "fetch", "go-http-client", "guzzle", "health", "httpie/", "java/", "libwww",
    "monitor", "node", "okhttp/", "perl", "php", "preview", "probe", "python", "ruby", "scan", "spider", "uptime", "wget/",
)  # fmt: skip
"""How programs that fetch pages call themselves, in small letters."""


def stream_number(request: Request) -> int:
    """Which stream a request asks for, counted from 1; 0 where it asks for none in this dialect."""
    numbered = NUMBERED.fullmatch(request.path)
    if numbered is not None:
        return int(numbered[1])
    if request.path.startswith("/;") or request.path in ("/stream", "/stream/"):
        return _named(request) or 1
    if request.path == "/" and _is_player(request):
        return _named(request) or 1
    return 0


def _named(request: Request) -> int:
    """The number that the query names; 0 for none."""
    number = request.parameter("sid") if request.query else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _is_player(request: Request) -> bool:
    agent = request.headers.get("user-agent").lower()
    if not agent or "mozilla" in agent or "text/html" in request.headers.get("accept"):
        return False
    return bool(_named(request)) or not any(each in agent for each in FETCHERS)
