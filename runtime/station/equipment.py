"""What a station is given beside its plan, by whoever composes the program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from runtime.kernel.clock import Clock, SystemClock
from runtime.plan import Station

from .functions import Language
from .renewal import Compiler

__all__ = ["Equipment"]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a station is given.

    Attributes:
        clock: the machine's.
        language: runs the functions of the script; without it they are told to be missing.
        state: the folder where everything lies that outlives the station; without it nothing does, and no tool reaches it.
        compiler: reads the script again, for a reload; without it there is none.
        watch: whether the script is read anew whenever it is saved.
        order: a plan as the supervisor keeps it for the next start of the station.
    """

    clock: Clock = field(default_factory=SystemClock)
    language: Language | None = None
    state: Path | None = None
    compiler: Compiler | None = None
    order: Callable[[Station], bytes] = lambda _station: b""
    watch: bool = False
