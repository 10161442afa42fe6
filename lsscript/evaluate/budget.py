"""How much one evaluation may compute: so many steps, so much that it makes, and as long as there is time."""

from collections.abc import Callable
from dataclasses import dataclass

from lsscript.source import Span

from .problems import Endless, EvaluationError, NumberTooLarge, OutOfTime
from .value import Value

__all__ = ["MOST_MADE", "MOST_STEPS", "Budget"]

MOST_STEPS = 20_000
"""Calls and turns of loops in one evaluation; more is a computation that does not end."""

MOST_MADE = 20_000_000
"""Characters and items of all the strings and lists that one evaluation makes."""


def for_ever() -> bool:
    """Whether there is time left, where nobody waits."""
    return True


@dataclass(slots=True)
class Budget:
    """What is left of it. `has_time` is asked at every step; when it says no, the evaluation is given up."""

    has_time: Callable[[], bool] = for_ever
    steps: int = 0
    made: int = 0

    def step(self, span: Span) -> None:
        """Count a call or a turn of a loop; too many are no description of a station.

        Raises:
            EvaluationError: there were too many.
            OutOfTime: there is no time left.
        """
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise EvaluationError(Endless(span))
        if not self.has_time():
            raise OutOfTime(span)

    def counted(self, value: Value, span: Span) -> Value:
        """A value that was made; many large ones would take all the memory there is.

        Raises:
            EvaluationError: too much was made.
        """
        if isinstance(value, str | tuple):
            self.made += len(value)
            if self.made > MOST_MADE:
                raise EvaluationError(NumberTooLarge(span))
        return value
