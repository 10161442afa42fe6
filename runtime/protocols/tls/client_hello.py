"""The first message of a TLS client: whom it means, and what it speaks (RFC 8446, section 4.1.2).

Strategy: only what is needed to choose a certificate is read. Everything is checked again by OpenSSL, which gets the very
same bytes; so a hello that this reader takes and OpenSSL does not costs its sender the connection, and nobody else anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from runtime.errors import PeerFault

__all__ = ["HELLO_BYTES", "TLS_MARK", "ClientHello", "HelloReader"]

TLS_MARK = 0x16
"""The first byte of a TLS connection: a record of the handshake."""

HELLO_BYTES = 16 * 1024
"""The longest ClientHello with its records; those of browsers with post-quantum keys take 2 KiB."""

LONGEST_NAME = 253
"""Characters of a DNS name."""

_RECORD_HEAD, _MESSAGE_HEAD = 5, 4
_MAJOR, _CLIENT_HELLO = 3, 1
_SERVER_NAME, _SIGNATURES, _PROTOCOLS, _VERSIONS = 0, 13, 16, 43
_HOST_NAME = 0


@dataclass(frozen=True, slots=True)
class ClientHello:
    """What a client says of itself.

    Attributes:
        name: the server it means, in lower case (RFC 6066, section 3); "" where it names none, or nothing that is a name.
        protocols: what it would speak inside, best first (RFC 7301).
        versions: the versions of TLS that it knows, as numbers: 0x0304 is TLS 1.3.
        signatures: the signature schemes that it can check.
    """

    name: str = ""
    protocols: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    signatures: tuple[int, ...] = ()


class HelloReader:
    """Takes in the first bytes of a connection until the ClientHello is whole, in however many records and pieces it comes.

    Attributes:
        data: every byte that was received, those behind the hello too.
    """

    __slots__ = ("_at", "_message", "data")

    def __init__(self) -> None:
        self.data = bytearray()
        self._message = bytearray()
        self._at = 0  # where in `data` the next record begins

    def receive_data(self, data: bytes) -> ClientHello | None:
        """Take in bytes; None while more are wanted. Raises PeerFault for what is no ClientHello, as soon as that is seen."""
        self.data += data
        while not self._is_whole():
            if not self._take_record():
                return None
        return _read_hello(bytes(self._message[_MESSAGE_HEAD : self._end()]))

    def _take_record(self) -> bool:
        """Move the next record's content over; False while it is not whole."""
        head = self.data[self._at : self._at + _RECORD_HEAD]
        _check_record(head)
        if self._at + _RECORD_HEAD > HELLO_BYTES:
            raise PeerFault(_TOO_LONG)
        if len(head) < _RECORD_HEAD:
            return False
        start = self._at + _RECORD_HEAD
        end = start + int.from_bytes(head[3:5])
        self._check_message(self.data[start:end])
        if len(self.data) < end:
            return False
        self._message += self.data[start:end]
        self._at = end
        return True

    def _check_message(self, coming: bytes | bytearray) -> None:
        """Look at the head of the message, also where its record is not whole yet."""
        head = bytes(self._message[:_MESSAGE_HEAD] + coming[:_MESSAGE_HEAD])[:_MESSAGE_HEAD]
        if head and head[0] != _CLIENT_HELLO:
            raise PeerFault("a TLS connection begins with another message than a ClientHello")
        if len(head) == _MESSAGE_HEAD and int.from_bytes(head[1:]) > HELLO_BYTES:
            raise PeerFault(_TOO_LONG)

    def _is_whole(self) -> bool:
        return len(self._message) >= _MESSAGE_HEAD and len(self._message) >= self._end()

    def _end(self) -> int:
        return _MESSAGE_HEAD + int.from_bytes(self._message[1:_MESSAGE_HEAD])


_TOO_LONG = "a ClientHello is longer than it may be"
_BROKEN = "a ClientHello cannot be read"


def _check_record(head: bytes | bytearray) -> None:
    """Look at a record's head, as far as it has come."""
    if head and head[0] != TLS_MARK:
        raise PeerFault("a TLS connection begins with another record than a handshake")
    if len(head) > 1 and head[1] != _MAJOR:
        raise PeerFault("a TLS record has an unknown version")
    if len(head) == _RECORD_HEAD and not 0 < int.from_bytes(head[3:5]) <= HELLO_BYTES:
        raise PeerFault("a TLS record is empty, or longer than it may be")


def _read_hello(body: bytes) -> ClientHello:
    fields = _Fields(body)
    version = fields.number(2)
    fields.take(32)
    for length in (1, 2, 1):  # session, ciphers, compression
        fields.block(length)
    found = _extensions(fields.block(2)) if fields.left else {}
    if fields.left:
        raise PeerFault(_BROKEN)
    return ClientHello(
        name=_server_name(found[_SERVER_NAME]) if _SERVER_NAME in found else "",
        protocols=_protocols(found[_PROTOCOLS]) if _PROTOCOLS in found else (),
        versions=_numbers(found[_VERSIONS], 1) if _VERSIONS in found else (version,),
        signatures=_numbers(found[_SIGNATURES], 2) if _SIGNATURES in found else (),
    )


class _Fields:
    """Reads fields one after the other. Every method raises PeerFault where there is less than it was asked for."""

    __slots__ = ("_data", "left")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.left = len(data)

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise PeerFault(_BROKEN)
        at = len(self._data) - self.left
        self.left -= size
        return self._data[at : at + size]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def block(self, length_size: int) -> bytes:
        """What stands behind its own length."""
        return self.take(self.number(length_size))


def _extensions(data: bytes) -> dict[int, bytes]:
    fields, found = _Fields(data), dict[int, bytes]()
    while fields.left:
        kind = fields.number(2)
        if kind in found:
            raise PeerFault("a ClientHello says something twice")
        found[kind] = fields.block(2)
    return found


def _whole(data: bytes, length_size: int) -> bytes:
    """The one list that an extension is made of."""
    fields = _Fields(data)
    block = fields.block(length_size)
    if fields.left:
        raise PeerFault(_BROKEN)
    return block


def _server_name(data: bytes) -> str:
    fields = _Fields(_whole(data, 2))
    while fields.left:
        kind, name = fields.number(1), fields.block(2)
        if kind == _HOST_NAME:
            return _as_name(name)
    return ""


def _as_name(name: bytes) -> str:
    text = name.decode("ascii", "replace").lower().removesuffix(".")
    known = text.isascii() and text.isprintable() and len(text) <= LONGEST_NAME
    return text if known else ""


def _protocols(data: bytes) -> tuple[str, ...]:
    return tuple(name.decode("latin-1") for name in _blocks(_whole(data, 2)))


def _blocks(data: bytes) -> Iterator[bytes]:
    fields = _Fields(data)
    while fields.left:
        yield fields.block(1)


def _numbers(data: bytes, length_size: int) -> tuple[int, ...]:
    fields = _Fields(_whole(data, length_size))
    numbers = []
    while fields.left:
        numbers.append(fields.number(2))
    return tuple(numbers)
