"""Writes down who listened and what played: lines for logs, rows for reports."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from runtime.media.title import Title
from runtime.plan import Logs

from .addresses import DailyKey, cloak, who
from .archive import ARCHIVE, PlayRow, SessionRow
from .log_lines import W3C_HEAD, access_line, playlist_line, w3c_line
from .rotation import RotatingFile
from .scribe import Scribe
from .sessions import Session

__all__ = ["Chronicle", "Playing", "scribe_for"]

LOGS, KEY = "logs", "today.key"
"""The folder of the log files, and the file of the day's key, in the state folder."""

ACCESS, PLAYLIST, W3C = "access", "playlist", "w3c"


class Playing(Protocol):
    """A mount as it is now."""

    @property
    def path(self) -> str:
        """Its path."""
        ...

    @property
    def title(self) -> Title | None:
        """What plays."""
        ...


@dataclass(slots=True)
class Chronicle:
    """Belongs to the event loop; the scribe writes elsewhere.

    Attributes:
        logs: what the script wants written.
        scribe: writes.
        key: hides addresses.
        wall: the station's date and time.
    """

    logs: Logs
    scribe: Scribe
    key: DailyKey
    wall: Callable[[], datetime]
    _titles: dict[str, str] = field(default_factory=dict, init=False)

    def came(self, session: Session) -> None:
        """Nothing is written before he goes."""

    def gone(self, session: Session, seconds: float, sent: int, reason: str) -> None:
        """Write down a listener who has gone."""
        now = self.wall()
        key = self.key.of(now.date())
        address = cloak(session.ip, key, self.logs.addresses)
        if self.logs.access:
            self.scribe.write((ACCESS, self._access(session, now, address, seconds, sent)))
        if self.logs.shoutcast:
            line = w3c_line(
                now, address=address, mount=session.mount, sent=sent, agent=session.agent, seconds=seconds
            )
            self.scribe.write((W3C, line))
        if self.logs.sessions:
            number = who(session.ip, session.agent, key) if self.logs.addresses != "none" else 0
            self.scribe.write(
                self._row(session, now - timedelta(seconds=seconds), address, number, seconds, sent, reason)
            )

    def plays(self, mounts: Iterable[Playing], listeners: Callable[[str], int]) -> None:
        """Write down titles that are new; call it about once a second."""
        for mount in mounts:
            title = mount.title
            shown = str(title) if title is not None else ""
            if shown == self._titles.get(mount.path, ""):
                continue
            self._titles[mount.path] = shown
            if title is not None and shown:
                self._play(mount.path, title, listeners(mount.path))

    def _play(self, path: str, title: Title, count: int) -> None:
        now = self.wall()
        if self.logs.playlist:
            self.scribe.write((PLAYLIST, playlist_line(now, path, count, str(title))))
        if self.logs.sessions:
            self.scribe.write(PlayRow(now.timestamp(), path, title.artist, title.title, count))

    def _access(self, session: Session, now: datetime, address: str, seconds: float, sent: int) -> str:
        return access_line(
            now,
            address=address,
            user=session.user,
            mount=session.mount,
            protocol=session.protocol,
            sent=sent,
            referer=session.referer,
            agent=session.agent,
            seconds=seconds,
        )

    @staticmethod
    def _row(
        session: Session, began: datetime, address: str, number: int, seconds: float, sent: int, reason: str
    ) -> SessionRow:
        return SessionRow(
            began.timestamp(), round(seconds, 3), session.mount, sent, address, number, session.agent,
            session.referer, session.user, session.protocol, reason,
        )  # fmt: skip


def scribe_for(
    logs: Logs, state: Path, wall: Callable[[], datetime], restored: Callable[[list[int]], None]
) -> Scribe:
    """The writer of everything that a script wants written, below the state folder."""
    folder = state / LOGS
    wanted = ((ACCESS, logs.access, ""), (PLAYLIST, logs.playlist, ""), (W3C, logs.shoutcast, W3C_HEAD))
    files = {
        name: RotatingFile(folder, name, size=logs.size, keep=logs.keep, head=head)
        for name, is_wanted, head in wanted
        if is_wanted
    }
    return Scribe(files, state / ARCHIVE if logs.sessions else None, logs.keep, wall, restored)
