"""The language, as the running station knows it: makes functions of a plan's handlers.

The language is imported when the first function is wanted: most stations have none.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.errors import ScriptFault
from runtime.plan import Handler, NodeId
from runtime.station.functions.language import Reach

if TYPE_CHECKING:
    from lsscript.evaluate.functions import Functions, Prepared
    from lsscript.repl.live import LiveEntry

__all__ = ["ScriptLanguage"]


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the script."""

    prepared: "Prepared"

    def call(self, world: Reach, arguments: Sequence[object], has_time: Callable[[], bool]) -> object:
        """What it gives.

        Raises:
            ScriptFault: it gave nothing.
        """
        from lsscript.evaluate.functions import FunctionFailed

        try:
            return self.prepared.call(world, arguments, has_time)
        except FunctionFailed as failure:
            raise ScriptFault(str(failure), failure.place) from None


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody entered."""

    entry: "LiveEntry"

    def call(self, world: Reach, arguments: Sequence[object], has_time: Callable[[], bool]) -> object:
        """Its value and its type.

        Raises:
            ScriptFault: it came to no end, or did what cannot be done.
        """
        from lsscript.repl.live import NotUnderstood

        try:
            return self.entry.call(world, arguments, has_time)
        except NotUnderstood as problems:
            raise ScriptFault(str(problems)) from None


class ScriptLanguage:
    """Makes functions for one station. The library is read when the first is wanted."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the script's: files and secrets are looked for there."""
        self._folder = folder
        self._functions: Functions | None = None
        self._recalled: Mapping[str, object] = {}

    def prepare(self, handler: Handler) -> Function:
        """Make a function ready to be called."""
        return Function(self._known().prepare(handler))

    def understand(self, text: str, sources: Sequence[NodeId], *, plain: bool = False) -> Entered:
        """Read and check what somebody entered.

        Raises:
            ScriptFault: there are problems.
        """
        from lsscript.repl.live import NotUnderstood, understand

        try:
            return Entered(understand(text, self._known(), sources, plain=plain))
        except NotUnderstood as problems:
            raise ScriptFault(str(problems)) from None

    def shared_names(self) -> Sequence[str]:
        """The names of the values that functions share."""
        from lsscript.repl.live import shared_names

        return shared_names(self._functions) if self._functions is not None else ()

    def recall(self, values: Mapping[str, object]) -> None:
        """Have shared values be those of an earlier station, as `remembered` gave them; also those to come."""
        if self._functions is None:
            self._recalled = dict(values)
        else:
            self._functions.recall(values)

    def remembered(self) -> Mapping[str, object]:
        """The shared values as plain data. From any thread."""
        return self._recalled if self._functions is None else self._functions.remembered()

    def keep(self, names: Collection[str]) -> None:
        """Functions share these alone from now on."""
        if self._functions is not None:
            self._functions.keep(names)

    def _known(self) -> "Functions":
        if self._functions is None:
            functions = _functions(self._folder)
            functions.recall(self._recalled)
            self._functions = functions
        return self._functions


def _functions(folder: Path) -> "Functions":
    from lsscript.cli.compile import library
    from lsscript.cli.surroundings import Surroundings
    from lsscript.evaluate.functions import Functions

    return Functions(library().declarations, Surroundings(folder))
