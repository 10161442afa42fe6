"""The conversation with a source client that speaks HTTP: PUT or SOURCE, then audio until it leaves.

Rules, each for the sake of clients that exist:
- The head is answered at once, before any audio, for PUT as for SOURCE: butt and others wait for it.
- A 100 goes to whoever asks for one, also in HTTP/1.0: Liquidsoap fails without.
- What stands behind the head in the same segment is audio already: ffmpeg's legacy dialect waits for nothing.
- `Icy-MetaData` on a PUT means nothing: ffmpeg sends it there too.
- SOURCE without a type brings MP3, as ever; PUT must say, and whoever decides refuses one that does not.
- A head that comes without credentials is refused with 401 and told as such: libshout asks so on purpose, and a
  limit on wrong passwords must not count it.

Whoever drives it sends `data_to_send()` after each call and closes after `Ended`. No method raises for what the
peer does; a broken peer is answered, and `Ended` says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from runtime.errors import OurFault, PeerFault
from runtime.protocols.http1 import HeadLimits, HeadReader, ReceivedHead, Request, answer, response_head
from runtime.protocols.source import (
    Audio,
    Compat,
    Ended,
    Login,
    Refusal,
    SourceEvent,
    Wants,
    basic_login,
    describe,
    one_line,
    refusal_answer,
    refusal_words,
)

from .body import Body, CountedBody, body_of
from .xaudiocast import XAUDIOCAST_OK, as_http

__all__ = ["MOST_WAITING", "SOURCE_TIMEOUT", "SourceClient"]

SOURCE_TIMEOUT = 10.0
"""Seconds without a byte after which a source is taken to be gone; Icecast's own default."""

MOST_WAITING = 64 * 1024
"""Bytes that may arrive while the question is undecided."""

LONGEST_FIRST_LINE = 8 * 1024
"""Bytes in which the first line must end before its dialect is known."""

LONGEST_AGENT = 200
"""Characters that are kept of a program's name."""

CONTINUE = b"HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n"
"""Icecast's very bytes; every client that asks for a 100 was tried against them."""

OK = b"HTTP/1.0 200 OK\r\n\r\n"
PROBE_OK_FIELDS = (("Connection", "close"), ("Content-Length", "0"))
MP3 = "audio/mpeg"

Fields = Sequence[tuple[str, str]]


class _State(Enum):
    HEAD = auto()
    ASKED = auto()
    AUDIO = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the head said."""

    request: Request
    body: Body
    welcome: bytes


class SourceClient:
    """One source client. `receive_data` from its first byte on; `accept` or `refuse` after `Wants`.

    Args:
        now: the time at which it connected, in seconds.
        limits: bounds of its head.
        fields: what every answer of this server says (Server, Date …).
        compat: whose statuses refusals have.
        timeout: seconds without a byte after which it is taken to be gone.
    """

    def __init__(
        self,
        now: float,
        limits: HeadLimits | None = None,
        *,
        fields: Fields = (),
        compat: Compat = "icecast-2.4",
        timeout: float = SOURCE_TIMEOUT,
    ) -> None:
        self._reader = HeadReader(limits or HeadLimits(), now)
        self._fields = tuple(fields)
        self._compat = compat
        self._timeout = timeout
        self._deadline: float | None = self._reader.next_deadline()
        self._state = _State.HEAD
        self._opening: _Opening | None = None
        self._first_line: bytearray | None = bytearray()
        self._login: Login | None = None
        self._waiting = b""
        self._out = bytearray()

    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""
        try:
            match self._state:
                case _State.HEAD:
                    return self._read_head(data, now)
                case _State.ASKED:
                    return self._keep(data)
                case _State.AUDIO:
                    return self._read_audio(data, now)
                case _State.ENDED:
                    return []
        except PeerFault as fault:
            return self._broken(fault)

    def receive_eof(self, now: float) -> list[SourceEvent]:  # noqa: ARG002
        """The client has ended its side."""
        if self._state is _State.AUDIO:
            return self._end("it ended the stream")
        return self._end("it left before it sent anything", harmless=True)

    def handle_timeout(self, now: float) -> list[SourceEvent]:
        """Look at the time; a client that says nothing is ended."""
        if self._deadline is None or now < self._deadline:
            return []
        if self._state is _State.HEAD:
            return self._broken(PeerFault("the request took too long", 408))
        return self._end(f"no data for {self._timeout:g} s")

    def next_deadline(self) -> float | None:
        """When `handle_timeout` wants to be called; None when never."""
        return self._deadline

    def data_to_send(self) -> bytes:
        """Take what is to go out."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def accept(self, now: float) -> list[SourceEvent]:
        """Let it publish. Returns what came in the meantime."""
        opening = self._asked()
        self._out += opening.welcome
        if isinstance(opening.body, CountedBody) and opening.body.ended:
            return self._end("it only asked", harmless=True)
        self._state = _State.AUDIO
        waiting, self._waiting = self._waiting, b""
        self._deadline = now + self._timeout
        return self.receive_data(waiting, now) if waiting else []

    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away, in the usual words or in those `said`."""
        self._asked()
        self._out += refusal_answer(why, self._fields, compat=self._compat, said=said)
        return self._end(said or refusal_words(why).strip())

    def _asked(self) -> _Opening:
        if self._state is not _State.ASKED or self._opening is None:
            raise OurFault("a source client was answered that asked nothing")
        return self._opening

    def _read_head(self, data: bytes, now: float) -> list[SourceEvent]:
        """Until the head is whole."""
        if self._first_line is not None:
            self._first_line += data
            if b"\n" not in self._first_line and len(self._first_line) <= LONGEST_FIRST_LINE:
                return []
            data, self._login = as_http(bytes(self._first_line))
            self._first_line = None
        for head in self._reader.receive_data(data, now):
            return self._ask(head)
        return []

    def _ask(self, head: ReceivedHead) -> list[SourceEvent]:
        """Turn a head into a question, or refuse it at once."""
        request, old = head.request, self._login
        if request.method not in ("PUT", "SOURCE"):
            raise PeerFault(f"{request.method} brings no stream")
        body = body_of(request)
        probe = isinstance(body, CountedBody) and body.ended
        self._opening = _Opening(request, body, self._welcome(request, probe=probe))
        self._state, self._deadline, self._waiting = _State.ASKED, None, head.rest
        login = old or basic_login(request.headers.get("authorization"))
        description = describe(request.headers)
        if not description.content_type and request.method == "SOURCE":
            description = replace(description, content_type=MP3)
        return [
            Wants(
                mount=request.path,
                logins=() if login is None else (login,),
                description=description,
                agent=one_line(request.headers.get("user-agent"))[:LONGEST_AGENT],
                dialect="xaudiocast" if old else "icecast",
                probe=probe,
            )
        ]

    def _welcome(self, request: Request, *, probe: bool) -> bytes:
        """What is answered when it may publish."""
        if self._login is not None:
            return XAUDIOCAST_OK
        if probe:
            return response_head(200, (*self._fields, *PROBE_OK_FIELDS))
        asks = request.headers.get("expect").strip().lower() == "100-continue"
        return (CONTINUE if asks else b"") + OK

    def _keep(self, data: bytes) -> list[SourceEvent]:
        """Audio that comes before the answer."""
        if len(self._waiting) + len(data) > MOST_WAITING:
            raise PeerFault("too much came before the answer")
        self._waiting += data
        return []

    def _read_audio(self, data: bytes, now: float) -> list[SourceEvent]:
        body = self._asked_body()
        self._deadline = now + self._timeout
        audio = body.feed(data)
        events: list[SourceEvent] = [Audio(audio)] if audio else []
        return events + (self._end("it ended the stream") if body.ended else [])

    def _asked_body(self) -> Body:
        assert self._opening is not None
        return self._opening.body

    def _broken(self, fault: PeerFault) -> list[SourceEvent]:
        """The client broke the protocol: say so, unless audio is flowing and nobody would read it."""
        if self._state is not _State.AUDIO:
            self._out += answer(fault.status, f"{fault}\r\n", self._fields)
        return self._end(str(fault))

    def _end(self, reason: str, *, harmless: bool = False) -> list[SourceEvent]:
        if self._state is _State.ENDED:
            return []
        self._state, self._deadline, self._waiting = _State.ENDED, None, b""
        return [Ended(reason, harmless)]
