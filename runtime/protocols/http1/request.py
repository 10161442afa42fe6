"""One request head, read."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from runtime.errors import PeerFault

from .headers import Headers
from .target import decode_path, split_target

__all__ = ["Request"]

MOST_PARAMETERS = 100
"""Parameters of a query; a longer one is refused."""

METHOD = re.compile(r"[A-Z]{1,16}")
VERSION = re.compile(r"(HTTP|ICE)/1(\.\d)?")
NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
FORBIDDEN_IN_VALUES = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants.

    Attributes:
        method: in capitals: GET, SOURCE, …
        path: decoded once and resolved; "*" where the request is about the server.
        query: as it came, still encoded.
        version: "HTTP/1.1", "ICE/1.0", …
        headers: the fields, in their order.
    """

    method: str
    path: str
    query: str
    version: str
    headers: Headers

    @classmethod
    def parse(cls, lines: list[bytes]) -> "Request":
        """Read the lines of a head. Raises PeerFault, with the status to answer, if it is none."""
        method, target, version = _request_line(_text(lines[0]))
        raw_path, query = split_target(target)
        path = raw_path if raw_path == "*" else decode_path(raw_path)
        return cls(method, path, query, version, Headers(tuple(_field(_text(line)) for line in lines[1:])))

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, decoded; "" where there is none."""
        try:
            pairs = parse_qsl(self.query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        except ValueError as wrong:
            raise PeerFault("the query has too many parameters") from wrong
        return next((value for given, value in pairs if given == name), "")


def _text(line: bytes) -> str:
    """Clients send UTF-8, Latin-1, or both; no byte may stop us."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _request_line(line: str) -> tuple[str, str, str]:
    words = line.split(" ")
    if len(words) != 3 or not METHOD.fullmatch(words[0]):
        raise PeerFault("this is no HTTP request")
    method, target, version = words
    if not VERSION.fullmatch(version):
        raise PeerFault(f"requests are HTTP/1.0, HTTP/1.1 or ICE/1.0, not {version[:20]!r}", _status(version))
    return method, target, version


def _status(version: str) -> int:
    return 505 if version.startswith("HTTP/") else 400


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not NAME.fullmatch(name) or FORBIDDEN_IN_VALUES.search(value):
        raise PeerFault("a header line cannot be read")
    return name, value.strip(" \t")
