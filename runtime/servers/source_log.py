"""What the log and the station's events say of source clients."""

import logging
from collections.abc import Callable, Mapping

from runtime.protocols.source import Refusal, Wants, refusal_words

from .source_connection import SourceConnection
from .stage import Stage

__all__ = ["SourceLog"]

logger = logging.getLogger("legacystream.sources")


class SourceLog:
    """Tells of clients, with the script line.

    Args:
        clock: seconds that only go forward.
        emit: takes the events "connect" and "disconnect": name, id of the stage, details.
        turned_away: is told of everybody who was refused: address, where, why.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        emit: Callable[[str, str, Mapping[str, object]], None],
        turned_away: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self._clock = clock
        self._emit = emit
        self._turned_away = turned_away

    def comes_on(self, connection: SourceConnection, stage: Stage) -> None:
        """Somebody is heard."""
        agent = f" ({connection.agent})" if connection.agent else ""
        logger.info(
            "%s: a source client%s from %s is on",
            stage.what, agent, connection.ip, extra={"origin": stage.origin},
        )  # fmt: skip
        self._emit("connect", stage.node, _who(connection, stage))

    def waits(
        self, connection: SourceConnection, stage: Stage, there: SourceConnection | None, begins: str
    ) -> None:
        """Somebody waits in the green room."""
        until = f'until "{there.account.user}" has gone' if there is not None else begins
        logger.info(
            '%s: "%s" from %s waits, heard by nobody: %s',
            stage.what, connection.account.user, connection.ip, until, extra={"origin": stage.origin},
        )  # fmt: skip

    def has_gone(self, connection: SourceConnection, stage: Stage, reason: str) -> None:
        """Somebody who was heard, or waited, has gone."""
        seconds, session = self._clock() - connection.since, connection.session
        sent = session.format_name if session is not None else ""
        tell = logger.warning if connection.is_at_fault else logger.info
        tell(
            "%s: the source client from %s has gone after %.0f s of %s: %s",
            stage.what, connection.ip, seconds, sent or "nothing that was heard", reason,
            extra={"origin": stage.origin},
        )  # fmt: skip
        if connection.is_heard:
            details = {"seconds": round(seconds, 1), "reason": reason}
            self._emit("disconnect", stage.node, {**_who(connection, stage), **details})

    def refused(self, connection: SourceConnection, wants: Wants, reason: str) -> None:
        """Somebody was turned away."""
        where = wants.mount or "the SHOUTcast port"
        wrong = reason == refusal_words(Refusal.UNAUTHORIZED).strip()
        why = "wrong name or password" if wrong else reason
        logger.warning("a source client for %s from %s was refused: %s", where, connection.ip, why)
        self._turned_away(connection.ip, where, f"source client: {why}")


def _who(connection: SourceConnection, stage: Stage) -> dict[str, object]:
    mount = connection.wants.mount if connection.wants is not None else ""
    return {
        "path": mount or stage.path,
        "user": connection.account.user,
        "address": connection.ip,
        "program": connection.agent,
    }
