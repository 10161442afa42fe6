"""The words for what can be wrong with a text."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Edit, Fix, Label

from .expected import may_come
from .habits import explain_habit
from .problems import (
    BadEscape,
    Foreign,
    ImpossibleTime,
    LateArgument,
    NoEnd,
    NotACall,
    NotAnEdition,
    SyntaxProblem,
    TooDeep,
    UnclosedBracket,
    UnclosedString,
    UnexpectedCharacter,
    UnexpectedWord,
    UnknownUnit,
    UnmatchedClosing,
)

__all__ = ["explain"]


def explain(problem: SyntaxProblem) -> Diagnostic:
    """A problem in words."""
    match problem:
        case UnexpectedCharacter():
            return unexpected_character(problem)
        case UnclosedString():
            return unclosed_string(problem)
        case UnclosedBracket():
            return unclosed_bracket(problem)
        case UnexpectedWord():
            return unexpected_word(problem)
        case UnknownUnit():
            return unknown_unit(problem)
        case Foreign():
            return explain_habit(problem)
        case BadEscape():
            return bad_escape(problem)
        case ImpossibleTime():
            return impossible_time(problem)
        case LateArgument():
            return late_argument(problem)
        case NotACall():
            return not_a_call(problem)
        case NotAnEdition():
            return not_an_edition(problem)
        case NoEnd():
            return no_end(problem)
        case UnmatchedClosing():
            return unmatched_closing(problem)
        case TooDeep():
            title = "this is nested too deeply to be read"
            return Diagnostic(
                "LSS114", "error", title, Label(problem.span), help="give parts of it names of their own"
            )
        case _:
            assert_never(problem)


def unexpected_character(problem: UnexpectedCharacter) -> Diagnostic:
    """LSS101."""
    shown = problem.character if problem.character.isprintable() else f"U+{ord(problem.character):04X}"
    title = f"the character `{shown}` has no meaning here"
    return Diagnostic(
        "LSS101", "error", title, Label(problem.span, "nothing in the language begins with this")
    )


def unclosed_string(problem: UnclosedString) -> Diagnostic:
    """LSS102."""
    return Diagnostic(
        "LSS102",
        "error",
        "this string does not end on its line",
        Label(problem.opening, "it begins here"),
        help='close it with `"`; a line break inside a string is written `\\n`',
        fix=Fix((Edit(problem.span.after(), '"'),)),
    )


def unclosed_bracket(problem: UnclosedBracket) -> Diagnostic:
    """LSS103."""
    return Diagnostic(
        "LSS103",
        "error",
        "this bracket is not closed",
        Label(problem.opening, "opened here"),
        others=(Label(problem.span, f"`{problem.closing}` was expected here at the latest"),),
        help=f"close it with `{problem.closing}`",
    )


def unexpected_word(problem: UnexpectedWord) -> Diagnostic:
    """LSS104."""
    expected = may_come(problem.expected)
    if problem.kind in ("$END", "_NEWLINE"):
        title, label = (
            "this line ends too early",
            f"{expected} is missing" if expected else "something is missing",
        )
    else:
        title = f"`{problem.text}` cannot stand here"
        label = f"expected {expected}" if expected else "not expected here"
    others = opened_at(problem)
    text = f"This was found while reading {problem.reading}." if problem.reading else ""
    return Diagnostic("LSS104", "error", title, Label(problem.span, label), text, likeliest(problem), others)


def opened_at(problem: UnexpectedWord) -> tuple[Label, ...]:
    """The bracket that what was being read began with."""
    if problem.opening is None or not problem.reading.startswith("the "):
        return ()
    return (Label(problem.opening, f"{problem.reading} begin here"),)


def likeliest(problem: UnexpectedWord) -> str:
    """The likeliest cause: a forgotten comma, an item in brackets, a change of something that is no name."""
    begins_value = problem.kind in (
        "NAME",
        "STRING_START",
        "RAW_STRING",
        "QUANTITY",
        "INTEGER",
        "LSQB",
        "LBRACE",
    )
    match problem.kind:
        case "BECOMES":
            return "`:=` changes what a name holds; settings are arguments of `station(…)` and `server(…)`"
        case "LSQB" if "DOT" in problem.expected:
            return "a field is `value.name`, an item `list.first(value)`; is a `,` missing before it?"
        case _ if begins_value and "COMMA" in problem.expected:
            return "is a `,` missing before it?"
        case _:
            return ""


def unknown_unit(problem: UnknownUnit) -> Diagnostic:
    """LSS105."""
    title = f"`{problem.unit}` is not a unit" if problem.unit else f"`{problem.text}` is not a quantity"
    units = "ms s min h d · bps kbps Mbps · Hz kHz · dB LUFS · B kB MB GB KiB MiB GiB · %"
    likely = f"did you mean `{problem.likely}`?" if problem.likely else f"the units are {units}"
    fix = Fix((Edit(problem.span, problem.likely),)) if problem.likely else None
    return Diagnostic(
        "LSS105", "error", title, Label(problem.span, "a number with its unit"), help=likely, fix=fix
    )


def bad_escape(problem: BadEscape) -> Diagnostic:
    """LSS107."""
    return Diagnostic(
        "LSS107",
        "error",
        f"`{problem.text}` has no meaning in a string",
        Label(problem.span, "a backslash begins an escape"),
        help=r'write `\\` for a backslash, or `r"…"` for a string without escapes (the escapes are \n \t \r \" \\ \# \u{…})',
    )


def impossible_time(problem: ImpossibleTime) -> Diagnostic:
    """LSS108."""
    form = "hours, minutes and perhaps seconds, two digits each: `06:00`, `23:59:30`"
    wanted = form if problem.what == "time of day" else "year, month and day: `2026-12-24`"
    title = f"`{problem.text}` is not a {problem.what}"
    return Diagnostic(
        "LSS108", "error", title, Label(problem.span), help=f"a {problem.what} is written as {wanted}"
    )


def late_argument(problem: LateArgument) -> Diagnostic:
    """LSS109."""
    return Diagnostic(
        "LSS109",
        "error",
        "an argument without a name stands behind one with a name",
        Label(problem.span, "this one has no name"),
        others=(Label(problem.named, "the first with a name"),),
        help="put it before the named arguments, or give it its name",
    )


def not_a_call(problem: NotACall) -> Diagnostic:
    """LSS110."""
    return Diagnostic(
        "LSS110",
        "error",
        "the right side of `|>` is not a call",
        Label(problem.span, "a call was expected"),
        help=f"`a |> f(b)` means `f(a, b)`; write `{problem.text}()` if it takes nothing else",
    )


def not_an_edition(problem: NotAnEdition) -> Diagnostic:
    """LSS111."""
    if problem.late:
        title, help_ = "the edition line does not come first", "move it above everything but comments"
    else:
        title, help_ = (
            f"this version does not know edition {problem.text} of the language",
            "it reads `lss 1`",
        )
    return Diagnostic("LSS111", "error", title, Label(problem.span), help=help_)


def no_end(problem: NoEnd) -> Diagnostic:
    """LSS112."""
    label = Label(problem.span, "begins here and does not end")
    return Diagnostic(
        "LSS112", "error", f"this `{problem.word}` has no `end`", label, help="close it with `end`"
    )


def unmatched_closing(problem: UnmatchedClosing) -> Diagnostic:
    """LSS113."""
    title = f"`{problem.text}` closes nothing"
    if problem.opening is None:
        return Diagnostic("LSS113", "error", title, Label(problem.span, "nothing is open here"))
    label = Label(problem.span, f"`{problem.wanted}` was expected")
    opened = Label(problem.opening, "this is open")
    return Diagnostic("LSS113", "error", title, label, others=(opened,))
