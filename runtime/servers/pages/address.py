"""Where the station is, as whoever asks reached it."""

import re

from aiohttp import web

from runtime.protocols.http1 import scheme_of
from runtime.stats.status import StationStatus

__all__ = ["base_url"]

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?"
)
"""A name or an address, and maybe a port; RFC 9110, section 7.2. Nothing that means something in a URL, a list or HTML."""


def base_url(request: web.Request, status: StationStatus) -> str:
    """The station's address without a path: "http://radio.example:8000".

    The asker's own Host header says it, if it is one; the edge says whether he came by HTTPS. What comes of it is told to
    nobody but the asker.

    Args:
        request: what was asked.
        status: the station, for those who name no host that could be one.
    """
    host = request.headers.get("Host", "")
    scheme = scheme_of(request.headers.get)
    return f"{scheme}://{host}" if _HOST.fullmatch(host) else status.seen_by(scheme).base
