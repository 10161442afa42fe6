"""TLS within a connection that began in plain HTTP (RFC 2817): how libshout finds out whether it can be had."""

from runtime.protocols.http1 import Request

__all__ = ["UPGRADED", "wants_upgrade"]

UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.0, HTTP/1.1\r\nConnection: Upgrade\r\n\r\n"
"""What is answered before the handshake begins."""


def wants_upgrade(request: Request) -> bool:
    """Whether a client asks to go on inside TLS."""
    offered = _tokens(request.headers.get("upgrade"))
    return "upgrade" in _tokens(request.headers.get("connection")) and any(
        each == "tls" or each.startswith("tls/") for each in offered
    )


def _tokens(value: str) -> list[str]:
    return [each.strip().lower() for each in value.split(",")]
