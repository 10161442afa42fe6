"""How a request at a listen socket is answered.

Rules, each for the sake of players that exist:
- A mount is answered with `HTTP/1.0 200 OK`, `Connection: close`, no length, never chunked, never `ICY 200
OK`
  (curl and others take that for HTTP/0.9, small radios stumble over chunks).
- `Range` gets 200 and the live stream: Apple's players that probe with `bytes=0-1` keep their titles only so.
- `icy-metaint` comes last, and only if titles were asked for with anything but 0.
- A browser's preflight gets 204 and may send `Icy-MetaData`; Icecast 2.4.4 just closes there.
- HEAD and OPTIONS are no listeners.
- Who may not listen is told why, in Icecast's words where it has some; 401 asks players for a name and a password.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from runtime.errors import PeerFault
from runtime.protocols.access import Refused, Visit
from runtime.protocols.http1 import Request, http_date, response_head

from .finding import find_mount
from .pages import ANYWHERE, UNCACHED, error_answer
from .table import ServedMount, Table

__all__ = [
    "ALLOWED",
    "PUBLISHING",
    "Answer",
    "AskHealth",
    "AskOnAir",
    "HandOver",
    "Outcome",
    "Refusal",
    "Rouse",
    "Serve",
    "answer_fault",
    "answer_refusal",
    "respond",
    "serve_instead",
]

NOT_FOUND = "The file you requested could not be found"
"""Icecast's words; clients look for them."""

NOT_THAT = "A stream can be asked for with GET, HEAD and OPTIONS"

FULL = ("full", "address full", "account full")
"""The sorts of refusals that are for want of room."""

BANNED = "Your address may not listen here"

HEADS_KEPT = 64
"""Different heads of the last seconds that are kept ready."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "SOURCE", "STATS"})
ALLOWED = "GET, HEAD, OPTIONS"
PUBLISHING = "PUT, SOURCE, DELETE"
"""What is allowed besides, where source clients publish."""

ORDER = ("icy-br", "ice-audio-info", "icy-description", "icy-genre", "icy-name", "icy-pub", "icy-url")
"""In which order Icecast tells of a stream."""

SENDABLE = (
    "Origin, Accept, X-Requested-With, Content-Type, Icy-MetaData, Range, Authorization, User-Agent, "
    "Ice-Name, Ice-Description, Ice-Genre, Ice-URL, Ice-Public, Ice-Bitrate, Ice-Audio-Info"
)
"""Headers that a script in a browser may send."""

Field = tuple[str, str]
Fields = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Serve:
    """A listener.

    Attributes:
        mount: what he hears.
        head: what he gets before the audio.
        icy: whether titles come with it.
        seconds: after which he is sent away; infinite for never.
    """

    mount: ServedMount
    head: bytes
    icy: bool
    seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Refusal:
    """He may not listen.

    Attributes:
        status: the answer's status; 401 asks for a name and a password.
        words: why.
        kind: the sort of reason, for counters.
    """

    status: int
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Send these bytes, then close."""

    data: bytes
    status: int


@dataclass(frozen=True, slots=True)
class AskHealth:
    """Say whether all is well, by `health_answer`."""

    head_only: bool


@dataclass(frozen=True, slots=True)
class AskOnAir:
    """Say whether audio flows on this mount, or on all, by `on_air_answer`."""

    mount: str
    head_only: bool


@dataclass(frozen=True, slots=True)
class Rouse:
    """A listener to a mount that sleeps: wake it, and look again."""

    path: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """No listener: the station speaks with this one."""


Outcome = Serve | Refusal | Answer | AskHealth | AskOnAir | HandOver | Rouse


def respond(request: Request, table: Table, now: datetime, ip: str = "") -> Outcome:
    """Decide what becomes of a request from an address. Raises PeerFault for one that nobody could answer."""
    if request.method not in METHODS:
        raise PeerFault(f"the method {request.method} is unknown", 501)
    mount = find_mount(request, table)
    match request.method:
        case "OPTIONS" if mount or request.path == "*":
            return _preflight(mount, table, now)
        case "GET" | "HEAD" if mount and mount.asleep:
            allowed = _allowed_seconds(request, mount, now, ip)
            return allowed if isinstance(allowed, Refusal) else Rouse(mount.path)
        case "GET" | "HEAD" if mount:
            return _listen(request, mount, table, now, ip)
        case "GET" | "HEAD":
            return _no_mount(request, table, now)
        case "POST" | "PATCH" if mount:
            fields = (*ANYWHERE, ("Allow", ALLOWED))
            return Answer(error_answer(405, NOT_THAT, table.server, now, extra=fields), 405)
        case _:
            return HandOver()


def answer_fault(fault: PeerFault, table: Table, now: datetime) -> bytes:
    """The answer to a client that broke the protocol or met a limit, in words."""
    return error_answer(fault.status, str(fault), table.server, now)


def answer_refusal(refusal: Refusal, table: Table, now: datetime, *, head_only: bool = False) -> bytes:
    """The answer to one who may not listen. Where there is no room, Icecast 2.4 forbids and 2.5 asks to come again."""
    is_full = table.compat == "icecast-2.5" and refusal.status == 403 and refusal.kind in FULL
    return error_answer(
        503 if is_full else refusal.status, refusal.words, table.server, now, head_only=head_only
    )


def serve_instead(
    request: Request, mount: ServedMount, table: Table, now: datetime, ip: str
) -> Serve | Refusal:
    """Another mount for one who was let in: his own is full."""
    found = _listen(request, mount, table, now, ip)
    assert not isinstance(found, Answer)
    return found


def _listen(
    request: Request, mount: ServedMount, table: Table, now: datetime, ip: str
) -> Serve | Refusal | Answer:
    if ip in table.banned:
        return Refusal(403, BANNED, "address")
    seconds = _allowed_seconds(request, mount, now, ip)
    if isinstance(seconds, Refusal):
        return seconds
    icy = mount.icy_ring is not None and _wants_titles(request)
    head = _stream_head(mount, table.server, http_date(now), icy)
    return Answer(head, 200) if request.method == "HEAD" else Serve(mount, head, icy, seconds)


def _allowed_seconds(request: Request, mount: ServedMount, now: datetime, ip: str) -> float | Refusal:
    """For how long he may listen by the mount's rules, or why he may not at all."""
    seconds = mount.max_duration or math.inf
    visit = Visit(request, mount.path, ip, now)
    for rule in mount.rules:
        judgement = rule.judge(visit)
        if isinstance(judgement, Refused):
            return Refusal(401 if judgement.ask else 403, judgement.words, judgement.kind)
        if judgement is not None:
            seconds = min(seconds, judgement)
    return seconds


def _wants_titles(request: Request) -> bool:
    return request.headers.get("icy-metadata").strip() not in ("", "0")


@lru_cache(maxsize=HEADS_KEPT)
def _stream_head(mount: ServedMount, server: str, date: str, icy: bool) -> bytes:
    """The same for everybody who comes within a second, and thousands may."""
    return response_head(200, _stream_fields(mount, server, date, icy=icy))


def _stream_fields(mount: ServedMount, server: str, date: str, *, icy: bool) -> Iterator[Field]:
    """In Icecast's order."""
    yield from (("Server", server), ("Connection", "Close"), ("Date", date))
    yield ("Content-Type", mount.content_type)
    yield from UNCACHED
    yield ("Accept-Ranges", "none")
    yield from ANYWHERE
    yield from sorted(mount.headers, key=_place)
    if icy:
        yield ("icy-metaint", str(mount.metaint))


def _place(field: Field) -> int:
    """Where Icecast has this field."""
    return ORDER.index(field[0]) if field[0] in ORDER else len(ORDER)


def _preflight(mount: ServedMount | None, table: Table, now: datetime) -> Answer:
    allowed = f"{ALLOWED}, {PUBLISHING}" if mount is not None and mount.publishes else ALLOWED
    fields = (
        *_about(table, now),
        ("Connection", "Close"),
        ("Allow", allowed),
        ("Access-Control-Allow-Methods", allowed),
        ("Access-Control-Allow-Headers", SENDABLE),
        ("Access-Control-Max-Age", "86400"),
    )
    return Answer(response_head(204, fields), 204)


def _no_mount(request: Request, table: Table, now: datetime) -> Outcome:
    head_only = request.method == "HEAD"
    if request.path == "/healthz":
        return AskHealth(head_only)
    if request.path == "/onair":
        return AskOnAir(request.parameter("mount"), head_only)
    if table.is_page(request.path):
        return HandOver()
    return Answer(error_answer(404, NOT_FOUND, table.server, now, head_only=head_only), 404)


def _about(table: Table, now: datetime) -> Fields:
    return (("Server", table.server), ("Date", http_date(now)), *UNCACHED, *ANYWHERE)
