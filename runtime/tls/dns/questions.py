"""Questions to name servers, by dnspython, which is imported with the first one."""

import asyncio
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

__all__ = ["DnsQuestions", "Questions", "place"]

PATIENCE = 3.0
"""Seconds for one server's answer."""

RESOLVER_PATIENCE = 6.0
"""Seconds for the answer of a resolver, which may have to ask others."""

PORT = 53


class Questions(Protocol):
    """Asks name servers."""

    async def ask(self, name: str, kind: str, server: str = "") -> tuple[str, ...] | None:
        """Ask for entries of a kind: of the resolver, or of that server (`address` or `address:port`) alone.

        Returns:
            What stands there, as text, of a TXT without quotes; nothing where nothing stands; None where nobody answers.
        """
        ...


class DnsQuestions:
    """Asks in earnest.

    Args:
        resolvers: who is asked, `address` or `address:port`; the machine's own where there are none.
    """

    def __init__(self, resolvers: tuple[str, ...] = ()) -> None:
        self._resolvers = resolvers
        self._resolver: Resolver | None = None

    async def ask(self, name: str, kind: str, server: str = "") -> tuple[str, ...] | None:
        """Ask; see `Questions`."""
        await asyncio.to_thread(_load)
        import dns.exception

        try:
            return await (self._direct(name, kind, server) if server else self._recursive(name, kind))
        except (dns.exception.DNSException, OSError, EOFError):
            return None

    async def _direct(self, name: str, kind: str, server: str) -> tuple[str, ...] | None:
        import dns.asyncquery
        import dns.message
        import dns.rcode

        query = dns.message.make_query(name, kind)
        address, port = place(server)
        response, _ = await dns.asyncquery.udp_with_fallback(query, address, timeout=PATIENCE, port=port)
        if response.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            return None
        wanted = dns.rdatatype.from_text(kind)
        return tuple(_text(each) for found in response.answer if found.rdtype == wanted for each in found)

    async def _recursive(self, name: str, kind: str) -> tuple[str, ...] | None:
        import dns.resolver

        if self._resolvers:
            for each in self._resolvers:
                found = await self._of(each, name, kind)
                if found is not None:
                    return found
            return None
        try:
            answer = await self._machines().resolve(name, kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return ()
        return tuple(_text(each) for each in answer.rrset or ())

    async def _of(self, server: str, name: str, kind: str) -> tuple[str, ...] | None:
        """Ask one of the resolvers that the script names."""
        import dns.exception
        import dns.resolver

        resolver = _resolver(configure=False)
        address, port = place(server)
        resolver.nameservers, resolver.port = [address], port
        try:
            answer = await resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return ()
        except (dns.exception.DNSException, OSError):
            return None
        return tuple(_text(each) for each in answer.rrset or ())

    def _machines(self) -> "Resolver":
        if self._resolver is None:
            self._resolver = _resolver(configure=True)
        return self._resolver


def place(server: str) -> tuple[str, int]:
    """The address and port of a server."""
    if server.startswith("["):
        address, _, port = server[1:].partition("]")
        return address, int(port.lstrip(":") or PORT)
    try:
        return str(ip_address(server)), PORT
    except ValueError:
        address, _, port = server.rpartition(":")
        return address, int(port)


def _load() -> None:
    """Import the package, which takes a moment: not on the loop."""
    import dns.asyncquery
    import dns.asyncresolver
    import dns.message
    import dns.rcode
    import dns.rdatatype

    del dns


def _resolver(*, configure: bool) -> "Resolver":
    from dns.asyncresolver import Resolver

    resolver = Resolver(configure=configure)
    resolver.lifetime, resolver.cache = RESOLVER_PATIENCE, None
    return resolver


def _text(record: Any) -> str:  # noqa: ANN401 - each kind of entry has a class of its own
    strings = getattr(record, "strings", None)
    if strings is not None:
        return b"".join(strings).decode("utf-8", "replace")
    return str(record.to_text()).rstrip(".")
