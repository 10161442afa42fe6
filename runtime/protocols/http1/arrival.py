"""How somebody came whom an edge hands on: what the station cannot see for itself stands in his request's head.

Rule: the edge's word is the first field of its name, whatever the client wrote below it; `Headers.get`, and aiohttp's, give the
first. It says what a proxy was asked by only where the script trusts that proxy (`server(trusted_proxies=…)`).
"""

import re
from collections.abc import Callable

__all__ = ["PEER_FIELD", "SCHEME_FIELD", "TLS_FIELD", "came_by_tls", "scheme_of", "with_arrival"]

SCHEME_FIELD = "Edge-Scheme"
"""How the client believes to be connected: "https" or "http"."""

TLS_FIELD = "Edge-Tls"
"""The version of TLS that the edge speaks with the client ("TLSv1.3"), "none" for none."""

PEER_FIELD = "Edge-Peer"
"""The address of the client, whoever carries the connection."""

REQUEST_LINE = re.compile(rb"[!-~]{1,32} [^\r\n]{1,16384} HTTP/1\.[01](?:\r\n|\n|\r)")

Header = Callable[[str], str | None]
"""Gives the first field of a name."""


def with_arrival(initial: bytes, scheme: str, tls: str, ip: str = "") -> bytes:
    """A request that was read, with how it came in its head; what is no request in HTTP/1 stays as it is."""
    line = REQUEST_LINE.match(initial)
    if line is None:
        return initial
    secure = "https" if scheme == "https" else "http"
    said = f"{SCHEME_FIELD}: {secure}\r\n{TLS_FIELD}: {tls or 'none'}\r\n{PEER_FIELD}: {ip}\r\n".encode(
        "ascii", "replace"
    )
    return initial[: line.end()] + said + initial[line.end() :]


def scheme_of(header: Header) -> str:
    """How the client of a request came: "https" or "http"."""
    return "https" if header(SCHEME_FIELD) == "https" else "http"


def came_by_tls(header: Header) -> bool:
    """Whether TLS is spoken with the client here, and not by a proxy in front."""
    return (header(TLS_FIELD) or "none") != "none"
