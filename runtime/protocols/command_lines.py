"""Command lines from a telnet client, as bytes come in.

A line ends with any run of CR and LF, as in Liquidsoap's server. Somebody who is no telnet client is recognised by the first
line: a browser that a web page sent here says "POST / HTTP/1.1", and must not have its body taken for commands. Telnet's own
negotiation (RFC 854: IAC and two bytes) is skipped.
"""

import re

from runtime.errors import PeerFault

__all__ = ["LONGEST_LINE", "CommandLines"]

LONGEST_LINE = 8192
"""Bytes of a line."""

_ENDS = re.compile(rb"[\r\n]+")
_NEGOTIATION = re.compile(rb"\xff[\xfb-\xfe].", re.DOTALL)
_REQUEST = re.compile(rb"^[A-Za-z]+ \S+ (HTTP|ICE|RTSP)/\d", re.IGNORECASE)
_TLS_HANDSHAKE = b"\x16\x03"


class CommandLines:
    """Cut a connection's bytes into lines."""

    def __init__(self) -> None:
        """Begin with nothing received."""
        self._pending = b""
        self._begun = False

    def receive(self, data: bytes) -> list[str]:
        """Take bytes; give the lines that they complete, without empty ones.

        Raises:
            PeerFault: this is no telnet client, or a line is too long; the connection is not worth keeping.
        """
        *lines, self._pending = _ENDS.split(_NEGOTIATION.sub(b"", self._pending + data))
        if len(self._pending) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in lines):
            raise PeerFault(f"a line of more than {LONGEST_LINE} bytes")
        self._see_who_this_is(lines[0] if lines else self._pending)
        self._begun = self._begun or bool(lines)
        return [text for line in lines if (text := line.decode("utf-8", "replace").strip())]

    def _see_who_this_is(self, first: bytes) -> None:
        if self._begun:
            return
        if first.startswith(_TLS_HANDSHAKE):
            raise PeerFault("this port speaks plain telnet, no TLS")
        if _REQUEST.match(first):
            raise PeerFault("this port speaks telnet, no HTTP")
