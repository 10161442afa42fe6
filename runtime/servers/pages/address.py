"""Where the station is, as whoever asks reached it."""

import re

from aiohttp import web

__all__ = ["base_url"]

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?"
)
"""A name or an address, and maybe a port; RFC 9110, section 7.2. Nothing that means something in a URL, a list or HTML."""


def base_url(request: web.Request, otherwise: str) -> str:
    """The station's address without a path: "http://radio.example:8000".

    The asker's own Host header says it, if it is one; a proxy in front may say that it speaks HTTPS. What comes of it is
    told to nobody but the asker.

    Args:
        request: what was asked.
        otherwise: "host:port" for those who name no host that could be one.
    """
    host = request.headers.get("Host", "")
    known = host if _HOST.fullmatch(host) else otherwise
    forwarded = request.headers.get("X-Forwarded-Proto", "").strip().lower()
    scheme = "https" if forwarded == "https" or request.secure else "http"
    return f"{scheme}://{known}"
