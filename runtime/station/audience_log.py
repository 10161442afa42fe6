"""Who came and went, in the log: a line a second and mount for people, a line a listener for those who look closely."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["NEWCOMER_SECONDS", "AudienceLog"]

NEWCOMER_SECONDS = 3.0
"""Who is connected for longer is no newcomer: an edge names everybody to a station that comes back."""

logger = logging.getLogger("legacystream.listeners")


class AudienceLog:
    """Gathers what one edge tells of listeners until `tell`."""

    def __init__(self) -> None:
        self._came: Counter[str] = Counter()
        self._gone: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._refused_before: Counter[str] = Counter()

    def came(self, listeners: Iterable[Mapping[str, Any]]) -> None:
        """Note listeners that came; those who were here before this station are no news."""
        for listener in listeners:
            self._came[listener["mount"]] += listener["seconds"] < NEWCOMER_SECONDS
            _debug("came", listener)

    def gone(self, listeners: Iterable[Mapping[str, Any]]) -> None:
        """Note listeners that left."""
        for listener in listeners:
            self._gone[listener["mount"]] += 1
            _debug("gone", listener)

    def refused(self, totals: Mapping[str, int]) -> None:
        """Note how many were refused ever, by the sort of reason."""
        now = Counter({str(kind): int(count) for kind, count in totals.items()})
        self._refused += now - self._refused_before
        self._refused_before = now

    def tell(self) -> None:
        """Write the lines for what was gathered."""
        for counts, verb in ((self._came, "came to"), (self._gone, "left")):
            for mount, count in counts.items():
                if count:
                    logger.info("%s %s %s", "1 listener" if count == 1 else f"{count} listeners", verb, mount)
            counts.clear()
        if self._refused:
            told = ", ".join(f"{kind} ({count})" for kind, count in sorted(self._refused.items()))
            logger.info("refused at the door: %s", told)
            self._refused.clear()


def _debug(event: str, listener: Mapping[str, Any]) -> None:
    if logger.isEnabledFor(logging.DEBUG):
        logger.debug(
            "listener %s: %s", event, " ".join(f"{key}={value!r}" for key, value in listener.items())
        )
