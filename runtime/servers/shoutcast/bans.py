"""Addresses that are kept out, remembered in the state folder."""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

from runtime.errors import OperatorFault, PeerFault

__all__ = ["BANS_FILE", "MOST_BANS", "Bans"]

BANS_FILE = "bans.json"
MOST_BANS = 5_000
"""Addresses and networks that can be kept out."""

NETWORK_BITS = 24
"""Of an IPv4 address whose neighbours are meant too: SHOUTcast's mask 0."""

NETWORK_BITS_6 = 64


class Bans:
    """The list. `changed` is called after each change, so that edges learn of it."""

    def __init__(self, state: Path | None, changed: Callable[[], None]) -> None:
        self._path = state / BANS_FILE if state is not None else None
        self._changed = changed
        self._banned: dict[str, None] = {}

    def load(self) -> None:
        """Read what an earlier start has left.

        Raises:
            OperatorFault: there is a file that cannot be read.
        """
        if self._path is None:
            return
        try:
            found = json.loads(self._path.read_text("utf-8"))
            self._banned = {str(ip_network(str(each), strict=False)): None for each in found[:MOST_BANS]}
        except FileNotFoundError:
            return
        except (ValueError, TypeError) as wrong:
            aside = self._path.with_suffix(".damaged")
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            raise OperatorFault(
                f"{self._path} cannot be read: {wrong}; it is put aside as {aside.name}"
            ) from wrong
        except OSError as wrong:
            raise OperatorFault(f"{self._path} cannot be read: {wrong}") from wrong

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._banned))

    def __len__(self) -> int:
        return len(self._banned)

    def has(self, ip: str) -> bool:
        """Whether an address is kept out."""
        try:
            address = ip_address(ip)
        except ValueError:
            return False
        return any(address in ip_network(each) for each in self._banned)

    def add(self, ip: str, *, network: bool = False) -> str:
        """Keep an address out, or its whole network; gives what is kept out.

        Raises:
            PeerFault: it is no address, or there are as many as may be.
        """
        found = _network(ip, network=network)
        if len(self._banned) >= MOST_BANS and found not in self._banned:
            raise PeerFault(f"{MOST_BANS} addresses are kept out already")
        self._banned[found] = None
        self._keep()
        return found

    def remove(self, ip: str, *, network: bool = False) -> bool:
        """Let an address in again; returns whether it was kept out."""
        found = _network(ip, network=network)
        if found not in self._banned:
            return False
        del self._banned[found]
        self._keep()
        return True

    def _keep(self) -> None:
        """Write the list beside the old one, then put it in its place."""
        self._changed()
        if self._path is None:
            return
        new = self._path.with_suffix(".new")
        try:
            with new.open("w", encoding="utf-8") as file:
                file.write(json.dumps(list(self._banned)) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, self._path)  # noqa: PTH105 - says what is meant: also where there is one already
        except OSError as wrong:
            with contextlib.suppress(OSError):
                new.unlink()
            raise PeerFault(f"it holds until the next start: {wrong.strerror or wrong}", 500) from wrong


def _network(ip: str, *, network: bool) -> str:
    try:
        if "/" in ip:
            return str(ip_network(ip.strip(), strict=False))
        address = ip_address(ip.strip())
    except ValueError as wrong:
        raise PeerFault(f"this is no address: {ip[:60]!r}") from wrong
    bits = (NETWORK_BITS if address.version == 4 else NETWORK_BITS_6) if network else address.max_prefixlen
    return str(ip_network(f"{address}/{bits}", strict=False))
