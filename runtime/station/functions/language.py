"""What the station asks of the language."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from runtime.plan import Handler, NodeId, Origin

__all__ = ["Language", "Reach", "ScriptFunction"]


class Reach(Protocol):
    """What a function can reach while it runs. What waits comes back by the function's deadline, or raises."""

    def now(self) -> datetime:
        """The station's date and time."""

    def log(self, level: str, text: str, place: Origin) -> None:
        """Write a line into the log, with the script line it comes from."""

    def fetch(
        self, method: str, url: str, body: str | None, headers: Sequence[tuple[str, str]], seconds: float
    ) -> Mapping[str, object]:
        """Ask another server: `ok`, `status`, `text`, `error`."""

    def run(
        self, arguments: Sequence[str], text: str, environment: Mapping[str, str], seconds: float
    ) -> Mapping[str, object]:
        """Run a program: `ok`, `status`, `output`, `error`."""

    def post(self, url: str, text: str, place: Origin) -> None:
        """Have a JSON text sent until it arrives; does not wait."""

    def source(self, source: NodeId) -> Mapping[str, object]:
        """What can be read of a source now."""


class ScriptFunction(Protocol):
    """A function of the script that can be called."""

    def call(self, world: Reach, arguments: Sequence[object], has_time: Callable[[], bool]) -> object:
        """What it gives, as plain data: truths, numbers, strings, None, lists, and dictionaries.

        Args:
            world: what it can reach.
            arguments: plain data; `("source", id)` is a source, `("duration", 3.0)` a duration.
            has_time: asked again and again; when it says no, the function is given up.

        Raises:
            ScriptFault: it gave nothing.
        """


class Language(Protocol):
    """Makes functions of what the plan keeps of them. What they share (`ref`) lives as long as this does."""

    def prepare(self, handler: Handler) -> ScriptFunction:
        """Make a function ready to be called. May take some milliseconds."""

    def understand(self, text: str, sources: Sequence[NodeId], *, plain: bool = False) -> ScriptFunction:
        """Read and check what somebody entered, among the names of these sources and of what functions share.

        Where it must be `plain`, it only gives one of the shared values another one that is written out, and calls nothing.
        Its answer is a mapping: the `value` and the `type`, as a script writes and names them. May take some milliseconds.

        Raises:
            ScriptFault: there are problems, told as the checker tells them.
        """

    def shared_names(self) -> Sequence[str]:
        """The names of the values that functions share."""

    def recall(self, values: Mapping[str, object]) -> None:
        """Have shared values be those of an earlier station, as `remembered` gave them; also those to come."""

    def remembered(self) -> Mapping[str, object]:
        """The shared values as plain data, by name. From any thread; takes no time."""

    def keep(self, names: Collection[str]) -> None:
        """Functions share these alone from now on; should another come again, it is what it was."""
