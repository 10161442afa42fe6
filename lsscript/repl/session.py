"""What has been entered so far, and what the next entry gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from lsscript.check.context import Context
from lsscript.check.declarations import fields_of, names_of, scheme_of
from lsscript.check.explain import explain as explain_check
from lsscript.check.expressions import infer
from lsscript.check.functions import infer_block
from lsscript.check.scope import Scope
from lsscript.diagnostics import Diagnostic, in_order
from lsscript.evaluate.binder import Binder, SecretReader
from lsscript.evaluate.draft import Draft
from lsscript.evaluate.environment import Environment
from lsscript.evaluate.explain import explain as explain_evaluation
from lsscript.evaluate.expressions import Evaluator
from lsscript.evaluate.externs import BINDINGS
from lsscript.evaluate.plan import library_value
from lsscript.evaluate.problems import Endless, EvaluationError
from lsscript.evaluate.value import Value
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from lsscript.syntax.tree import Declaration, ExpressionStatement, Import, Module, Statement
from lsscript.types import Scheme, Solver, Type, show

from .show import shown

__all__ = ["LONGEST_ANSWER", "LONGEST_ENTRY", "MOST_NAMES", "Answer", "Entry", "Session"]

LONGEST_ENTRY = 10_000
"""Characters of one entry."""

LONGEST_ANSWER = 2_000
"""Characters of a value, and of its type, as they are shown; the rest is `…`."""

MOST_NAMES = 1_000
"""Names that a session remembers."""

MakesEvaluator: TypeAlias = Callable[[Draft], Evaluator]
"""Makes what evaluates an entry, which may add to a draft."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry gave: a value and its type, in words, or problems with the text they point into.

    An entry that only gives names has the value "". `refused` says why an entry was not read at all.
    """

    value: str = ""
    type: str = ""
    problems: tuple[Diagnostic, ...] = ()
    source: SourceFile | None = None
    refused: str = ""


class Checked(NamedTuple):
    """The names that an entry gives, the type of its last line, and what is wrong with it."""

    scope: Scope
    type: Type
    problems: tuple[Diagnostic, ...]


class Entry(NamedTuple):
    """What was entered, read and checked."""

    module: Module
    source: SourceFile
    checked: Checked


class Session:
    """Remembers the names of what was entered. What a call would add to a station's plan is dropped with its answer."""

    def __init__(self, declarations: Mapping[str, Declaration], secrets: SecretReader) -> None:
        self.secrets = secrets
        self.solver = Solver(fields=fields_of(declarations))
        names = names_of(declarations)
        self.scope = Scope(names={name: scheme_of(each) for name, each in names.items()}).inner()
        values = {name: library_value(each) for name, each in names.items()}
        self.environment = Environment(values=values).inner()
        self.entries = 0

    def enter(self, text: str) -> Answer:
        """Check and evaluate an entry. One with problems changes nothing but the refs that it had changed before them."""
        entry = self.read(text)
        return entry if isinstance(entry, Answer) else self.evaluate(entry)

    def give(self, name: str, kind: Type, value: Value) -> None:
        """Have a name that nobody entered."""
        self.scope.names[name] = Scheme(frozenset(), kind)
        self.environment.values[name] = value

    def read(self, text: str) -> Entry | Answer:
        """Read and check an entry; an answer where there are problems."""
        if len(text) > LONGEST_ENTRY:
            return Answer(refused=f"an entry has at most {LONGEST_ENTRY} characters")
        if len(self.environment.values) > MOST_NAMES:
            return Answer(refused=f"this session has {MOST_NAMES} names already; begin a new one")
        self.entries += 1
        source = SourceFile(f"entry {self.entries}", text)
        parsed = parse(source)
        if parsed.problems:
            return Answer(problems=in_order(parsed.diagnostics), source=source)
        if any(isinstance(each, Import) for each in parsed.module.statements):
            return Answer(refused="scripts are imported by scripts, not here")
        checked = self.check(parsed.module, source)
        if checked.problems:
            return Answer(problems=in_order(checked.problems), source=source)
        return Entry(parsed.module, source, checked)

    def check(self, module: Module, source: SourceFile) -> Checked:
        """The names and the type of an entry, and what is wrong with it."""
        context = Context(source, infer, infer_block, {}, solver=self.solver, fields=self.solver.fields)
        scope = self.scope.inner()
        kind = context.infer_block(scope, module.statements, wanted=True)
        problems = tuple(explain_check(each) for each in context.problems)
        return Checked(scope, self.solver.resolve(kind), problems)

    def evaluate(self, entry: Entry, evaluator: MakesEvaluator | None = None) -> Answer:
        """The value of an entry without errors; its names are remembered."""
        module, source, checked = entry
        environment = self.environment.inner()
        draft = Draft(source, {source.name: source})
        made = evaluator(draft) if evaluator else Evaluator(Binder(draft, self.secrets, BINDINGS))
        try:
            value = run(made, environment, module.statements)
        except EvaluationError as failure:
            return Answer(problems=(explain_evaluation(failure.problem),), source=source)
        self.scope.names.update(checked.scope.names)
        self.environment.values.update(environment.values)
        if not gives_value(module.statements):
            return Answer()
        return Answer(shown(value, LONGEST_ANSWER), cut(show(checked.type)))


def run(evaluator: Evaluator, environment: Environment, statements: Sequence[Statement]) -> Value:
    """The value of the last statement.

    Raises:
        EvaluationError: a statement cannot be evaluated.
    """
    value: Value = None
    for statement in statements:
        try:
            value = evaluator.statement(environment, statement)
        except RecursionError:
            raise EvaluationError(Endless(statement.span)) from None
    return value


def cut(text: str) -> str:
    """A text of at most `LONGEST_ANSWER` characters."""
    return text if len(text) <= LONGEST_ANSWER else text[: LONGEST_ANSWER - 1] + "…"


def gives_value(statements: Sequence[Statement]) -> bool:
    """Whether the last line is an expression."""
    return bool(statements) and isinstance(statements[-1], ExpressionStatement)
