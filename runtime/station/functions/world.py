"""What a function of the script can reach: the log, the web, programs, sources. Nothing it does there can stop the station."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from runtime.plan import NodeId, Origin

from .fetch import Web
from .programs import Programs
from .runner import Run
from .webhooks import Webhooks

__all__ = ["RunWorld", "StationWorld"]

LONGEST_LINE = 2000
"""Characters of a line that a script writes into the log."""

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

logger = logging.getLogger("legacystream.script")


@dataclass(frozen=True, slots=True)
class StationWorld:
    """The running station, as its script may see it.

    Args:
        wall: the station's date and time.
        source: what can be read of a source.
        web: asks other servers.
        programs: runs programs.
        webhooks: sends what may arrive later.
    """

    wall: Callable[[], datetime]
    source: Callable[[NodeId], Mapping[str, object]]
    web: Web
    programs: Programs
    webhooks: Webhooks

    def for_run(self, run: Run) -> "RunWorld":
        """The world for one call of a function."""
        return RunWorld(self, run)


@dataclass(frozen=True, slots=True)
class RunWorld:
    """The world during one call; what waits is bounded by the call's deadline."""

    station: StationWorld
    run_of: Run

    def now(self) -> datetime:
        """The station's date and time."""
        return self.station.wall()

    def log(self, level: str, text: str, place: Origin) -> None:
        """Write a line into the log."""
        logger.log(_LEVELS[level], "%s", text[:LONGEST_LINE], extra={"origin": place})

    def fetch(
        self, method: str, url: str, body: str | None, headers: Sequence[tuple[str, str]], seconds: float
    ) -> Mapping[str, object]:
        """Ask another server."""
        return self.run_of.wait_for(self.station.web.fetch(method, url, body, headers, seconds)).as_mapping()

    def run(
        self, arguments: Sequence[str], text: str, environment: Mapping[str, str], seconds: float
    ) -> Mapping[str, object]:
        """Run a program."""
        return self.run_of.wait_for(self.station.programs.run(arguments, text, environment, seconds))

    def post(self, url: str, text: str, place: Origin) -> None:
        """Have a JSON text sent until it arrives."""
        self.station.webhooks.post(url, text, place)

    def source(self, source: NodeId) -> Mapping[str, object]:
        """What can be read of a source."""
        return self.station.source(source)
