"""The conversation with a source client that speaks HTTP: PUT or SOURCE, then audio until it leaves.

Rules, each for the sake of clients that exist:
- The head is answered at once, before any audio, for PUT as for SOURCE: butt and others wait for it.
- A 100 goes to whoever asks for one, also in HTTP/1.0: Liquidsoap fails without.
- What stands behind the head in the same segment is audio already: ffmpeg's legacy dialect waits for nothing.
- `Icy-MetaData` on a PUT means nothing: ffmpeg sends it there too.
- SOURCE without a type brings MP3, as ever; PUT must say, and whoever decides refuses one that does not.
- A head that comes without credentials is refused with 401 and told as such: libshout asks so on purpose, and a
  limit on wrong passwords must not count it.

Driven as `source.Conversation` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from runtime.errors import PeerFault
from runtime.protocols.http1 import HeadLimits, HeadReader, ReceivedHead, Request, answer, response_head
from runtime.protocols.source import (
    MOST_WAITING,
    SOURCE_TIMEOUT,
    Audio,
    Compat,
    Conversation,
    Login,
    Phase,
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

__all__ = ["SourceClient"]

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


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the head said."""

    request: Request
    body: Body
    welcome: bytes


class SourceClient(Conversation):
    """A source client that speaks HTTP.

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
        super().__init__(self._reader.next_deadline(), timeout)
        self._fields = tuple(fields)
        self._compat = compat
        self._opening: _Opening | None = None
        self._first_line: bytearray | None = bytearray()
        self._login: Login | None = None
        self._waiting = b""

    def receive_data(self, data: bytes, now: float) -> list[SourceEvent]:
        """Take in bytes; tell what they mean."""
        try:
            match self.phase:
                case Phase.OPENING | Phase.SETTLING:
                    return self._read_head(data, now)
                case Phase.ASKED:
                    return self._keep(data)
                case Phase.AUDIO:
                    return self._read_audio(data, now)
                case Phase.ENDED:
                    return []
        except PeerFault as fault:
            return self._broken(fault)

    def accept(self, now: float) -> list[SourceEvent]:
        """Let it publish. Returns what came in the meantime."""
        opening = self._asked()
        self._out += opening.welcome
        if isinstance(opening.body, CountedBody) and opening.body.ended:
            return self._end("it only asked", harmless=True)
        waiting, self._waiting = self._waiting, b""
        self._flow(now)
        return self.receive_data(waiting, now) if waiting else []

    def refuse(self, why: Refusal, said: str = "") -> list[SourceEvent]:
        """Turn it away, in the usual words or in those `said`."""
        self._asked()
        self._out += refusal_answer(why, self._fields, compat=self._compat, said=said)
        return self._end(said or refusal_words(why).strip())

    def _asked(self) -> _Opening:
        self._be_asked()
        assert self._opening is not None
        return self._opening

    def _too_slow(self) -> list[SourceEvent]:
        return self._broken(PeerFault("the request took too long", 408))

    def _forget(self) -> None:
        self._waiting = b""

    def _read_head(self, data: bytes, now: float) -> list[SourceEvent]:
        """Until the head is whole."""
        if self._first_line is not None:
            self._first_line += data
            if b"\n" not in self._first_line and len(self._first_line) <= LONGEST_FIRST_LINE:
                return []
            data, self._login = as_http(bytes(self._first_line))
            self._first_line = None
        for head in self._reader.receive_data(data, now):
            return self._put_question(head)
        return []

    def _put_question(self, head: ReceivedHead) -> list[SourceEvent]:
        """Turn a head into a question, or refuse it at once."""
        request, old = head.request, self._login
        if request.method not in ("PUT", "SOURCE"):
            raise PeerFault(f"{request.method} brings no stream")
        body = body_of(request)
        probe = isinstance(body, CountedBody) and body.ended
        self._opening = _Opening(request, body, self._welcome(request, probe=probe))
        self._waiting = head.rest
        self._ask()
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
        assert self._opening is not None
        body = self._opening.body
        self._flow(now)
        audio = body.feed(data)
        events: list[SourceEvent] = [Audio(audio)] if audio else []
        return events + (self._end("it ended the stream") if body.ended else [])

    def _broken(self, fault: PeerFault) -> list[SourceEvent]:
        """The client broke the protocol: say so, unless audio is flowing and nobody would read it."""
        if self.phase is not Phase.AUDIO:
            self._out += answer(fault.status, f"{fault}\r\n", self._fields)
        return self._end(str(fault))
