"""What can go wrong while a script is evaluated, as facts; `explain.py` has the words."""

from dataclasses import dataclass

from lsscript.source import Span

__all__ = [
    "DivisionByZero",
    "Endless",
    "EvaluationError",
    "EvaluationProblem",
    "NoSuchValue",
    "NumberTooLarge",
    "SecretMissing",
]


@dataclass(frozen=True, slots=True)
class SecretMissing:
    """A secret that cannot be had, and why."""

    span: Span
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Endless:
    """A computation that was given up."""

    span: Span


@dataclass(frozen=True, slots=True)
class DivisionByZero:
    """Something divided by zero."""

    span: Span


@dataclass(frozen=True, slots=True)
class NumberTooLarge:
    """A number that no computer holds."""

    span: Span


@dataclass(frozen=True, slots=True)
class NoSuchValue:
    """A computed string that is none of those that are possible."""

    span: Span
    text: str
    parameter: str
    function: str
    choices: tuple[str, ...]


EvaluationProblem = SecretMissing | Endless | DivisionByZero | NumberTooLarge | NoSuchValue


class EvaluationError(Exception):
    """Ends the evaluation of one statement; carries the problem."""

    def __init__(self, problem: EvaluationProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem
