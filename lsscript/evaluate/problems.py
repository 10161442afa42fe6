"""What can go wrong while a script is evaluated, as facts; `explain.py` has the words."""

from typing import NamedTuple

from lsscript.source import Span

__all__ = [
    "BackwardDates",
    "DivisionByZero",
    "Endless",
    "EvaluationError",
    "EvaluationProblem",
    "NoOrder",
    "NoSuchMount",
    "NoSuchValue",
    "NotAsJson",
    "NumberTooLarge",
    "SecretMissing",
    "Unreadable",
]


class SecretMissing(NamedTuple):
    """A secret that cannot be had, and why."""

    span: Span
    place: str
    reason: str


class Endless(NamedTuple):
    """A computation that was given up."""

    span: Span


class DivisionByZero(NamedTuple):
    """Something divided by zero."""

    span: Span


class NumberTooLarge(NamedTuple):
    """A number that no computer holds."""

    span: Span


class NoSuchValue(NamedTuple):
    """A computed string that is none of those that are possible."""

    span: Span
    text: str
    parameter: str
    function: str
    choices: tuple[str, ...]


class NoSuchMount(NamedTuple):
    """A mount that is given neither what it needs to encode nor what it needs to pass through, or both."""

    span: Span
    given: tuple[str, ...]


class BackwardDates(NamedTuple):
    """Dates from a later to an earlier one."""

    span: Span


class NoOrder(NamedTuple):
    """Values of which none can be the lesser."""

    span: Span


class NotAsJson(NamedTuple):
    """A value for which JSON has nothing."""

    span: Span


class Unreadable(NamedTuple):
    """A text that is not what an argument wants."""

    span: Span
    text: str
    what: str
    help: str


EvaluationProblem = (
    NoOrder
    | Unreadable
    | NotAsJson
    | (BackwardDates | SecretMissing | Endless | DivisionByZero | NumberTooLarge | NoSuchValue | NoSuchMount)
)


class EvaluationError(Exception):
    """Ends the evaluation of one statement; carries the problem."""

    def __init__(self, problem: EvaluationProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem
