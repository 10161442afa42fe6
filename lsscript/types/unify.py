"""Make two types one, or say that they part."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .type import (
    ANY,
    DATE,
    FLOAT,
    INT,
    NULL,
    SCHEDULE,
    SECRET,
    STRING,
    WEEKDAY,
    Choices,
    Function,
    ListOf,
    Live,
    Named,
    Optional,
    Pair,
    Parameter,
    Record,
    Ref,
    Scheme,
    Type,
    Unknown,
    Variable,
)

__all__ = ["Solver"]

WIDENED = ((INT, FLOAT), (STRING, SECRET), (DATE, SCHEDULE), (WEEKDAY, SCHEDULE))
"""(what there is, what it may stand for)."""


@dataclass(slots=True)
class Solver:
    """What is known of the variables of one module so far. `wide` are those that a whole number and a number may share,
    `fields` what can be read of values that are no objects, by the name of their type.
    """

    known: dict[int, Type] = field(default_factory=dict)
    made: int = 0
    wide: set[int] = field(default_factory=set)
    fields: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)

    def fresh(self) -> Variable:
        """A variable of which nothing is known."""
        self.made += 1
        return Variable(self.made)

    def find(self, kind: Type) -> Type:
        """What is known of a type, at its top."""
        while isinstance(kind, Variable) and kind.number in self.known:
            kind = self.known[kind.number]
        return kind

    def resolve(self, kind: Type) -> Type:
        """A type with everything in it that is known."""
        return self.replace(self.find(kind), {})

    def replace(self, kind: Type, by: dict[int, Type]) -> Type:
        """A type with the variables of `by` replaced, and everything known filled in."""
        kind = self.find(kind)
        match kind:
            case Variable():
                return by.get(kind.number, kind)
            case ListOf():
                return ListOf(self.replace(kind.item, by))
            case Optional():
                return Optional(self.replace(kind.item, by))
            case Ref():
                return Ref(self.replace(kind.item, by))
            case Live():
                return Live(
                    self.replace(kind.item, by), tuple(self.replaced(each, by) for each in kind.parameters)
                )
            case Pair():
                return Pair(self.replace(kind.left, by), self.replace(kind.right, by))
            case Record():
                return Record(
                    tuple((name, self.replace(each, by)) for name, each in kind.fields), kind.is_open
                )
            case Function():
                return Function(
                    tuple(self.replaced(each, by) for each in kind.parameters), self.replace(kind.result, by)
                )
            case _:
                return kind

    def replaced(self, parameter: Parameter, by: dict[int, Type]) -> Parameter:
        """A parameter with its type replaced."""
        return Parameter(
            parameter.name, self.replace(parameter.type, by), parameter.required, parameter.named_only
        )

    def variables(self, kind: Type) -> frozenset[int]:
        """The variables that a type still has."""
        kind = self.find(kind)
        match kind:
            case Variable():
                return frozenset({kind.number})
            case ListOf() | Optional() | Ref() | Live():
                return self.variables(kind.item)
            case Pair():
                return self.variables(kind.left) | self.variables(kind.right)
            case Record():
                return frozenset().union(*(self.variables(each) for _, each in kind.fields))
            case Function():
                inside = (self.variables(each.type) for each in kind.parameters)
                return self.variables(kind.result).union(*inside)
            case _:
                return frozenset()

    def generalise(self, kind: Type, fixed: frozenset[int]) -> Scheme:
        """A scheme over the variables of a type that nothing outside has."""
        resolved = self.resolve(kind)
        return Scheme(self.variables(resolved) - fixed, resolved)

    def instantiate(self, scheme: Scheme) -> Type:
        """A scheme's type with fresh variables."""
        if not scheme.variables:
            return scheme.type
        fresh = {number: self.fresh() for number in scheme.variables}
        if isinstance(scheme.type, Function) and not takes_functions(scheme.type):
            self.wide.update(each.number for each in fresh.values())
        return self.replace(scheme.type, dict(fresh))

    def fits(self, found: Type, wanted: Type) -> bool:
        """Whether a value of type `found` may stand where `wanted` is; variables are settled on the way."""
        if self.widens(found, wanted):
            return True
        found, wanted = self.find(found), self.find(wanted)
        if ANY in (found, wanted) or (found, wanted) in WIDENED:
            return True
        match found, wanted:
            case (_, Live() as b):
                return self.fits(found, b.like(found))
            case ((Optional() as a), (Optional() as b)):
                return self.fits(a.item, b.item)
            case (_, Optional() as b) if not isinstance(found, Variable | Unknown):
                return found == NULL or self.fits(found, b.item)
            case ((ListOf() as a), (ListOf() as b)):
                return self.fits(a.item, b.item)
            case ((Pair() as a), (Pair() as b)):
                return self.fits(a.left, b.left) and self.fits(a.right, b.right)
            case ((Function() as a), (Function() as b)):
                return self.functions_fit(a, b)
            case ((Record() as a), (Record() as b)):
                return self.records_fit(a, b)
            case (Named() as a, Record(is_open=True) as b):
                return self.has_fields(a, b)
            case ((Choices() as a), (Choices() as b)):
                return set(a.names) <= set(b.names)
            case _ if STRING in (found, wanted) and isinstance(found, Choices) != isinstance(wanted, Choices):
                return True
            case _:
                return self.same(found, wanted)

    def widens(self, found: Type, wanted: Type) -> bool:
        """Whether a number comes to where a whole number was before it; then both are numbers."""
        if not isinstance(wanted, Variable) or self.find(wanted) != INT or self.find(found) != FLOAT:
            return False
        while isinstance(known := self.known[wanted.number], Variable):
            wanted = known
        if wanted.number not in self.wide:
            return False
        self.known[wanted.number] = FLOAT
        return True

    def common(self, left: Type, right: Type) -> Type | None:
        """The type that values of both types have, None when there is none: numbers, and what may be null."""
        left, right = self.find(left), self.find(right)
        if left == NULL != right and not isinstance(right, Variable | Unknown):
            return right if isinstance(right, Optional) else Optional(right)
        if right == NULL != left and not isinstance(left, Variable | Unknown):
            return left if isinstance(left, Optional) else Optional(left)
        if self.fits(right, left):
            return left
        return right if self.fits(left, right) else None

    def same(self, left: Type, right: Type) -> bool:
        """Make two types one; whether that is possible."""
        left, right = self.find(left), self.find(right)
        match left, right:
            case (Unknown(), _) | (_, Unknown()):
                return True
            case ((Variable() as a), _):
                return self.settle(a, right)
            case _, (Variable() as b):
                return self.settle(b, left)
            case (
                (ListOf() as a, ListOf() as b) | (Optional() as a, Optional() as b) | (Ref() as a, Ref() as b)
            ):
                return self.same(a.item, b.item)
            case ((Pair() as a), (Pair() as b)):
                return self.same(a.left, b.left) and self.same(a.right, b.right)
            case ((Record() as a), (Record() as b)):
                return self.records_fit(a, b)
            case ((Function() as a), (Function() as b)):
                return self.functions_fit(a, b)
            case _:
                return left == right

    def settle(self, variable: Variable, kind: Type) -> bool:
        """Make a variable a type; not when the type holds the variable itself."""
        if variable == kind:
            return True
        if variable.number in self.variables(kind):
            return False
        self.known[variable.number] = kind
        return True

    def functions_fit(self, found: Function, wanted: Function) -> bool:
        """Whether one function may stand for another: it takes as much, and gives what is wanted."""
        needed = sum(1 for each in found.parameters if each.required)
        if not needed <= len(wanted.parameters) <= len(found.parameters):
            return False
        taken = zip(found.parameters, wanted.parameters, strict=False)
        inside = all(self.fits(b.type, a.type) for a, b in taken)
        return inside and self.fits(found.result, wanted.result)

    def has_fields(self, found: Named, wanted: Record) -> bool:
        """Whether what can be read of a value is what a function reads of it: `track.title`."""
        has = self.fields.get(found.name, {})
        return bool(has) and all(name in has and self.fits(has[name], kind) for name, kind in wanted.fields)

    def records_fit(self, found: Record, wanted: Record) -> bool:
        """Whether one object has the fields of the other."""
        has, wants = dict(found.fields), dict(wanted.fields)
        missing = wants.keys() - has.keys()
        if (missing and not found.is_open) or (has.keys() - wants.keys() and not wanted.is_open):
            return False
        return all(self.fits(has[name], wants[name]) for name in wants.keys() & has.keys())


def takes_functions(function: Function) -> bool:
    """Whether a function is among what a function takes: what it makes of a whole number is settled with it."""
    taken = (each.type.item if isinstance(each.type, Optional) else each.type for each in function.parameters)
    return any(isinstance(each, Function) for each in taken)
