"""What a station is given beside its plan, by whoever composes the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runtime.kernel.clock import Clock, SystemClock
from runtime.plan import ByHand, Station

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
        order: a plan, with what was changed by hand, as the supervisor keeps it for the next start of the station.
        by_hand: what was changed by hand before this start.
    """

    clock: Clock = field(default_factory=SystemClock)
    language: Language | None = None
    state: Path | None = None
    compiler: Compiler | None = None
    order: Callable[[Station, Sequence[ByHand]], bytes] = lambda _station, _by_hand: b""
    by_hand: Sequence[ByHand] = ()
    watch: bool = False
