"""Sets of addresses and networks, looked up by whole sets at a time: a ban list may have thousands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from .cloudflare import CLOUDFLARE

__all__ = ["NAMED", "Networks", "is_private", "limit_key"]

NAMED = {
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
        "::1/128", "fc00::/7", "fe80::/10",
    ),
    "cloudflare": CLOUDFLARE,
}  # fmt: skip
"""Networks that have a name."""

ADDRESSES_KEPT = 1024
"""Addresses that are kept read, since one comes again and again."""

V4, V6 = 32, 128
LIMIT_PREFIX = 64
"""Bits of an IPv6 address that one customer has to himself; a limit for an address counts all of them as one."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Networks:
    """A set of networks. `texts` are addresses, networks and the names of `NAMED`.

    Compares by identity: a set is made once for a table and then only looked at.

    Raises:
        ValueError: a text is neither.
    """

    __slots__ = ("_by_length", "texts")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts = tuple(texts)
        by_length: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for text in _spelled_out(self.texts):
            network = _as_it_is(ip_network(text, strict=False))
            bits = network.max_prefixlen
            by_length[bits, bits - network.prefixlen].add(
                int(network.network_address) >> (bits - network.prefixlen)
            )
        self._by_length = tuple((bits, shift, frozenset(found)) for (bits, shift), found in by_length.items())

    def __contains__(self, ip: str) -> bool:
        if not self._by_length:
            return False
        address = _read(ip)
        if address is None:
            return False
        bits, number = address
        return any(bits == each and number >> shift in found for each, shift, found in self._by_length)

    def __bool__(self) -> bool:
        return bool(self._by_length)


def is_private(ip: str) -> bool:
    """Whether an address is of no public network: loopback, a house, a container."""
    return ip in _PRIVATE


def limit_key(ip: str) -> str:
    """What a limit for an address counts together: the address, or the IPv6 network that one customer has."""
    found = _read(ip)
    if found is None or found[0] == V4:
        return ip
    shift = V6 - LIMIT_PREFIX
    return f"{IPv6Address(found[1] >> shift << shift)}/{LIMIT_PREFIX}"


def _spelled_out(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from NAMED.get(text, (text,))


def _as_it_is(network: Network) -> Network:
    """The network; an IPv4 one that is written as IPv6 is what it is, as with addresses."""
    mapped = network.network_address
    if isinstance(mapped, IPv6Address) and mapped.ipv4_mapped is not None and network.prefixlen >= V6 - V4:
        return IPv4Network((mapped.ipv4_mapped, network.prefixlen - (V6 - V4)))
    return network


@lru_cache(maxsize=ADDRESSES_KEPT)
def _read(ip: str) -> tuple[int, int] | None:
    """The bits and the number of an address; an IPv4 one that is written as IPv6 is what it is."""
    try:
        address: Address = ip_address(ip.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.max_prefixlen, int(address)


_PRIVATE = Networks(("private",))
