"""Pages that are to be asked for by HTTPS, where the script says so.

Rules: only what the station answers itself is sent elsewhere, and only GET and HEAD; never a stream, a source client, a proof
for an authority, or what devices and programmes of old ask for by themselves and would not follow: playlists, audio, titles.
"""

import re
from urllib.parse import quote

from runtime.protocols.http1 import Request, answer

from .http_proof import CHALLENGES
from .table import CertificateTable

__all__ = ["redirect_answer"]

HTTPS_PORT = 443

STAYING = frozenset({"/admin/metadata", "/admin.cgi", "/7.html"})
"""Paths of programmes, not of people."""

AUDIBLE = (
    ".m3u",
    ".pls",
    ".xspf",
    ".asx",
    ".vclt",
    ".m3u8",
    ".ts",
    ".m4s",
    ".mp4",
    ".aac",
    ".mp3",
    ".ogg",
    ".opus",
    ".flac",
)
"""Endings of what players ask for."""

NAME = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?")


def redirect_answer(request: Request, table: CertificateTable, port: int) -> bytes | None:
    """Send a page's visitor to its HTTPS address; None where it is to be answered as it is. `port` is where he came in."""
    if not table.redirect or request.method not in ("GET", "HEAD") or _stays(request.path):
        return None
    host = NAME.fullmatch(request.headers.get("host"))
    if host is None:
        return None
    https = table.https_port or port
    at = host[1] + ("" if https == HTTPS_PORT else f":{https}")
    query = f"?{request.query}" if request.query else ""
    location = f"https://{at}{quote(request.path)}{query}"
    return answer(
        308, f"This page is at {location}\n", [("Location", location)], head_only=request.method == "HEAD"
    )


def _stays(path: str) -> bool:
    return path in STAYING or path.startswith(CHALLENGES) or path.lower().endswith(AUDIBLE)
