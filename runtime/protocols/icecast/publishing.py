"""What a source client says to an Icecast server, and what the answer means: we send our programme elsewhere.

PUT with `Expect: 100-continue`, as Icecast has it since 2.4 (RFC 9110 §10.1.1); titles by `/admin/metadata`.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from runtime.errors import PeerFault
from runtime.protocols.http1 import field_text
from runtime.protocols.source import basic_credentials

from .relay_client import Address

__all__ = ["publish_request", "title_request", "verdict"]

STATUS = re.compile(rb"(?:HTTP/\d\.\d|ICY|ICE/\d\.\d) +(\d{3})(?: +([^\r\n]*))?")
LEAST_REFUSAL = 300

REASONS = {
    401: "it does not know this name and password",
    403: "it does not let us in",
    404: "it has no such place",
    409: "another source is there",
    503: "it is full",
}


def publish_request(address: Address, content_type: str, agent: str, about: Mapping[str, str]) -> bytes:
    """The head of a stream; `about` are the ice-* fields, without empty ones."""
    fields = {
        "Host": f"{address.host}:{address.port}",
        "Authorization": basic_credentials(address.user, address.password),
        "User-Agent": agent,
        "Content-Type": content_type,
        **{name: field_text(text) for name, text in about.items() if text},
        "Expect": "100-continue",
    }
    return _head(f"PUT {address.target} HTTP/1.1", fields)


def title_request(address: Address, title: str, agent: str) -> bytes:
    """The request that tells a title, on a connection of its own."""
    mount = quote(address.target, safe="")
    target = f"/admin/metadata?mode=updinfo&charset=UTF-8&mount={mount}&song={quote(title, safe='')}"
    fields = {
        "Host": f"{address.host}:{address.port}",
        "Authorization": basic_credentials(address.user, address.password),
        "User-Agent": agent,
        "Connection": "close",
    }
    return _head(f"GET {target} HTTP/1.1", fields)


def verdict(head: bytes) -> None:
    """See that an answer lets us send.

    Raises:
        PeerFault: it refuses; the text says why.
    """
    found = STATUS.match(head)
    if found is None:
        raise PeerFault("it does not answer as Icecast does")
    status = int(found[1])
    if status < LEAST_REFUSAL:
        return
    said = (found[2] or b"").decode("utf-8", "replace").strip()
    raise PeerFault(REASONS.get(status, f"it refuses with {status} {said}".rstrip()))


def _head(line: str, fields: Mapping[str, str]) -> bytes:
    return "\r\n".join([line, *(f"{name}: {text}" for name, text in fields.items()), "", ""]).encode()
