"""The conversation with a SHOUTcast 1 source: a password, `icy-` fields, audio.

Rules, each for the sake of clients that exist:
- Lines end in LF or CRLF; libshout sends LF alone.
- `!POKE` instead of a password is libshout feeling for a server: it is let go, and is no wrong password.
- A missing type is MP3; `icy-br:0` means nothing.
- A refusal after the password is a line of text: `invalid password` is what clients look for.

Driven as `source.Conversation` says.
"""

import re
from dataclasses import replace

from runtime.protocols.http1 import Headers
from runtime.protocols.source import (
    LONGEST_LINE,
    MOST_WAITING,
    SOURCE_TIMEOUT,
    Audio,
    Conversation,
    Described,
    Phase,
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

LONGEST_FIELDS = 16 * 1024
"""Bytes of the fields."""

MOST_FIELDS = 100

WELCOME = b"OK2\r\nicy-caps:11\r\n\r\n"
INVALID = b"invalid password\r\n"
POKE = "!POKE"
FIELD = re.compile(rb"\Z|ic|content-", re.IGNORECASE)
"""What may stand behind a blank line that does not end the head: a field, or nothing yet."""

MP3 = "audio/mpeg"


class ShoutcastClient(Conversation):
    """A source client that speaks SHOUTcast 1, from `now` (seconds) on."""

    def __init__(self, now: float, *, timeout: float = SOURCE_TIMEOUT) -> None:
        super().__init__(now + HEAD_SECONDS, timeout)
        self._buffer = bytearray()

    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""
        match self.phase:
            case Phase.AUDIO:
                self._flow(now)
                return [Audio(data)] if data else []
            case Phase.ENDED:
                return []
        self._buffer += data
        match self.phase:
            case Phase.OPENING:
                return self._read_password()
            case Phase.SETTLING:
                return self._read_fields(now)
            case _:
                return self._check(MOST_WAITING, "too much came before the answer")

    def accept(self, now: float) -> list[SourceEvent]:
        """Let it go on to its fields. Returns what came in the meantime."""
        self._be_asked()
        self._out += WELCOME
        self._settle(now + HEAD_SECONDS)
        return self.receive_data(b"", now)

    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away, in the usual words or in those `said`; possible until audio flows and after."""
        words = said or refusal_words(why).strip()
        self._out += INVALID if why is Refusal.UNAUTHORIZED else f"{words}\r\n".encode()
        return self._end(words)

    def _too_slow(self) -> list[SourceEvent]:
        return self._end("its head took too long")

    def _forget(self) -> None:
        self._buffer.clear()

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
        self._ask()
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
        self._flow(now)
        fields = (_text(line).partition(":") for line in lines[:MOST_FIELDS])
        description = describe(Headers(tuple((name.strip(), value.strip()) for name, _, value in fields)))
        if not description.content_type:
            description = replace(description, content_type=MP3)
        return [Described(description), *([Audio(audio)] if audio else [])]

    def _check(self, most: int, words: str) -> list[SourceEvent]:
        return self._end(words) if len(self._buffer) > most else []


def _text(line: bytes) -> str:
    """Clients send UTF-8, Latin-1, or both; no byte may stop us."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")
