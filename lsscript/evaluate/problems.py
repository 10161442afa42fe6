"""What can go wrong while a script is evaluated, as facts; `explain.py` has the words."""

from typing import NamedTuple

from lsscript.source import Span

__all__ = [
    "AtStartOnly",
    "BackwardDates",
    "DivisionByZero",
    "Endless",
    "EvaluationError",
    "EvaluationProblem",
    "FollowsError",
    "NoOrder",
    "NoSuchMount",
    "NoSuchReading",
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


class OnAirOnly(NamedTuple):
    """Something that only works while the station plays, asked for while the script is read."""

    span: Span
    name: str


class NoSuchReading(NamedTuple):
    """Something that cannot be read of a source of this kind; `kind` is the function that makes those of which it can."""

    span: Span
    name: str
    kind: str


class AtStartOnly(NamedTuple):
    """Something that describes the station, called while it plays."""

    span: Span
    name: str


EvaluationProblem = (
    OnAirOnly
    | AtStartOnly
    | NoSuchReading
    | NoOrder
    | Unreadable
    | NotAsJson
    | (BackwardDates | SecretMissing | Endless | DivisionByZero | NumberTooLarge | NoSuchValue | NoSuchMount)
)


class EvaluationError(Exception):
    """Ends the evaluation of one statement; carries the problem."""

    def __init__(self, problem: EvaluationProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class OutOfTime(Exception):
    """Ends an evaluation that took longer than it may; `span` is where it was."""

    def __init__(self, span: Span) -> None:
        super().__init__("this took longer than it may")
        self.span = span


class FollowsError(Exception):
    """Ends the evaluation of a statement that needs what another failed to give; that has been told."""
