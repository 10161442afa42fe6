"""The words for what can be wrong with names and types."""

from typing import assert_never

from lsscript.diagnostics import Diagnostic, Edit, Fix, Label, nearest
from lsscript.source import Span
from lsscript.types import DURATION, INT, STRING, WEEKDAY, show

from .explain_mismatch import explain_mismatch, place_of
from .liquidsoap import answer_to_argument, answer_to_field, answer_to_name
from .problems import (
    CannotChange,
    CheckProblem,
    DoubledArgument,
    Group,
    Mismatch,
    MissingArgument,
    NoFields,
    NoSuchChoice,
    NoSuchField,
    NotAFunction,
    NotCombined,
    NotInScope,
    SecretShown,
    TooManyArguments,
    TooManyParts,
    UnknownArgument,
    WrongPlace,
)
from .words import either, listed

__all__ = ["explain"]


def explain(problem: CheckProblem) -> Diagnostic:
    """A problem in words."""
    match problem:
        case NotInScope():
            return not_in_scope(problem)
        case Group():
            return group(problem)
        case UnknownArgument():
            return unknown_argument(problem)
        case MissingArgument():
            return missing_argument(problem)
        case DoubledArgument():
            return doubled_argument(problem)
        case TooManyArguments():
            return too_many_arguments(problem)
        case NoSuchField():
            return no_such_field(problem)
        case Mismatch():
            return explain_mismatch(problem)
        case NotCombined():
            return not_combined(problem)
        case NotAFunction():
            return not_a_function(problem)
        case NoFields():
            return no_fields(problem)
        case NoSuchChoice():
            return no_such_choice(problem)
        case CannotChange():
            return cannot_change(problem)
        case SecretShown():
            return secret_shown(problem)
        case TooManyParts():
            title = "this value has more parts than anybody could follow"
            label, help_ = Label(problem.span, "made of too many others"), "put less into one value"
            return Diagnostic("LSS309", "error", title, label, help=help_)
        case WrongPlace():
            return wrong_place(problem)
        case _:
            assert_never(problem)


def did_you_mean(span: Span, found: str | None) -> tuple[str, Fix | None]:
    """The help and the fix for a slip of the pen."""
    if found is None:
        return "", None
    return f"did you mean `{found}`?", Fix((Edit(span, found),))


def not_in_scope(problem: NotInScope) -> Diagnostic:
    """LSS201."""
    what = "function" if problem.called else "name"
    label = Label(problem.span, "not known here")
    if problem.later is not None:
        title, others = f"`{problem.name}` is used before it is given", (Label(problem.later, "given here"),)
        return Diagnostic(
            "LSS201", "error", title, label, help="move the line that gives it up", others=others
        )
    title = f"there is no {what} `{problem.name}`"
    answer = answer_to_name(problem.name, problem.known)
    if answer:
        return Diagnostic("LSS201", "error", title, label, help=answer)
    found, span = likely_name(problem)
    help_, fix = did_you_mean(span, found)
    given = problem.places.get(found or "")
    places = (Label(given, f"`{found}` is given here"),) if given is not None else ()
    return Diagnostic("LSS201", "error", title, label, help=help_, fix=fix, others=places)


def likely_name(problem: NotInScope) -> tuple[str | None, Span]:
    """The name that was meant, and the words it would replace: all of a name with dots, or its first part."""
    found = nearest(problem.name, problem.known)
    first, dot, _ = problem.name.partition(".")
    if found is not None or not dot:
        return found, problem.span
    return nearest(first, problem.known), problem.span._replace(end=problem.span.start + len(first))


def unknown_argument(problem: UnknownArgument) -> Diagnostic:
    """LSS202."""
    title = f"`{problem.function}` has no argument `{problem.name}`"
    found = nearest(problem.name, problem.parameters)
    help_, fix = did_you_mean(problem.span, found)
    help_ = help_ or answer_to_argument(problem.name, problem.function) or ""
    has = f"It takes {listed(problem.parameters)}." if problem.parameters else "It takes nothing."
    return Diagnostic(
        "LSS202", "error", title, Label(problem.span, "not one of its arguments"), has, help_, fix=fix
    )


def missing_argument(problem: MissingArgument) -> Diagnostic:
    """LSS203."""
    word = "argument" if len(problem.names) == 1 else "arguments"
    title = f"`{problem.function}` needs its {word} {listed(problem.names)}"
    verb = "is" if len(problem.names) == 1 else "are"
    return Diagnostic(
        "LSS203", "error", title, Label(problem.span, f"{listed(problem.names)} {verb} not given")
    )


def doubled_argument(problem: DoubledArgument) -> Diagnostic:
    """LSS204."""
    title = f"the argument `{problem.name}` of `{problem.function}` is given twice"
    others = (Label(problem.first, "the first time"),)
    return Diagnostic("LSS204", "error", title, Label(problem.span, "the second time"), others=others)


def too_many_arguments(problem: TooManyArguments) -> Diagnostic:
    """LSS205."""
    few = {0: "no argument", 1: "one argument"}.get(problem.takes, f"{problem.takes} arguments")
    title = f"`{problem.function}` takes {few} by place"
    names = either([f"{name}=…" for name in problem.named_only])
    help_ = f"give it a name: {names}" if names else ""
    return Diagnostic("LSS205", "error", title, Label(problem.span, "one too many"), help=help_)


def group(problem: Group) -> Diagnostic:
    """LSS206."""
    title = f"`{problem.name}` is only the beginning of a name"
    return Diagnostic("LSS206", "error", title, Label(problem.span), help=f"choose {either(problem.members)}")


def no_such_field(problem: NoSuchField) -> Diagnostic:
    """LSS207."""
    help_, fix = did_you_mean(problem.span, nearest(problem.name, problem.known))
    has = f"It has {listed(problem.known)}." if problem.known else "It has no fields."
    title = f"there is no field `{problem.name}` in this object"
    return Diagnostic("LSS207", "error", title, Label(problem.span), has, help_, fix=fix)


def wrong_place(problem: WrongPlace) -> Diagnostic:
    """LSS208."""
    if problem.what == "import":
        title, help_ = "an import stands inside a block", "put it at the beginning of the script"
    else:
        title, help_ = "`extern def` is for the library alone", "write `def name(…) … end`"
    return Diagnostic("LSS208", "error", title, Label(problem.span), help=help_)


def not_combined(problem: NotCombined) -> Diagnostic:
    """LSS302."""
    left, right = show(problem.left), show(problem.right)
    title = f"`{problem.operator}` cannot join {left} and {right}"
    others = (Label(problem.left_span, left),) if problem.left_span != problem.right_span else ()
    help_ = help_to_combine(problem)
    return Diagnostic("LSS302", "error", title, Label(problem.right_span, right), help=help_, others=others)


def help_to_combine(problem: NotCombined) -> str:
    """What was probably meant by joining the two."""
    both = {problem.left, problem.right}
    if problem.operator == "+" and STRING in both:
        return 'numbers become text inside a string: `"#{…}"`'
    if problem.operator == "-" and both == {WEEKDAY}:
        return "days go from one to another with two points: `mon..fri`"
    if problem.operator == ".." and both <= {INT, DURATION}:
        return "times of day have hours and minutes: `06:00..10:00`"
    return ""


def not_a_function(problem: NotAFunction) -> Diagnostic:
    """LSS303."""
    what = f"`{problem.name}`" if problem.name else "this"
    title = f"{what} is not a function"
    return Diagnostic("LSS303", "error", title, Label(problem.span, f"this is {show(problem.found)}"))


def no_fields(problem: NoFields) -> Diagnostic:
    """LSS304."""
    title = f"{show(problem.found)} has no field `{problem.name}`"
    help_ = answer_to_field(problem.full) or ""
    return Diagnostic(
        "LSS304", "error", title, Label(problem.span, "there are no fields to read"), help=help_
    )


def no_such_choice(problem: NoSuchChoice) -> Diagnostic:
    """LSS305."""
    choices = [f'"{each}"' for each in problem.choices]
    found = nearest(problem.text, problem.choices)
    help_ = f'did you mean `"{found}"`?' if found else ""
    fix = Fix((Edit(problem.span, f'"{found}"'),)) if found else None
    title = f'{place_of(problem.why)} cannot be "{problem.text}"'
    return Diagnostic(
        "LSS305", "error", title, Label(problem.span, f"one of {either(choices)}"), help=help_, fix=fix
    )


def cannot_change(problem: CannotChange) -> Diagnostic:
    """LSS306."""
    title = f"`{problem.name}` cannot be changed"
    label = Label(problem.span, f"this holds {show(problem.found)}")
    help_ = f"give it with `{problem.name} = ref(…)` to change it with `:=`"
    return Diagnostic("LSS306", "error", title, label, help=help_)


def secret_shown(problem: SecretShown) -> Diagnostic:
    """LSS307."""
    title = "a secret cannot become part of a string"
    return Diagnostic(
        "LSS307", "error", title, Label(problem.span), "Strings can be shown; secrets never are."
    )
