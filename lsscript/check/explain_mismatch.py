"""The words for a value of the wrong type: what was found, then what was wanted."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Edit, Fix, Label
from lsscript.types import (
    BITRATE,
    CLOCK,
    DURATION,
    FLOAT,
    FREQUENCY,
    INT,
    LEVEL,
    LOUDNESS,
    SCHEDULE,
    SIZE,
    SOURCE,
    ListOf,
    Named,
    Optional,
    Type,
    show_apart,
)

from .expectation import ArgumentOf, BranchOf, Condition, Expectation, ItemOf, Items, OperandOf, ValueOf
from .problems import Mismatch
from .words import ordinal

__all__ = ["explain_mismatch", "place_of"]

UNIT_OF = {DURATION: "s", BITRATE: "kbps", FREQUENCY: "Hz", LEVEL: "dB", LOUDNESS: "LUFS", SIZE: "MB"}
"""The unit that a number without one was probably meant in."""


def explain_mismatch(problem: Mismatch) -> Diagnostic:
    """LSS301."""
    found, wanted = show_apart(problem.found, needed(problem))
    help_, fix = advice(problem)
    return Diagnostic(
        "LSS301",
        "error",
        f"{found} stands where {wanted} is wanted",
        Label(problem.span, f"this is {found}"),
        f"{place_of(problem.why, capital=True)} must be {wanted}.",
        help_,
        others_of(problem.why),
        fix,
    )


def place_of(why: Expectation, capital: bool = False) -> str:
    """In words: "the 1st argument of `playlist`, `path`," and the like, fit to begin a sentence."""
    text = place(why)
    return text[0].upper() + text[1:] if capital else text


def place(why: Expectation) -> str:
    """What must be of a type."""
    match why:
        case ArgumentOf():
            return f"the argument `{why.parameter}` of `{why.function}`"
        case ItemOf():
            return f"the {ordinal(why.number)} item of this list, like the first,"
        case BranchOf():
            return "the value of this branch, like that of the first,"
        case Condition():
            return "what `if` decides by"
        case Items():
            return "what `for` goes through"
        case OperandOf():
            return f"what stands behind `{why.operator}`"
        case ValueOf():
            return f"the new value of `{why.name}`"
        case _:
            assert_never(why)


def others_of(why: Expectation) -> tuple[Label, ...]:
    """The place that the wanted type comes from."""
    match why:
        case ItemOf():
            return (Label(why.first, "the first item"),)
        case BranchOf():
            return (Label(why.first, "the first branch"),)
        case _:
            return ()


def needed(problem: Mismatch) -> Type:
    """The type that is wanted; that null would do as well is no help."""
    return problem.wanted.item if isinstance(problem.wanted, Optional) else problem.wanted


def advice(problem: Mismatch) -> tuple[str, Fix | None]:
    """What to write instead, when that can be told."""
    wanted = needed(problem)
    if problem.found in (INT, FLOAT) and isinstance(wanted, Named) and wanted in UNIT_OF:
        meant = with_unit(problem.text, wanted)
        return f"write the unit: `{meant}`", Fix((Edit(problem.span, meant),))
    if problem.found in (CLOCK, DURATION) and wanted == SCHEDULE:
        return "a schedule goes from one time to another: `06:00..10:00`", None
    if isinstance(problem.found, Optional) and problem.found.item == wanted:
        return f"say what is taken when it is null: `{problem.text} ?? …`", None
    if problem.found == SOURCE and wanted == ListOf(SOURCE):
        return "put it into a list", Fix((Edit(problem.span, f"[{problem.text}]"),), certain=True)
    return "", None


def with_unit(text: str, wanted: Named) -> str:
    """A number with the unit that was probably meant: 44100 is hertz, 128 is kilobits."""
    if wanted == BITRATE and text.isdigit() and int(text[:9]) >= 1000:
        return f"{int(text) // 1000}kbps" if text.endswith("000") else f"{text}bps"
    plain = text.removeprefix("-").replace(".", "").isdigit()
    return f"{text}{UNIT_OF[wanted]}" if plain else f"1{UNIT_OF[wanted]} * {text}"
