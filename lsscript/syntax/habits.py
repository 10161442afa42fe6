"""What other languages write, answered with what this one writes."""

from collections.abc import Mapping
from typing import NamedTuple

from lsscript.diagnostics import Diagnostic, Label

from .problems import Foreign, Habit

__all__ = ["explain_habit"]


class Answer(NamedTuple):
    """Title and help; `{text}` stands for what was written."""

    title: str
    help: str


ANSWERS: Mapping[Habit, Answer] = {
    "hours in braces": Answer(
        "a schedule stands without braces", "write `08:00..10:00`, or `mon..fri and 08:00..10:00`"
    ),
    "braces": Answer("braces hold names with their values", "write `{{k = v}}`; a function is `fun () -> …`"),
    "tuple": Answer("brackets hold one value", "write `a => b` for a pair, `[a, b]` for a list"),
    "merge conflict": Answer(
        "this is a mark of a merge conflict", "choose one of the two versions and remove the marks"
    ),
    "and-and": Answer("`{text}` is not an operator here", "write `and`"),
    "or-or": Answer("`{text}` is not an operator here", "write `or`"),
    "bang": Answer("`!` is not an operator here", "write `not`; what a `ref` holds is read with `name()`"),
    "semicolon": Answer(
        "statements end with their line, not with `;`", "put each statement on a line of its own"
    ),
    "percent encoder": Answer(
        "encoders are ordinary values here, without `%`", "write `mp3(128kbps)` or `opus(96kbps)`"
    ),
    "single quotes": Answer("strings stand in double quotes", 'write `"…"`'),
    "typographic quotes": Answer("strings stand in straight double quotes", 'write `"…"`'),
    "slash comment": Answer("comments begin with `#`", "write `# …`"),
    "change in place": Answer("`{text}` is not an operator here", "give the new value a name: `b = a + 1`"),
    "no digit before": Answer("a number has digits on both sides of its point", "write `0{text}`"),
    "no digit after": Answer("a number has digits on both sides of its point", "write `{text}0`"),
    "let": Answer("names are given without `{text}`", "write `name = value`"),
    "return": Answer("there is no `return`", "the last line of a function is its value"),
    "elif": Answer("`{text}` is written `elsif` here", "write `elsif … then`"),
    "lambda": Answer("`{text}` is written `fun` here", "write `fun (x) -> …`, or `def name(x)` and `end`"),
    "while": Answer("there is no `while`", "go through a list with `for x in list do … end`"),
    "begin": Answer("there is no `begin`", "blocks begin with `def`, `then`, `else` or `do`"),
    "equals in condition": Answer("`=` gives a name to a value; it does not compare", "write `==`"),
    "compare as statement": Answer(
        "`==` compares, and nothing is done with the answer", "write `{text} = …` to give a name"
    ),
    "bare object": Answer("a list holds values without names", "write `{{k = v}}` for values with names"),
    "colon": Answer(
        "`:` has no meaning here", "write `=` between a name and its value, and nothing before a block"
    ),
}


def explain_habit(problem: Foreign) -> Diagnostic:
    """LSS106."""
    answer = ANSWERS[problem.habit]
    title, help_ = (each.format(text=problem.text) for each in (answer.title, answer.help))
    return Diagnostic("LSS106", "error", title, Label(problem.span), help=help_)
