"""Every systematic way to break a script by one mistake, and what is said about each."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import available_timezones

from lsscript.cli.compile import compile_text
from lsscript.diagnostics import Diagnostic, Label
from lsscript.format.words import EDITION, Word, read_words
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from lsscript.syntax.token import END_OF_LINE
from lsscript.syntax.tree import Call, Node, Parameter
from lsscript.syntax.walk import nodes
from lsscript.testing import Machine

__all__ = ["KINDS", "MACHINE", "SCRIPTS", "Mutant", "Verdict", "judge", "mutants"]

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.lss"))

KINDS = (
    "drop a word",
    "forget an `end`",
    "misspell a name",
    "misspell a name where it is given",
    "swap a unit",
    "give a wrong argument",
)


MACHINE = Machine(zones=available_timezones(), any_variable="hush", any_first_line="hush")
"""A machine where every file, folder, secret and encoder is there."""


class Mutant(NamedTuple):
    """A broken script: the kind of the mistake, its place, and the name that was misspelled, if one was."""

    script: str
    kind: str
    text: str
    line: int
    what: str
    right: str | None = None


class Verdict(NamedTuple):
    """What was said: nothing (the script is still a good one), or how many messages, where, and with which suggestion."""

    harmless: bool
    exact: bool
    suggested: bool
    messages: tuple[Diagnostic, ...]


def judge(mutant: Mutant) -> Verdict:
    """Check a broken script."""
    source = SourceFile("station.lss", mutant.text)
    found = compile_text(source, "/station", MACHINE).diagnostics
    lines = [source.position(each.span.start).line for each in shown_places(mutant, found)]
    exact = len(found) == 1 and mutant.line in lines
    suggested = bool(mutant.right) and any(re.search(rf"[`.]{mutant.right}[`.]", each.help) for each in found)
    return Verdict(not found, exact, suggested, found)


def shown_places(mutant: Mutant, found: tuple[Diagnostic, ...]) -> list[Label]:
    """What a message points at first; of a name that is given wrongly, the place of the other spelling counts as well."""
    first = [each.label for each in found[:1]]
    given = mutant.kind == "misspell a name where it is given"
    return [*first, *(label for each in found[:1] for label in each.others)] if given else first


def mutants(path: Path) -> Iterator[Mutant]:
    """Every broken script that can be made of a good one."""
    source = SourceFile(path.name, path.read_text("utf-8"))
    words = [word for statement in read_words(source).statements for word in statement]
    words = [word for word in words if word.kind not in (END_OF_LINE, EDITION)]
    parameters = {
        each.span.start
        for statement in parse(source).module.statements
        for each in nodes(statement)
        if isinstance(each, Parameter)
    }
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        yield from dropped(source, word)
        if word.kind == "NAME":
            yield from misspelled(source, before, word, after, parameters)
        if word.kind == "QUANTITY":
            yield from other_units(source, word)
    yield from wrong_arguments(source)


def replaced(
    source: SourceFile, start: int, end: int, new: str, kind: str, right: str | None = None
) -> Mutant:
    """The script with other text in one place."""
    text = source.text[:start] + new + source.text[end:]
    what = f"{source.text[start:end]!r} → {new!r}"
    return Mutant(source.name, kind, text, source.position(start).line, what, right)


def dropped(source: SourceFile, word: Word) -> Iterator[Mutant]:
    """Without a word."""
    kind = "forget an `end`" if word.kind == "END" else "drop a word"
    yield replaced(source, word.start, word.end, "", kind)


def misspelled(
    source: SourceFile, before: Word | None, word: Word, after: Word | None, parameters: set[int]
) -> Iterator[Mutant]:
    """A name with a letter too few, two of them swapped, or one too many."""
    name = word.text
    if len(name) < 3:
        return
    given = gives(before, after, word, parameters)
    kind = "misspell a name where it is given" if given else "misspell a name"
    middle = len(name) // 2
    slips = (
        name[:middle] + name[middle + 1 :],
        name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :],
        name[:middle] + name[middle] + name[middle:],
    )
    for slip in dict.fromkeys(slips):
        if slip != name:
            yield replaced(source, word.start, word.end, slip, kind, name)


def gives(before: Word | None, after: Word | None, word: Word, parameters: set[int]) -> bool:
    """Whether a name is given here: by `=` at the beginning of a line, by `def`, `for` or `fun`, or as a parameter."""
    assigned = after is not None and after.kind == "EQUAL" and word.column == 1
    return assigned or word.start in parameters or (before is not None and before.kind in ("DEF", "FOR"))


OTHERS = {
    "s": ("kbps", "dB", "sec"),
    "ms": ("kbps", "msec"),
    "min": ("kbps", "m"),
    "h": ("kHz", "hours"),
    "kbps": ("s", "kHz", "kb"),
    "kHz": ("kbps", "khz"),
    "Hz": ("s", "hz"),
    "dB": ("s", "db"),
}


def other_units(source: SourceFile, word: Word) -> Iterator[Mutant]:
    """Numbers with units of other kinds, with a unit as it is often written, and with none."""
    number, unit = re.fullmatch(r"([\d.]+)(.*)", word.text).groups()  # type: ignore[union-attr]
    for other in (*OTHERS.get(unit, ("kbps",)), ""):
        yield replaced(source, word.start, word.end, number + other, "swap a unit")


def wrong_arguments(source: SourceFile) -> Iterator[Mutant]:
    """Calls with an argument of another type, of another name, given twice, too many, or left out."""
    kind = "give a wrong argument"
    for statement in parse(source).module.statements:
        for call in calls(statement):
            end = call.span.end - 1
            for argument in call.arguments:
                start, stop = argument.value.span.start, argument.value.span.end
                number = source.text[start:stop][:1] == '"' or source.text[start:stop].isidentifier()
                yield replaced(source, start, stop, "3.5" if number else '"wrong"', kind)
                if argument.name is not None:
                    name = argument.name.span
                    yield replaced(source, name.start, name.end, "nothing_like_it", kind)
                    yield replaced(source, stop, stop, ", " + source.slice(argument.span), kind)
            if call.arguments and call.arguments[-1].name is None:
                yield replaced(source, end, end, ", 1, 2, 3, 4", kind)


def calls(node: Node) -> Iterator[Call]:
    """The calls in a statement."""
    for each in nodes(node):
        if isinstance(each, Call):
            yield each
