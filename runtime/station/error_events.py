"""What the log is told of trouble, as events."""

import logging

from runtime.kernel.events import EventBus
from runtime.plan import Origin

__all__ = ["TroubleEvents"]

_OWN = "legacystream.script"
"""What goes wrong with handlers is no event: a handler that fails at it would be called for ever."""


class TroubleEvents(logging.Handler):
    """Emits an "error" for every warning and error of ours, between `open` and `close`."""

    def __init__(self, events: EventBus) -> None:
        super().__init__(logging.WARNING)
        self._events = events

    def open(self) -> None:
        """Begin."""
        logging.getLogger("legacystream").addHandler(self)

    def close(self) -> None:
        """End."""
        logging.getLogger("legacystream").removeHandler(self)
        super().close()

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a line; those about handlers and events are left out."""
        if record.name.startswith((_OWN, "legacystream.events")):
            return
        origin = getattr(record, "origin", None)
        level = "error" if record.levelno >= logging.ERROR else "warning"
        place = str(origin) if isinstance(origin, Origin) and origin.line else ""
        self._events.emit("error", "", {"message": record.getMessage(), "level": level, "place": place})
