"""The language, as the running station knows it: makes functions of a plan's handlers.

The language is imported when the first function is wanted: most stations have none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.errors import ScriptFault
from runtime.plan import Handler
from runtime.station.functions.language import Reach

if TYPE_CHECKING:
    from lsscript.evaluate.functions import Functions, Prepared

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


class ScriptLanguage:
    """Makes functions for one station. The library is read when the first is wanted."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the script's: files and secrets are looked for there."""
        self._folder = folder
        self._functions: Functions | None = None

    def prepare(self, handler: Handler) -> Function:
        """Make a function ready to be called."""
        if self._functions is None:
            self._functions = _functions(self._folder)
        return Function(self._functions.prepare(handler))


def _functions(folder: Path) -> "Functions":
    from lsscript.cli.compile import library
    from lsscript.cli.surroundings import Surroundings
    from lsscript.evaluate.functions import Functions

    return Functions(library().declarations, Surroundings(folder))
