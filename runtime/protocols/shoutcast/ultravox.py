"""The conversation with an Ultravox 2.1 source: a cipher key, a login, the stream's terms, then frames.

    1009 cipher → 1001 login → (asked) → 1040, 1002, 1003, 1008, 1100 … → 1004 standby → audio and metadata

Rules: each message is answered with ACK or NAK; the login cannot come before the key, nor anything else before
the login; what comes between login and standby may come in any order, since clients differ. Uploads of intro and
backup files are acknowledged and not kept.

Driven as `source.Conversation` says.
"""

from dataclasses import replace
from enum import IntEnum

from runtime.errors import PeerFault
from runtime.protocols.source import (
    MOST_WAITING,
    SOURCE_TIMEOUT,
    Audio,
    Conversation,
    Described,
    Login,
    Phase,
    Refusal,
    SourceEvent,
    StreamDescription,
    Wants,
    one_line,
    refusal_words,
)

from .frames import LONGEST_PAYLOAD, FrameReader, UltravoxFrame
from .ultravox_metadata import MetadataReader
from .xtea import xtea_decrypt

__all__ = ["LONGEST_KEY", "UltravoxClient"]

HEAD_SECONDS = 15.0
"""Seconds from the connection to the login, and from there to the first audio."""

MOST_SETTINGS = 200
"""Messages between login and audio."""

LONGEST_KEY = 16
"""Bytes of the key that count."""

VERSION = "2.1"


class Talk(IntEnum):
    """What a broadcaster says: the messages of class 1 that matter here."""

    LOGIN = 0x1001
    BITRATE = 0x1002
    BUFFER = 0x1003
    STANDBY = 0x1004
    TERMINATE = 0x1005
    PAYLOAD = 0x1008
    CIPHER = 0x1009
    MIME = 0x1040
    NAME = 0x1100
    GENRE = 0x1101
    URL = 0x1102
    PUBLIC = 0x1103


BROADCASTER = 1
AUDIO_GROUPS = (7, 8)
"""MP3 and data of other formats."""


class UltravoxClient(Conversation):
    """A source client that speaks Ultravox.

    Args:
        now: the time at which it connected, in seconds.
        key: the text its name and password are enciphered with, made anew for each client.
        timeout: seconds without a byte after which it is taken to be gone.
    """

    def __init__(self, now: float, key: str, *, timeout: float = SOURCE_TIMEOUT) -> None:
        super().__init__(now + HEAD_SECONDS, timeout)
        self._key = key.encode("ascii")[:LONGEST_KEY]
        self._has_key = False
        self._frames = FrameReader()
        self._metadata = MetadataReader()
        self._waiting: list[UltravoxFrame] = []
        self._waiting_bytes = 0
        self._settings = 0
        self._description = StreamDescription()

    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""
        if self.phase is Phase.ENDED:
            return []
        if self.phase is Phase.AUDIO:
            self._flow(now)
        try:
            return self._take(self._frames.feed(data), now)
        except PeerFault as fault:
            return self._broken(fault)

    def accept(self, now: float) -> list[SourceEvent]:
        """Let it publish. Returns what came in the meantime."""
        self._be_asked()
        self._answer(Talk.LOGIN, f"ACK:{VERSION}:Allow")
        self._settle(now + HEAD_SECONDS)
        waiting, self._waiting = self._waiting, []
        try:
            return self._take(waiting, now)
        except PeerFault as fault:
            return self._broken(fault)

    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away; the dialect has few words for it."""
        self._be_asked()
        in_use = why is Refusal.MOUNT_TAKEN
        self._answer(Talk.LOGIN, "NAK:Stream In Use" if in_use else f"NAK:{VERSION}:Deny")
        return self._end(said or refusal_words(why).strip())

    def _too_slow(self) -> list[SourceEvent]:
        return self._end("its login took too long")

    def _forget(self) -> None:
        self._waiting.clear()

    def _take(self, frames: list[UltravoxFrame], now: float) -> list[SourceEvent]:
        events: list[SourceEvent] = []
        for frame in frames:
            events += self._frame(frame, now)
        return events

    def _frame(self, frame: UltravoxFrame, now: float) -> list[SourceEvent]:
        match self.phase:
            case Phase.OPENING:
                return self._read_login(frame) if self._has_key else self._send_key(frame)
            case Phase.ASKED:
                return self._keep(frame)
            case Phase.SETTLING:
                return self._set(frame, now)
            case Phase.AUDIO:
                return self._carry(frame)
            case Phase.ENDED:
                return []

    def _send_key(self, frame: UltravoxFrame) -> list[SourceEvent]:
        if frame.kind != Talk.CIPHER:
            return self._deny(frame.kind, "Sequence Error")
        if not frame.text.startswith(VERSION):
            return self._deny(Talk.CIPHER, "Version Error")
        self._answer(Talk.CIPHER, f"ACK:{self._key.decode('ascii')}")
        self._has_key = True
        return []

    def _read_login(self, frame: UltravoxFrame) -> list[SourceEvent]:
        if frame.kind != Talk.LOGIN:
            return self._deny(frame.kind, "Sequence Error")
        parts = frame.text.split(":")
        if len(parts) != 4:
            return self._deny(Talk.LOGIN, "Parse Error")
        version, stream, user, password = parts
        if version != VERSION:
            return self._deny(Talk.LOGIN, "Version Error")
        if not (stream.isascii() and stream.isdigit() and len(stream) < 10):
            return self._deny(Talk.LOGIN, "Stream ID Error")
        self._ask()
        login = Login(self._plain(user), self._plain(password), stream=int(stream))
        return [Wants("", (login,), self._description, "", "ultravox")]

    def _plain(self, enciphered: str) -> str:
        return xtea_decrypt(enciphered.strip(), self._key).decode("utf-8", "replace")

    def _keep(self, frame: UltravoxFrame) -> list[SourceEvent]:
        """What comes before the answer."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame.payload) + 7
        if self._waiting_bytes > MOST_WAITING:
            raise PeerFault("too much came before the answer")
        return []

    def _set(self, frame: UltravoxFrame, now: float) -> list[SourceEvent]:
        """A setting between login and standby."""
        self._settings += 1
        if self._settings > MOST_SETTINGS:
            raise PeerFault("it sets more than there is to set")
        match frame.kind:
            case kind if kind >> 12 != BROADCASTER:
                return self._deny(kind, "Sequence Error")
            case Talk.TERMINATE:
                return self._end("it ended the stream")
            case Talk.STANDBY:
                self._answer(Talk.STANDBY, "ACK:Data transfer mode")
                self._flow(now)
                return [Described(self._description)]
            case Talk.BUFFER | Talk.PAYLOAD:
                self._answer(frame.kind, f"ACK:{_granted(frame)}")
            case _:
                self._describe(frame)
                self._answer(frame.kind, "ACK")
        return []

    def _describe(self, frame: UltravoxFrame) -> None:
        said = one_line(frame.text)
        match frame.kind:
            case Talk.MIME:
                self._description = replace(self._description, content_type=said.lower()[:100])
            case Talk.BITRATE:
                self._description = replace(self._description, bitrate=_first_number(said) // 1000)
            case Talk.NAME:
                self._description = replace(self._description, name=said)
            case Talk.GENRE:
                self._description = replace(self._description, genre=said)
            case Talk.URL:
                self._description = replace(self._description, url=said)
            case Talk.PUBLIC:
                self._description = replace(self._description, public=said == "1")
            case _:
                pass

    def _carry(self, frame: UltravoxFrame) -> list[SourceEvent]:
        """What comes once audio flows."""
        if frame.group in AUDIO_GROUPS:
            return [Audio(frame.payload)] if frame.payload else []
        if frame.kind == Talk.TERMINATE:
            return self._end("it ended the stream")
        if frame.group == BROADCASTER:
            self._answer(frame.kind, "ACK")
            return []
        return list(self._metadata.take(frame))

    def _answer(self, kind: int, text: str) -> None:
        self._out += UltravoxFrame(kind, text.encode() + b"\0").encode()

    def _deny(self, kind: int, text: str) -> list[SourceEvent]:
        self._answer(kind, f"NAK:{text}")
        return self._end(f"it was answered {text!r}")

    def _broken(self, fault: PeerFault) -> list[SourceEvent]:
        if self.phase is not Phase.AUDIO:
            self._answer(Talk.LOGIN, "NAK:Parse Error")
        return self._end(str(fault))


def _granted(frame: UltravoxFrame) -> int:
    """Of `desired:least`, what is granted: all of it, except payloads longer than a frame."""
    wanted = _first_number(frame.text)
    return min(wanted, LONGEST_PAYLOAD) if frame.kind == Talk.PAYLOAD else wanted


def _first_number(text: str) -> int:
    number = text.partition(":")[0].strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
