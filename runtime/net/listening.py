"""Listen sockets: the addresses at which players and programmes find the station."""

import errno
import socket
import sys
from typing import Literal, TypeAlias, cast, get_args

from runtime.errors import OperatorFault, PortTaken

from .holder import holder_of

__all__ = ["BACKLOG", "DoorMode", "address_words", "door_mode", "listen", "plain_ip"]

DoorMode: TypeAlias = Literal["plain", "tls", "both", "legacy"]
"""What is spoken at a listen socket: HTTP and its kin as they are; inside TLS alone; either, as the first byte says; inside TLS
as old devices know it, or as they are.
"""

BACKLOG = 4096
"""Connections that may wait to be accepted; the system may allow fewer."""

_TAKEN = {errno.EADDRINUSE, 10048}
_FORBIDDEN = {errno.EACCES, errno.EPERM, 10013}
_NOT_OURS = {errno.EADDRNOTAVAIL, 10049}


def listen(host: str, port: int) -> socket.socket:
    """Listen on one address; host "" is every address of the machine, IPv6 included where there is IPv6.

    The socket blocks and belongs to the caller; it does not pass to child processes by itself.

    Raises:
        PortTaken: another program listens there.
        OperatorFault: the address is not ours, not allowed, or not known.
    """
    sock, address = _socket(host, port)
    try:
        _claim(sock)
        sock.bind(address)
        sock.listen(BACKLOG)
    except OSError as wrong:
        sock.close()
        raise _fault(wrong, host, port) from wrong
    return sock


def door_mode(text: str) -> DoorMode:
    """Read the mode of a door. Raises ValueError when it is none."""
    if text not in get_args(DoorMode):
        raise ValueError(f"a door is one of {', '.join(get_args(DoorMode))}, not {text!r}")
    return cast(DoorMode, text)


def address_words(host: str, port: int) -> str:
    """Write an address as people do: `radio.example:8000`, `[::1]:8000`, `port 8000` for all addresses."""
    if not host:
        return f"port {port}"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def plain_ip(ip: str) -> str:
    """Undo the IPv6 spelling in which a socket for both families reports IPv4 peers."""
    return ip.removeprefix("::ffff:") if "." in ip else ip


def _socket(host: str, port: int) -> tuple[socket.socket, tuple[object, ...]]:
    if not host:
        return _for_all_addresses(port)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, OverflowError) as wrong:
        raise OperatorFault(f"{host} is no address of this machine: {wrong}") from wrong
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    return socket.socket(family, kind, protocol), address


def _for_all_addresses(port: int) -> tuple[socket.socket, tuple[object, ...]]:
    if not socket.has_dualstack_ipv6():
        return socket.socket(socket.AF_INET, socket.SOCK_STREAM), ("", port)
    sock = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    return sock, ("", port)


def _claim(sock: socket.socket) -> None:
    """Ask for the address alone.

    `SO_REUSEADDR` means "even if old connections linger" on Unix, but "even if another program listens" on
    Windows.
    """
    if sys.platform == "win32":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _fault(wrong: OSError, host: str, port: int) -> OperatorFault:
    words = address_words(host, port)
    if wrong.errno in _TAKEN:
        return PortTaken(words, holder_of(port))
    if wrong.errno in _NOT_OURS:
        return OperatorFault(f"{host} is no address of this machine")
    if wrong.errno in _FORBIDDEN and port < 1024:
        return OperatorFault(f"{words} is below 1024, which this user may not listen on")
    if wrong.errno in _FORBIDDEN:
        return PortTaken(words, holder_of(port))  # Windows answers so when the holder claimed it alone
    return OperatorFault(f"nothing can listen on {words}: {wrong.strerror or wrong}")
