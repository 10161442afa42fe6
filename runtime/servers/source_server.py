"""The source server: it meets source clients, and lets them on their stage.

Rules:
- Who is heard, who waits and who is refused is decided by `rota`; each is told so in words, and the log with the script line.
- A dialect without paths finds its stage by its password: the first in the script that it opens, free ones first.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from runtime.kernel.spare_memory import give_back
from runtime.net.handover import adopt
from runtime.plan import Account, Compat
from runtime.protocols.http1 import HeadLimits
from runtime.protocols.icecast.source_client import SourceClient
from runtime.protocols.shoutcast import ShoutcastClient, UltravoxClient
from runtime.protocols.source import (
    Artwork,
    Conversation,
    Dialect,
    Login,
    Refusal,
    Wants,
)

from .accounts import Kicked, WrongPasswords, begins, opened
from .dump import Dump, dump_path
from .gallery import Gallery
from .occupancy import Occupancy
from .rota import Moment, Verdict
from .source_connection import Placed, Refused, SourceConnection
from .source_log import SourceLog
from .source_titles import SourceTitles
from .stage import Stage
from .stages import Meant, Stages

__all__ = ["KICKED", "MOST_STREAMS", "MOST_UNDECIDED", "SourceServer"]

MOST_STREAMS = 1_000
"""Source clients that send at one time, where the script says nothing else (`server(max_streams=…)`)."""

MOST_UNDECIDED = 512
"""Connections beside these that wait or have not yet said what they want; one more is closed at once."""

KICKED = "it was sent away"

TIDY_SECONDS = 6.0
"""How long behind a client its memory is given back: what it sent is played to its end before."""

KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
KEY_LENGTH = 15

Fields = Callable[[], Sequence[tuple[str, str]]]
Emit = Callable[[str, str, Mapping[str, object]], None]


class SourceServer:
    """Everything here belongs to the event loop.

    Args:
        stages: where clients may publish, in the script's order.
        clock: seconds that only go forward.
        fields: what every answer says (Server, Date …).
        wall: the station's date and time.
        emit: is told of everybody who comes on and goes.
        base: the folder in which relative names of dump files begin.
        gallery: where the pictures go that clients send.
        turned_away: is told of everybody who was refused: address, where, why.

    Attributes:
        compat: whose statuses source clients are refused with.
        most_streams: how many may send at one time.
        titles: passes on what plays.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        clock: Callable[[], float],
        fields: Fields,
        *,
        wall: Callable[[], datetime],
        emit: Emit,
        base: Path,
        gallery: Gallery,
        turned_away: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self.most_streams = MOST_STREAMS
        self._stages = Stages(stages)
        self._clock = clock
        self._wall = wall
        self._fields = fields
        self._base = base
        self._gallery = gallery
        self._log = SourceLog(clock, emit, turned_away)
        self._occupancy = Occupancy(self._moment)
        self._connections: set[SourceConnection] = set()
        self._wrong = WrongPasswords()
        self._kicked = Kicked()
        self.titles = SourceTitles(self, clock, fields)
        self.compat: Compat = "icecast-2.4"
        self._tidying: asyncio.TimerHandle | None = None

    def _moment(self) -> Moment:
        return Moment(self._clock(), self._wall())

    async def take(self, sock: socket.socket, initial: bytes, ip: str, dialect: Dialect) -> None:
        """Meet a client whose first bytes were already read."""
        if len(self._connections) >= self.most_streams + MOST_UNDECIDED:
            sock.close()
            return
        connection = SourceConnection(self._core(dialect), self, self._clock, ip)
        self._connections.add(connection)
        try:
            await adopt(asyncio.get_running_loop(), sock, lambda: connection, initial)
        except OSError:
            self._connections.discard(connection)  # it left while it was on its way

    def show(self, stages: Sequence[Stage]) -> None:
        """Take these stages from now on; who would not be let in any more is sent away, the others go on."""
        self._stages = self._stages.changed_to(stages)
        for connection in list(self._connections):
            if connection.stage is not None:
                self._follow(connection, connection.stage)

    def _follow(self, connection: SourceConnection, before: Stage) -> None:
        """Have a client go on where its stage is now, by its account as that is now."""
        stage, wants = self._stages.follower(before), connection.wants
        if stage is None or wants is None:
            connection.end("the script has changed")
            return
        accounts = opened(stage.gate, wants.logins)
        account = next((each for each in accounts if each.user == connection.account.user), None)
        if account is None:
            connection.end("the script has changed: this account may not publish here any more")
            return
        connection.known_as(account, stage.gate.timeout)
        if stage is not before:
            self._occupancy.move(connection, stage)
            connection.go_to(stage)

    def on_air(self, path: str) -> SourceConnection | None:
        """The client that is heard at a path."""
        heard = (self._occupancy.on(meant.stage) for meant in self._stages.meant(path, ()))
        return next((there for there in heard if there is not None), None)

    def count(self) -> int:
        """How many clients are heard."""
        stages = {connection.stage for connection in self._connections}
        return sum(1 for stage in stages if stage is not None and self._occupancy.on(stage) is not None)

    def opens(self, path: str, login: Login) -> bool:
        """Whether somebody with these credentials may publish at a path; with "", anywhere."""
        return any(meant.accounts for meant in self._stages.meant(path, [login]))

    def stop(self) -> None:
        """Send every client away."""
        self._occupancy.close()
        for connection in list(self._connections):
            connection.end("the station stops")
        if self._tidying is not None:
            self._tidying.cancel()

    def speaks_for(self, meant: Meant) -> SourceConnection | None:
        """The client whose title it is that these credentials tell."""
        return self._occupancy.of(meant.stage, meant.accounts)

    def takes(self, path: str) -> bool:
        """Whether source clients may publish at a path, who they may be."""
        return bool(self._stages.meant(path, ()))

    def end_own(self, opened: Sequence[Meant], reason: str) -> bool:
        """End the client who came by one of these accounts; returns whether there is one."""
        for meant in opened:
            there = self._occupancy.of(meant.stage, meant.accounts)
            if there is not None and there.account in meant.accounts:
                there.end(reason)
                return True
        return False

    def kick(self, path: str, seconds: float = 0.0) -> bool:
        """Send away who is heard at a path, and keep the account out for so long. Returns whether somebody was there."""
        for meant in self._stages.meant(path, ()):
            there = self._occupancy.on(meant.stage)
            if there is not None:
                self._kicked.send_away(meant.stage.path, there.account.user, self._clock() + seconds)
                there.end(KICKED)
                return True
        return False

    def clients(self) -> list[tuple[SourceConnection, Stage]]:
        """Everybody who is on a stage, or waits for it."""
        return [(each, each.stage) for each in self._connections if each.stage is not None]

    def _core(self, dialect: Dialect) -> Conversation:
        now = self._clock()
        match dialect:
            case Dialect.SHOUTCAST:
                return ShoutcastClient(now)
            case Dialect.ULTRAVOX:
                return UltravoxClient(now, "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH)))
            case _:
                return SourceClient(now, HeadLimits(), compat=self.compat, fields=tuple(self._fields()))

    # What connections ask

    def decide(self, connection: SourceConnection, wants: Wants) -> Placed | Refused:
        """Where a client may publish, or why it may not."""
        if not wants.logins:
            return Refused(Refusal.UNAUTHORIZED)
        opened = self.opened(wants.mount, wants.logins, connection.ip)
        if isinstance(opened, Refusal):
            return Refused(opened)
        if not wants.description.content_type and wants.dialect == "icecast" and not wants.probe:
            return Refused(Refusal.NO_CONTENT_TYPE)
        return self._place(opened, probe=wants.probe)

    def opened(self, mount: str, logins: Sequence[Login], ip: str) -> list[Meant] | Refusal:
        """The stages that the credentials open; wrong ones are counted."""
        now = self._clock()
        if self._wrong.is_flooding(ip, mount, now):
            return Refusal.FLOODED
        meant = self._stages.meant(mount, logins)
        if mount and not meant:
            return Refusal.NO_SUCH_MOUNT
        opened = [each for each in meant if each.accounts]
        if not opened:
            self._wrong.count(ip, mount, now)
            return Refusal.UNAUTHORIZED
        return opened

    def _place(self, opened: Sequence[Meant], *, probe: bool) -> Placed | Refused:
        """The best of several places: where it is heard at once, free ones first, else where it may wait."""
        free_first = sorted(opened, key=lambda each: not self._occupancy.is_empty(each.stage))
        judged = [(self._judge(meant, account), meant) for meant in free_first for account in meant.accounts]
        found, meant = min(judged, key=lambda each: _rank(each[0]))
        if probe or isinstance(found, Refused):
            return found
        if self._occupancy.is_empty(meant.stage) and self.streams() >= self.most_streams:
            return Refused(Refusal.TOO_MANY_SOURCES)
        stage = self._stages.entered(meant)
        return Refused(Refusal.TOO_MANY_SOURCES) if stage is None else replace(found, stage=stage)

    def streams(self) -> int:
        """How many are on a stage now, heard or waiting."""
        return sum(connection.stage is not None for connection in self._connections)

    def _judge(self, meant: Meant, account: Account) -> Placed | Refused:
        minutes = self._kicked.minutes_left((meant.path, meant.stage.path), account.user, self._clock())
        if minutes:
            return Refused(Refusal.NOT_NOW, f"This account was sent away; it may come back in {minutes} min")
        match self._occupancy.judge(meant.stage, account):
            case Verdict.ON:
                return Placed(meant.stage, account)
            case Verdict.WAITS:
                return Placed(meant.stage, account, is_heard=False)
            case Verdict.TAKEN:
                return Refused(Refusal.MOUNT_TAKEN)
            case Verdict.NOT_NOW:
                words = f"This account may not publish now; {begins(account, self._wall())}"
                return Refused(Refusal.NOT_NOW, words)

    def waits(self, connection: SourceConnection) -> None:
        """A client was let in, and waits to be heard."""
        self._occupancy.waits(connection)
        stage = connection.stage
        assert stage is not None
        there = self._occupancy.on(stage)
        self._log.waits(connection, stage, there, begins(connection.account, self._wall()))

    def comes_on(self, connection: SourceConnection) -> Dump | None:
        """A client is heard; one that was there before gives way."""
        stage = connection.stage
        assert stage is not None
        self._occupancy.comes_on(connection)
        self._log.comes_on(connection, stage)
        self.titles.comes_on(connection, stage)
        return self._dump(stage)

    def _dump(self, stage: Stage) -> Dump | None:
        if not stage.gate.dump:
            return None
        dump = Dump(dump_path(self._base, stage.gate.dump, self._wall()), stage.what, stage.origin)
        dump.start()
        return dump

    def shows(self, connection: SourceConnection, artwork: Artwork) -> None:
        """A client sent a picture; that of one who waits is nobody's yet."""
        if connection.stage is not None and connection.is_heard:
            self._gallery.take(connection.stage.path, artwork.of, artwork.data)

    def look(self, connection: SourceConnection) -> None:
        """A second has passed: whose time begins or is over?"""
        self._occupancy.look(connection)

    def has_gone(self, connection: SourceConnection, reason: str, *, harmless: bool) -> None:
        """A client has gone."""
        self._connections.discard(connection)
        stage = connection.stage
        if stage is not None:
            self._log.has_gone(connection, stage, reason)
            if self._occupancy.on(stage) is connection:
                self._gallery.leaves(stage.path)
            self._occupancy.has_gone(connection)
            self._tidy_up()
            self._stages.left(stage, self._occupancy.is_empty)
        elif not harmless and connection.wants is not None and connection.wants.logins:
            self._log.refused(connection, connection.wants, reason)

    def _tidy_up(self) -> None:
        """Give back, in a moment, what a client's decoder has used."""
        if self._tidying is None:
            self._tidying = asyncio.get_running_loop().call_later(TIDY_SECONDS, self._give_back)

    def _give_back(self) -> None:
        self._tidying = None
        asyncio.get_running_loop().run_in_executor(None, give_back)


def _rank(found: Placed | Refused) -> int:
    if isinstance(found, Refused):
        return 2
    return 0 if found.is_heard else 1
