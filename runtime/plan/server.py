"""Where the station listens, and how much it takes."""

from dataclasses import dataclass
from typing import Literal

from .access import Access
from .origin import Origin, origin_field
from .units import Seconds

__all__ = ["Compat", "Server"]

Compat = Literal["icecast-2.4", "icecast-2.5"]
"""Whose statuses are given where the two differ."""


@dataclass(frozen=True, slots=True)
class Server:
    """The HTTP port and address of the station; "" means every address the machine has. `https` is the port of those who come
    encrypted, None where nobody can; where it is that of `http`, the port serves both.

    `shoutcast` is the port for programs that speak SHOUTcast: None means the one after the HTTP port, where there is a
    place for source clients at all, and 0 none. The rest is what the server takes, all mounts together.

    Attributes:
        max_connections: connections of all kinds, at one time.
        max_listeners: listeners at one time; None is as many as connections.
        max_streams: streams that source clients send at one time.
        max_per_address: listeners of one IPv4 address or one IPv6 network of 64 bits; None is any number.
        buffer_size: bytes that the system may hold for one listener.
        trusted_proxies: addresses, networks and known names whose word about a listener's address is believed.
        metrics: addresses, networks and known names that may read `/metrics`.
        compat: whose statuses are given where versions of Icecast differ.
        legacy_https: the port for devices that know only the TLS of long ago; None where there is none.
        redirect: whether pages are only to be had encrypted: who asks for one by HTTP is sent there. Streams never are.
        hsts: seconds for which browsers are to remember that; 0 says nothing of it.
        upgrade: whether programs that ask for TLS at a port of plain HTTP (RFC 2817) are given it.
        access: what every listener must satisfy, whatever the mount.
    """

    http: int = 8000
    bind: str = ""
    shoutcast: int | None = None
    max_connections: int = 100_000
    max_listeners: int | None = None
    max_streams: int = 1_000
    max_per_address: int | None = None
    buffer_size: int = 192 * 1024
    trusted_proxies: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("loopback",)
    access: tuple[Access, ...] = ()
    compat: Compat = "icecast-2.4"
    https: int | None = None
    legacy_https: int | None = None
    redirect: bool = False
    hsts: Seconds = Seconds(0.0)
    upgrade: bool = True
    origin: Origin = origin_field()
