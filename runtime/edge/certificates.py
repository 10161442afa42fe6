"""The certificates of an edge, as the station told them last."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import Callable

from runtime.errors import PeerFault
from runtime.net.tls_contexts import TlsContexts
from runtime.protocols.tls import CertificateTable, ClientHello

__all__ = ["Certificates"]


class Certificates:
    """Belongs to the event loop.

    Args:
        patience: gives the seconds that a client waits for the first table.

    Attributes:
        table: what is served, and what proves our names.
    """

    def __init__(self, patience: Callable[[], float]) -> None:
        self.table = CertificateTable()
        self._contexts = TlsContexts()
        self._patience = patience
        self._here = asyncio.Event()

    def show(self, blob: bytes) -> None:
        """Serve these in handshakes from now on; what is open stays as it is. Raises PeerFault for no table."""
        try:
            given = json.loads(blob)
        except ValueError:
            raise PeerFault("the table of certificates is not JSON") from None
        self.table = CertificateTable.from_fields(given)
        self._contexts.show(self.table)
        self._here.set()

    def covers(self, host: str) -> bool:
        """Whether a client that calls us so would believe the certificate that it is shown."""
        return self._contexts.covers(host)

    async def context(self, hello: ClientHello, address: str, *, legacy: bool) -> ssl.SSLContext:
        """Give the certificate for a client that came to this address, once there is any: an edge may be there before it knows.

        Raises:
            PeerFault: there is none for it.
        """
        if not self._here.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience()):
                    await self._here.wait()
        return self._contexts.choose(hello, address, legacy=legacy)
