"""Failures of one function: told once, then counted."""

import logging
from dataclasses import dataclass, field

from runtime.errors import ScriptFault
from runtime.plan import Origin

__all__ = ["TELL_EVERY", "Trouble"]

TELL_EVERY = 100
"""Failures in a row after which it is told again."""

logger = logging.getLogger("legacystream.script")


@dataclass(slots=True)
class Trouble:
    """What went wrong with one function.

    Args:
        what: names it: "on.track", "the function of tone(level=…)".
        origin: the script line it stands on.

    Attributes:
        failures: how many there were, all in all.
    """

    what: str
    origin: Origin
    failures: int = field(default=0, init=False)
    _in_a_row: int = field(default=0, init=False)
    _words: str = field(default="", init=False)

    def failed(self, fault: BaseException) -> None:
        """Note a failure; tell it unless it is like the last one."""
        self.failures += 1
        words, origin = _words_of(fault, self.origin)
        self._in_a_row = self._in_a_row + 1 if words == self._words else 1
        self._words = words
        if self._in_a_row == 1:
            logger.error("%s: %s; the station plays on", self.what, words, extra={"origin": origin})
        elif self._in_a_row % TELL_EVERY == 0:
            logger.error(
                "%s: %s; %d times in a row", self.what, words, self._in_a_row, extra={"origin": origin}
            )

    def worked(self) -> None:
        """It works, or works again."""
        self._in_a_row, self._words = 0, ""


def _words_of(fault: BaseException, origin: Origin) -> tuple[str, Origin]:
    """A failure in words; one that is a mistake of ours says so."""
    if isinstance(fault, ScriptFault):
        return str(fault), fault.origin if isinstance(fault.origin, Origin) else origin
    return f"a mistake in LegacyStream: {type(fault).__name__}", origin
