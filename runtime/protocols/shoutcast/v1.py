"""The conversation with a SHOUTcast 1 source: a password, `icy-` fields, audio.

Rules, each for the sake of clients that exist:
- Lines end in LF or CRLF; libshout sends LF alone.
- `!POKE` instead of a password is libshout feeling for a server: it is let go, and is no wrong password.
- A missing type is MP3; `icy-br:0` means nothing.
- A refusal after the password is a line of text: `invalid password` is what clients look for.

Driven as `icecast.SourceClient` is.
"""

import re
from dataclasses import replace
from enum import Enum, auto

from runtime.errors import OurFault
from runtime.protocols.http1 import Headers
from runtime.protocols.source import (
    LONGEST_LINE,
    Audio,
    Described,
    Ended,
    Refusal,
    SourceEvent,
    StreamDescription,
    Wants,
    describe,
    refusal_words,
)

from .passwords import password_readings

__all__ = ["HEAD_SECONDS", "LONGEST_FIELDS", "ShoutcastClient"]

HEAD_SECONDS = 15.0
"""Seconds for the password, and as many again for the fields."""

SOURCE_TIMEOUT = 10.0
"""Seconds without a byte after which a source is taken to be gone."""

LONGEST_FIELDS = 16 * 1024
"""Bytes of the fields."""

MOST_FIELDS = 100
MOST_WAITING = 64 * 1024
"""Bytes that may arrive while the question is undecided."""

WELCOME = b"OK2\r\nicy-caps:11\r\n\r\n"
INVALID = b"invalid password\r\n"
POKE = "!POKE"
FIELD = re.compile(rb"\Z|ic|content-", re.IGNORECASE)
"""What may stand behind a blank line that does not end the head: a field, or nothing yet."""

MP3 = "audio/mpeg"


class _State(Enum):
    PASSWORD = auto()
    ASKED = auto()
    FIELDS = auto()
    AUDIO = auto()
    ENDED = auto()


class ShoutcastClient:
    """One source client. `receive_data` from its first byte on; `accept` or `refuse` after `Wants`."""

    def __init__(self, now: float, *, timeout: float = SOURCE_TIMEOUT) -> None:
        self._state = _State.PASSWORD
        self._deadline: float | None = now + HEAD_SECONDS
        self._timeout = timeout
        self._buffer = bytearray()
        self._out = bytearray()

    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""
        if self._state is _State.AUDIO:
            self._deadline = now + self._timeout
            return [Audio(data)] if data else []
        if self._state is _State.ENDED:
            return []
        self._buffer += data
        match self._state:
            case _State.PASSWORD:
                return self._read_password()
            case _State.FIELDS:
                return self._read_fields(now)
            case _:
                return self._check(MOST_WAITING, "too much came before the answer")

    def receive_eof(self, now: float) -> list[SourceEvent]:  # noqa: ARG002
        """The client has ended its side."""
        if self._state is _State.AUDIO:
            return self._end("it ended the stream")
        return self._end("it left before it sent anything", harmless=True)

    def handle_timeout(self, now: float) -> list[SourceEvent]:
        """Look at the time; a client that says nothing is ended."""
        if self._deadline is None or now < self._deadline:
            return []
        silent = self._state is _State.AUDIO
        return self._end(f"no data for {self._timeout:g} s" if silent else "its head took too long")

    def next_deadline(self) -> float | None:
        """When `handle_timeout` wants to be called; None when never."""
        return self._deadline

    def data_to_send(self) -> bytes:
        """Take what is to go out."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def accept(self, now: float) -> list[SourceEvent]:
        """Let it go on to its fields. Returns what came in the meantime."""
        self._be_asked()
        self._out += WELCOME
        self._state, self._deadline = _State.FIELDS, now + HEAD_SECONDS
        return self.receive_data(b"", now)

    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away, in the usual words or in those `said`; possible until audio flows and after."""
        words = said or refusal_words(why).strip()
        self._out += INVALID if why is Refusal.UNAUTHORIZED else f"{words}\r\n".encode()
        return self._end(words)

    def _be_asked(self) -> None:
        if self._state is not _State.ASKED:
            raise OurFault("a source client was answered that asked nothing")

    def _read_password(self) -> list[SourceEvent]:
        opening = self._buffer.lstrip(b"\r\n")
        end = opening.find(b"\n")
        if end < 0:
            return self._check(LONGEST_LINE, "its password never ended")
        line = _text(bytes(opening[:end])).removesuffix("\r")
        if len(line) > LONGEST_LINE:
            return self._end("its password never ended")
        if line.startswith(POKE):
            return self._end("it only felt for a server", harmless=True)
        self._buffer = opening[end + 1 :]
        self._state, self._deadline = _State.ASKED, None
        return [Wants("", password_readings(line), StreamDescription(), "", "shoutcast")]

    def _read_fields(self, now: float) -> list[SourceEvent]:
        lines: list[bytes] = []
        at = 0
        while (end := self._buffer.find(b"\n", at)) >= 0 and at <= LONGEST_FIELDS:
            line = bytes(self._buffer[at:end]).rstrip(b"\r")
            at = end + 1
            if line:
                lines.append(line)
            elif lines or not FIELD.match(self._buffer, at):
                return self._begin(lines, bytes(self._buffer[at:]), now)
        return self._check(LONGEST_FIELDS, "its head is too large")

    def _begin(self, lines: list[bytes], audio: bytes, now: float) -> list[SourceEvent]:
        self._buffer.clear()
        self._state, self._deadline = _State.AUDIO, now + self._timeout
        fields = (_text(line).partition(":") for line in lines[:MOST_FIELDS])
        description = describe(Headers(tuple((name.strip(), value.strip()) for name, _, value in fields)))
        if not description.content_type:
            description = replace(description, content_type=MP3)
        return [Described(description), *([Audio(audio)] if audio else [])]

    def _check(self, most: int, words: str) -> list[SourceEvent]:
        return self._end(words) if len(self._buffer) > most else []

    def _end(self, reason: str, *, harmless: bool = False) -> list[SourceEvent]:
        if self._state is _State.ENDED:
            return []
        self._state, self._deadline = _State.ENDED, None
        self._buffer.clear()
        return [Ended(reason, harmless)]


def _text(line: bytes) -> str:
    """Clients send UTF-8, Latin-1, or both; no byte may stop us."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
