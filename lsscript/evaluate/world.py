"""What a function of the script can reach while the station plays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from runtime.plan import NodeId, Origin

__all__ = ["Level", "World"]

Level = Literal["info", "warning", "error"]


class World(Protocol):
    """The running station, as far as its script may see it. What waits comes back by the function's deadline, or raises.

    What is given back as a mapping has the fields that the library declares.
    """

    def now(self) -> datetime:
        """The station's date and time."""

    def log(self, level: Level, text: str, place: Origin) -> None:
        """Write a line into the log, with the script line it comes from."""

    def fetch(
        self, method: str, url: str, body: str | None, headers: Sequence[tuple[str, str]], seconds: float
    ) -> Mapping[str, object]:
        """Ask another server: `ok`, `status`, `text`, `error`."""

    def run(
        self, arguments: Sequence[str], text: str, environment: Mapping[str, str], seconds: float
    ) -> Mapping[str, object]:
        """Run a program with a text on its standard input: `ok`, `status`, `output`, `error`."""

    def post(self, url: str, text: str, place: Origin) -> None:
        """Have a JSON text sent, again and again until it arrives or is given up. Does not wait."""

    def source(self, source: NodeId) -> Mapping[str, object]:
        """What can be read of a source now, by the names of the library's fields."""
