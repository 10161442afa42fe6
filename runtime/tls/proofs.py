"""What proves to an authority that a name is ours, shown by every edge for as long as it is asked for."""

import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from runtime.protocols.tls import ServedCertificate

__all__ = ["MOST_PROOFS", "Proofs"]

_T = TypeVar("_T")

MOST_PROOFS = 200
"""Proofs of one kind shown at one time; authorities ask for one a name, and a certificate has at most a hundred."""


class Proofs:
    """The proofs that are shown now. Any thread may change them; `told` waits until every edge knows.

    One who shows a proof hides it again, whatever came of it.
    """

    def __init__(self, changed: Callable[[], None], told: Callable[[], Awaitable[None]]) -> None:
        """`changed` is called after each change, by whoever made it; `told` waits until the edges know the last one."""
        self._changed = changed
        self._told = told
        self._lock = threading.Lock()
        self._http: dict[str, str] = {}
        self._alpn: dict[str, ServedCertificate] = {}

    def show_http(self, token: str, text: str) -> None:
        """Answer `/.well-known/acme-challenge/TOKEN` with the key authorization (RFC 8555 §8.3)."""
        with self._lock:
            _put(self._http, token, text)
        self._changed()

    def hide_http(self, token: str) -> None:
        """No longer answer it."""
        with self._lock:
            self._http.pop(token, None)
        self._changed()

    def show_alpn(self, name: str, cert: str, key: str) -> None:
        """Serve this certificate (PEM) to those who ask for the name by `acme-tls/1` alone (RFC 8737)."""
        with self._lock:
            _put(self._alpn, name.lower(), ServedCertificate((name.lower(),), cert, key))
        self._changed()

    def hide_alpn(self, name: str) -> None:
        """No longer serve it."""
        with self._lock:
            self._alpn.pop(name.lower(), None)
        self._changed()

    async def told(self) -> None:
        """Wait until every edge shows what has been said so far."""
        await self._told()

    @property
    def http(self) -> Mapping[str, str]:
        """Token → key authorization."""
        with self._lock:
            return dict(self._http)

    @property
    def alpn(self) -> Mapping[str, ServedCertificate]:
        """Name → certificate."""
        with self._lock:
            return dict(self._alpn)


def _put(shown: dict[str, _T], name: str, proof: _T) -> None:
    """The oldest goes where there are too many: nobody waits for it any more."""
    shown.pop(name, None)
    shown[name] = proof
    while len(shown) > MOST_PROOFS:
        del shown[next(iter(shown))]
