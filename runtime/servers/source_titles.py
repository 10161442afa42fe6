"""Titles that come beside a stream: passed on to whose they are, or kept for a stream that is about to come.

Rule: a title is the client's who came by the account that told it, also while he waits; else that of whoever is heard.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from runtime.media.title import Title
from runtime.plan import Compat
from runtime.protocols.icecast.early_titles import EarlyTitles
from runtime.protocols.icecast.metadata import (
    NO_SOURCE,
    NO_SUCH_ACTION,
    MetadataFault,
    TitleChange,
    metadata_answer,
    metadata_fault_answer,
)
from runtime.protocols.source import Login, Refusal, refusal_answer

from .source_connection import SourceConnection
from .stage import Stage
from .stages import Meant

__all__ = ["SourceTitles"]

Fields = Callable[[], Sequence[tuple[str, str]]]


class _Server(Protocol):
    """Who knows the clients."""

    compat: Compat

    def takes(self, path: str) -> bool: ...
    def opened(self, mount: str, logins: Sequence[Login], ip: str) -> list[Meant] | Refusal: ...
    def speaks_for(self, meant: Meant) -> SourceConnection | None: ...
    def on_air(self, path: str) -> SourceConnection | None: ...


class SourceTitles:
    """Belongs to the event loop.

    Args:
        server: knows the clients.
        clock: seconds that only go forward.
        fields: what every answer says (Server, Date …).
    """

    def __init__(self, server: _Server, clock: Callable[[], float], fields: Fields) -> None:
        self._server = server
        self._clock = clock
        self._fields = fields
        self._early = EarlyTitles()

    def answer(self, change: TitleChange, ip: str) -> bytes:
        """Pass a title on, or keep it for a stream that is about to come; the answer for whoever told it."""
        fields, compat = tuple(self._fields()), self._server.compat
        if not change.logins:
            return refusal_answer(Refusal.UNAUTHORIZED, fields, compat=compat)
        logins = [replace(each, stream=each.stream or change.stream) for each in change.logins]
        opened = self._server.opened(change.mount, logins, ip)
        if opened is Refusal.NO_SUCH_MOUNT:
            return metadata_fault_answer(MetadataFault(NO_SOURCE), fields)
        if isinstance(opened, Refusal):
            return refusal_answer(opened, fields, compat=compat)
        if not change.known:
            return metadata_answer(change, fields, text=NO_SUCH_ACTION, done=False)
        if change.title is not None:
            self._pass_on(opened, change.title)
        return metadata_answer(change, fields)

    def change(self, change: TitleChange) -> bytes | None:
        """Pass on a title whose teller is known to be allowed; the answer, or None where no source client publishes."""
        if not self._server.takes(change.mount):
            return None
        fields, there = tuple(self._fields()), self._server.on_air(change.mount)
        if not change.known:
            return metadata_answer(change, fields, text=NO_SUCH_ACTION, done=False)
        if change.title is not None and there is not None:
            there.change_title(change.title)
        elif change.title is not None:
            self._early.hold(change.mount, change.title, self._clock())
        return metadata_answer(change, fields)

    def comes_on(self, connection: SourceConnection, stage: Stage) -> None:
        """A client is heard: it begins with the title that came before its stream."""
        mount = connection.wants.mount if connection.wants is not None else ""
        title = self._early.take(mount or stage.path, self._clock())
        if title is not None:
            connection.change_title(title)

    def _pass_on(self, opened: Sequence[Meant], title: Title) -> None:
        """To the stage that has a client; else the title waits for one."""
        for meant in opened:
            there = self._server.speaks_for(meant)
            if there is not None:
                there.change_title(title)
                return
        self._early.hold(opened[0].path, title, self._clock())
