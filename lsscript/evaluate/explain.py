"""The words for what can go wrong while a script is evaluated."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Label, nearest

from .problems import (
    AtStartOnly,
    BackwardDates,
    DivisionByZero,
    Endless,
    EvaluationProblem,
    NoOrder,
    NoSuchMount,
    NoSuchReading,
    NoSuchValue,
    NotAsJson,
    NumberTooLarge,
    OnAirOnly,
    SecretMissing,
    Unreadable,
)

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
            return Diagnostic("LSS504", "error", "this is larger than can be held", Label(problem.span))
        case BackwardDates():
            title, help_ = "these dates end before they begin", "put the earlier date first"
            return Diagnostic("LSS507", "error", title, Label(problem.span), help=help_)
        case NoOrder():
            title, help_ = (
                "these values have no order",
                "compare numbers, quantities, strings, times or dates",
            )
            return Diagnostic("LSS508", "error", title, Label(problem.span), help=help_)
        case NotAsJson():
            title, help_ = "JSON has nothing for this value", "give it strings, numbers, lists and objects"
            return Diagnostic("LSS509", "error", title, Label(problem.span), help=help_)
        case Unreadable():
            title = f"this is not {problem.what}"
            label = Label(problem.span, f'"{problem.text}"' if problem.text else "empty")
            return Diagnostic("LSS520", "error", title, label, help=problem.help)
        case OnAirOnly():
            return on_air_only(problem)
        case NoSuchReading():
            title = f"this source never has a `{problem.name}`"
            help_ = f"it is known of an `{problem.kind}`"
            return Diagnostic("LSS512", "error", title, Label(problem.span), help=help_)
        case AtStartOnly():
            title = f"`{problem.name}` describes the station; a function that runs on the air cannot"
            help_ = "call it in the script itself, outside of functions that handle events"
            return Diagnostic("LSS511", "error", title, Label(problem.span), help=help_)
        case NoSuchValue():
            return no_such_value(problem)
        case NoSuchMount():
            return no_such_mount(problem)
        case _:
            assert_never(problem)


def on_air_only(problem: OnAirOnly) -> Diagnostic:
    """LSS510."""
    title = f"`{problem.name}` works only while the station plays"
    label = Label(problem.span, "asked for while the script is read")
    text = "A script is read before anything plays, and also when it is only checked."
    help_ = "use it in a function that the station calls: `on.start(fun () -> …)`, `on.track(source, fun (track) -> …)`"
    return Diagnostic("LSS510", "error", title, label, text, help_)


def no_such_value(problem: NoSuchValue) -> Diagnostic:
    """LSS505."""
    title = f'the argument `{problem.parameter}` of `{problem.function}` cannot be "{problem.text}"'
    choices = ", ".join(f'"{each}"' for each in problem.choices)
    found = nearest(problem.text, problem.choices)
    help_ = f'did you mean "{found}"?' if found else ""
    return Diagnostic("LSS505", "error", title, Label(problem.span, f"one of {choices}"), help=help_)


def no_such_mount(problem: NoSuchMount) -> Diagnostic:
    """LSS506."""
    text = "A mount sends a source in the format of an encoder, or what a source client sends as it is."
    help_ = "give it a source and an encoder, or else a `password` or `accounts` for source clients"
    if "password" in problem.given:
        title = "this mount cannot both encode a source and pass a source client through"
        label = f"has a `password` and a {' and an '.join(problem.given[:-1])}"
        help_ = "put the client into the programme with `input.live`, or leave source and encoder out"
    elif problem.given:
        missing = "encoder" if problem.given == ("source",) else "source"
        title, label = f"this mount has no {missing}", "sends nothing"
    else:
        title, label = "this mount has nothing to send", "neither source nor password"
    return Diagnostic("LSS506", "error", title, Label(problem.span, label), text, help_)
