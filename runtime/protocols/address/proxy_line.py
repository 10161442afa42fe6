"""The PROXY protocol, versions 1 and 2: who a connection is for, said by a proxy before anything else.

The document is haproxy's `proxy-protocol.txt`. Only to be read from a peer that the script trusts.
"""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from runtime.errors import PeerFault

__all__ = ["PROXY_BYTES", "ProxyHeader", "read_proxy_header"]

PROXY_BYTES = 16 + 2048
"""The longest header that is read: one of version 2 with extras such as TLS details."""

LINE_BYTES = 107
"""The longest line of version 1, its end included (section 2.1)."""

LINE_START = b"PROXY "
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
HEAD = struct.Struct(">12sBBH")
LOCAL, PROXY = 0x20, 0x21


@dataclass(frozen=True, slots=True)
class ProxyHeader:
    """What a proxy says, and how many bytes it took to say it.

    Attributes:
        size: bytes of the header; 0 where there is none.
        address: who connected to the proxy: address and port; None where the proxy speaks for itself.
    """

    size: int
    address: tuple[str, int] | None = None


NO_HEADER = ProxyHeader(0)


def read_proxy_header(data: bytes) -> ProxyHeader | None:
    """Read the header at the beginning of a connection; None while it takes more bytes to know.

    Raises:
        PeerFault: it begins as one and is none.
    """
    if data.startswith(SIGNATURE):
        return _second(data)
    if data.startswith(LINE_START):
        return _first(data)
    begun = SIGNATURE.startswith(data) or LINE_START.startswith(data)
    return None if begun else NO_HEADER


def _first(data: bytes) -> ProxyHeader | None:
    """Section 2.1: `PROXY TCP4 192.0.2.7 198.51.100.1 56324 443`."""
    line, end, _ = data[:LINE_BYTES].partition(b"\r\n")
    if not end:
        if len(data) < LINE_BYTES:
            return None
        raise PeerFault("the proxy's line does not end")
    words = line.decode("latin-1").split(" ")
    size = len(line) + 2
    if words[1:2] == ["UNKNOWN"]:
        return ProxyHeader(size)
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6"):
        raise PeerFault("the proxy's line cannot be read")
    return ProxyHeader(size, _address(words[2], words[4]))


def _second(data: bytes) -> ProxyHeader | None:
    """Section 2.2: a binary header."""
    if len(data) < HEAD.size:
        return None
    _, command, family, length = HEAD.unpack_from(data)
    size = HEAD.size + length
    if size > PROXY_BYTES or command not in (LOCAL, PROXY):
        raise PeerFault("the proxy's header cannot be read")
    if len(data) < size:
        return None
    body = data[HEAD.size : size]
    match family >> 4:
        case _ if command == LOCAL:
            return ProxyHeader(size)
        case 0x1 if length >= 12:
            return ProxyHeader(size, (str(IPv4Address(body[:4])), int.from_bytes(body[8:10], "big")))
        case 0x2 if length >= 36:
            return ProxyHeader(size, (_plain(IPv6Address(body[:16])), int.from_bytes(body[32:34], "big")))
        case 0x1 | 0x2:
            raise PeerFault("the proxy's header is too short")
        case _:
            return ProxyHeader(size)


def _address(ip: str, port: str) -> tuple[str, int]:
    try:
        address, number = ip_address(ip), int(port)
    except ValueError as wrong:
        raise PeerFault("the proxy's line names no address") from wrong
    if not 0 <= number <= 0xFFFF:
        raise PeerFault("the proxy's line names no port")
    return (_plain(address) if isinstance(address, IPv6Address) else str(address)), number


def _plain(address: IPv6Address) -> str:
    return str(address.ipv4_mapped or address)
