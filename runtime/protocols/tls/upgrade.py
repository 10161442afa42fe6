"""TLS within a connection that began in plain HTTP (RFC 2817): how libshout finds out whether it can be had.

Rules:
- libshout tries this by itself, and sends us nothing at all once the certificate that it is shown is not for the name that it
  calls us by. So only who calls us by a name of our certificates is upgraded; others go on in plain.
- It asks with OPTIONS, hears the answer to that inside TLS, and sends its real request on the same connection.
"""

import re

from runtime.protocols.http1 import Request, response_head

__all__ = ["UPGRADED", "host_name", "upgraded_options", "wants_upgrade"]

UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nConnection: Upgrade\r\n\r\n"
"""What is answered before the handshake begins."""

PORT = re.compile(r":\d{1,5}$")


def wants_upgrade(request: Request) -> bool:
    """Whether a client asks to go on inside TLS."""
    offered = _tokens(request.headers.get("upgrade"))
    return "upgrade" in _tokens(request.headers.get("connection")) and any(
        each == "tls" or each.startswith("tls/") for each in offered
    )


def host_name(request: Request) -> str:
    """How a client calls us: a name or an address, without its port; "" where it does not say."""
    return PORT.sub("", request.headers.get("host")).removeprefix("[").removesuffix("]")


def upgraded_options(allowed: str) -> bytes:
    """The answer to the OPTIONS that asked for TLS; another request follows on the same connection."""
    fields = (("Allow", allowed), ("Connection", "keep-alive"), ("Content-Length", "0"))
    return response_head(200, fields).replace(b"HTTP/1.0", b"HTTP/1.1", 1)


def _tokens(value: str) -> list[str]:
    return [each.strip().lower() for each in value.split(",")]
