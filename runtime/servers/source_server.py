"""The source server: it meets source clients, lets them on their stage, and passes titles on.

Rules:
- A client whose stage is taken is refused, or takes over, as the script says; one that has been silent for
  `STALE_SECONDS` is replaced in any case, since it is the same DJ's lost line more often than not.
- A dialect without paths finds its stage by its password: the first in the script that it opens, free ones first.
- A title that comes before its stream is kept for a moment; one for a stream that never comes is forgotten.
- Every refusal is told to the client, and in the log, with the script line.
"""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Sequence

from runtime.media.title import Title
from runtime.net.handover import adopt
from runtime.protocols.http1 import HeadLimits
from runtime.protocols.icecast.early_titles import EarlyTitles
from runtime.protocols.icecast.metadata import (
    NO_SOURCE,
    NO_SUCH_ACTION,
    MetadataFault,
    TitleChange,
    metadata_answer,
    metadata_fault_answer,
)
from runtime.protocols.icecast.source_client import SourceClient
from runtime.protocols.shoutcast import ShoutcastClient, UltravoxClient
from runtime.protocols.source import (
    Artwork,
    Dialect,
    Login,
    Refusal,
    Wants,
    refusal_answer,
    refusal_words,
)

from .accounts import WrongPasswords, opens
from .gallery import Gallery
from .source_connection import Core, SourceConnection
from .stage import Stage

__all__ = ["MOST_CONNECTIONS", "MOST_SOURCES", "STALE_SECONDS", "SourceServer"]

MOST_SOURCES = 256
"""Source clients and those who want to be, at one time."""

MOST_CONNECTIONS = 512
"""Connections of those who are, want to be, or have not yet said what they are; one more is closed at once."""

STALE_SECONDS = 3.0
"""A source that has sent nothing for so long gives way to another."""

KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
KEY_LENGTH = 15

logger = logging.getLogger("legacystream.sources")

Fields = Callable[[], Sequence[tuple[str, str]]]


class SourceServer:
    """Everything here belongs to the event loop.

    Args:
        stages: where clients may publish, in the script's order.
        clock: seconds that only go forward.
        fields: what every answer says (Server, Date …).
        gallery: where the pictures go that clients send.
    """

    def __init__(
        self, stages: Sequence[Stage], clock: Callable[[], float], fields: Fields, gallery: Gallery
    ) -> None:
        self._stages = tuple(stages)
        self._clock = clock
        self._fields = fields
        self._gallery = gallery
        self._on: dict[Stage, SourceConnection] = {}
        self._connections: set[SourceConnection] = set()
        self._wrong = WrongPasswords()
        self._early = EarlyTitles()

    async def take(self, sock: socket.socket, initial: bytes, ip: str, dialect: Dialect) -> None:
        """Meet a client whose first bytes were already read."""
        if len(self._connections) >= MOST_CONNECTIONS:
            sock.close()
            return
        core = self._core(dialect)
        connection = SourceConnection(core, self, self._clock, ip)
        self._connections.add(connection)
        try:
            await adopt(asyncio.get_running_loop(), sock, lambda: connection, initial)
        except OSError:
            self._connections.discard(connection)  # it left while it was on its way

    def stop(self) -> None:
        """Send every client away."""
        for connection in list(self._connections):
            connection.end("the station stops")

    def _core(self, dialect: Dialect) -> Core:
        now = self._clock()
        match dialect:
            case Dialect.SHOUTCAST:
                return ShoutcastClient(now)
            case Dialect.ULTRAVOX:
                return UltravoxClient(now, "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH)))
            case _:
                return SourceClient(now, HeadLimits(), fields=tuple(self._fields()))

    # What connections ask

    def decide(self, connection: SourceConnection, wants: Wants) -> Stage | Refusal:
        """Where a client may publish, or why it may not."""
        if not wants.logins:
            return Refusal.UNAUTHORIZED
        if len(self._connections) > MOST_SOURCES:
            return Refusal.TOO_MANY_SOURCES
        now = self._clock()
        if self._wrong.is_flooding(connection.ip, wants.mount, now):
            return Refusal.FLOODED
        candidates = self._candidates(wants.mount, wants.logins)
        if not candidates and wants.mount:
            return Refusal.NO_SUCH_MOUNT
        open_to = [stage for stage, logins in candidates if opens(stage.gate, logins)]
        if not open_to:
            self._wrong.count(connection.ip, wants.mount, now)
            return Refusal.UNAUTHORIZED
        if not wants.description.content_type and wants.dialect == "icecast" and not wants.probe:
            return Refusal.NO_CONTENT_TYPE
        free = [stage for stage in open_to if self._is_free(stage, now)]
        return free[0] if free else Refusal.MOUNT_TAKEN

    def _candidates(self, mount: str, logins: Sequence[Login]) -> list[tuple[Stage, list[Login]]]:
        """The stages that a client may mean, each with the readings of its credentials that mean it."""
        if mount:
            return [(stage, list(logins)) for stage in self._stages if stage.path == mount]
        numbered = enumerate(self._stages, 1)
        meant = [
            (stage, [login for login in logins if _means(login, stage, number)]) for number, stage in numbered
        ]
        free_first = sorted(meant, key=lambda pair: pair[0] in self._on)
        return [(stage, fitting) for stage, fitting in free_first if fitting]

    def _is_free(self, stage: Stage, now: float) -> bool:
        there = self._on.get(stage)
        if there is None or stage.gate.takeover == "replace":
            return True
        return now - there.last_data >= STALE_SECONDS

    def comes_on(self, connection: SourceConnection, stage: Stage) -> None:
        """A client was let in; one that was there before gives way."""
        before = self._on.get(stage)
        self._on[stage] = connection
        if before is not None:
            before.end("another source client took over")
        wants = connection.wants
        who = f" ({wants.agent})" if wants is not None and wants.agent else ""
        logger.info(
            "%s: a source client%s from %s is on",
            stage.what,
            who,
            connection.ip,
            extra={"origin": stage.origin},
        )
        title = self._early.take(stage.path, self._clock())
        if title is not None:
            connection.change_title(title)

    def shows(self, connection: SourceConnection, artwork: Artwork) -> None:
        """A client sent a picture."""
        stage = connection.stage
        if stage is not None and self._on.get(stage) is connection:
            self._gallery.take(stage.path, artwork.of, artwork.data)

    def has_gone(self, connection: SourceConnection, reason: str, *, harmless: bool) -> None:
        """A client has gone."""
        self._connections.discard(connection)
        stage = connection.stage
        if stage is None:
            if not harmless and connection.wants is not None and connection.wants.logins:
                self._tell_refused(connection, connection.wants, reason)
            return
        if self._on.get(stage) is connection:
            del self._on[stage]
            self._gallery.leaves(stage.path)
        seconds = self._clock() - connection.since
        session = connection.session
        sent = (
            session.format_name if session is not None and session.format_name else "nothing that was heard"
        )
        tell = logger.warning if connection.is_at_fault else logger.info
        tell(
            "%s: the source client from %s has gone after %.0f s of %s: %s",
            stage.what, connection.ip, seconds, sent, reason, extra={"origin": stage.origin},
        )  # fmt: skip

    def _tell_refused(self, connection: SourceConnection, wants: Wants, reason: str) -> None:
        where = wants.mount or "the SHOUTcast port"
        wrong = reason == refusal_words(Refusal.UNAUTHORIZED).strip()
        logger.warning(
            "a source client for %s from %s was refused: %s",
            where, connection.ip, "wrong name or password" if wrong else reason,
        )  # fmt: skip

    # Titles

    def answer_title(self, change: TitleChange, ip: str) -> bytes:
        """Pass a title on, or keep it for a stream that is about to come; the answer for whoever told it."""
        fields, now = tuple(self._fields()), self._clock()
        if not change.logins:
            return refusal_answer(Refusal.UNAUTHORIZED, fields)
        if self._wrong.is_flooding(ip, change.mount, now):
            return refusal_answer(Refusal.FLOODED, fields)
        candidates = self._title_candidates(change)
        if not candidates:
            return metadata_fault_answer(MetadataFault(NO_SOURCE), fields)
        stages = [stage for stage, logins in candidates if opens(stage.gate, logins)]
        if not stages:
            self._wrong.count(ip, change.mount, now)
            return refusal_answer(Refusal.UNAUTHORIZED, fields)
        if not change.known:
            return metadata_answer(change, fields, text=NO_SUCH_ACTION, done=False)
        if change.title is not None:
            self._pass_on(stages, change.title, now)
        return metadata_answer(change, fields)

    def _title_candidates(self, change: TitleChange) -> list[tuple[Stage, list[Login]]]:
        logins = [
            Login(each.user, each.password, each.mount, each.stream or change.stream)
            for each in change.logins
        ]
        found = self._candidates(change.mount, logins)
        return sorted(found, key=lambda pair: pair[0] not in self._on)

    def _pass_on(self, stages: Sequence[Stage], title: Title, now: float) -> None:
        """To the stage that has a client; else the title waits for one."""
        there = self._on.get(stages[0])
        if there is not None:
            there.change_title(title)
        else:
            self._early.hold(stages[0].path, title, now)


def _means(login: Login, stage: Stage, number: int) -> bool:
    """Whether a login without a path of its own can mean this stage, which is the script's `number`-th."""
    return login.mount in ("", stage.path) and login.stream in (0, number)
