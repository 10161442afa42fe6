"""The words for what can go wrong while a script is evaluated."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Label, nearest

from .problems import DivisionByZero, Endless, EvaluationProblem, NoSuchValue, NumberTooLarge, SecretMissing

__all__ = ["explain"]


def explain(problem: EvaluationProblem) -> Diagnostic:
    """A problem in words."""
    match problem:
        case SecretMissing():
            title = f"the secret `{problem.place}` cannot be had"
            return Diagnostic("LSS501", "error", title, Label(problem.span, problem.reason))
        case Endless():
            title = "this does not come to an end"
            return Diagnostic("LSS502", "error", title, Label(problem.span, "given up here"))
        case DivisionByZero():
            return Diagnostic("LSS503", "error", "a division by zero", Label(problem.span))
        case NumberTooLarge():
            return Diagnostic(
                "LSS504", "error", "a number larger than any that can be held", Label(problem.span)
            )
        case NoSuchValue():
            return no_such_value(problem)
        case _:
            assert_never(problem)


def no_such_value(problem: NoSuchValue) -> Diagnostic:
    """LSS505."""
    title = f'the argument `{problem.parameter}` of `{problem.function}` cannot be "{problem.text}"'
    choices = ", ".join(f'"{each}"' for each in problem.choices)
    found = nearest(problem.text, problem.choices)
    help_ = f'did you mean "{found}"?' if found else ""
    return Diagnostic("LSS505", "error", title, Label(problem.span, f"one of {choices}"), help=help_)
