"""Whoever can write TXT entries into a zone, and whoever can read them."""

from typing import Protocol

__all__ = ["DnsProvider", "NameServers"]


class DnsProvider(Protocol):
    """Writes the entries of a zone. Each method raises a `runtime.errors.Fault` in words when it cannot."""

    async def present(self, name: str, value: str) -> None:
        """Add a TXT value. Other values of the same name stay: an apex and its wildcard are proven by one name with two values.

        Args:
            name: the full name of the entry, after CNAME delegation, in A-labels and without a last dot.
            value: its text, without quotes.
        """
        ...

    async def clean_up(self, name: str, value: str) -> None:
        """Take that value away. Always called after `present`, also when that failed; a value that is not there is no fault."""
        ...


class NameServers(Protocol):
    """Reads entries where the authority reads them."""

    async def delegated(self, name: str) -> str:
        """Tell where the entry of that name really stands: follow its CNAMEs. The name itself where there are none."""
        ...

    async def shown(self, name: str, value: str) -> None:
        """Return once every authoritative server of the zone tells that TXT value.

        Raises:
            Fault: in words, after a deadline of its own.
        """
        ...
