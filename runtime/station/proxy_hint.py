"""Says when all listeners seem to be one: a proxy that nobody told us to believe."""

import logging

from runtime.plan import Server
from runtime.protocols.address import is_private
from runtime.stats.sessions import Sessions

__all__ = ["ENOUGH", "ProxyHint"]

ENOUGH = 5
"""Listeners that share one private address before anything is said."""

logger = logging.getLogger("legacystream.listeners")


class ProxyHint:
    """Looks when it is asked to, and speaks once for each address."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def look(self, sessions: Sessions, server: Server) -> None:
        """See whether all listeners share one private address."""
        if len(sessions) < ENOUGH:
            return
        ip = sessions.only_address()
        if ip is None or ip in self._told or not is_private(ip):
            return
        self._told.add(ip)
        logger.warning(
            'all %d listeners come from %s: if that is a proxy, name it: server(trusted_proxies=["%s"]); until then limits'
            " and bans for an address mean everybody", len(sessions), ip, ip, extra={"origin": server.origin},
        )  # fmt: skip
