"""Values as they are shown: as a script would write them. What a secret holds is never among it."""

from collections.abc import Iterator, Mapping

from lsscript.evaluate.operators import text_of
from lsscript.evaluate.value import (
    Clock,
    Closure,
    Extern,
    OnAirSource,
    PairValue,
    Quantity,
    RefValue,
    Secret,
    SourceValue,
    Value,
)

__all__ = ["shown"]

ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def shown(value: Value, longest: int) -> str:
    """A value in at most `longest` characters; what is more is `…`."""
    text = ""
    for piece in pieces(value):
        text += piece
        if len(text) > longest:
            return text[: longest - 1] + "…"
    return text


def pieces(value: Value) -> Iterator[str]:
    """The pieces of a value's text, made as they are asked for."""
    match value:
        case None:
            yield "null"
        case str():
            yield f'"{value.translate(ESCAPES)}"'
        case bool() | int() | float() | Quantity() | Clock():
            yield text_of(value)
        case Secret():
            yield f"a secret from {value.place}"
        case tuple():
            yield from bracketed("[", (pieces(each) for each in value), "]")
        case PairValue():
            yield from pieces(value.left)
            yield " => "
            yield from pieces(value.right)
        case RefValue():
            yield from bracketed("ref(", iter((pieces(value.held),)), ")")
        case Closure():
            yield f"fun ({', '.join(each.name.text for each in value.parameters)}) -> …"
        case Extern():
            yield value.declaration.name.text
        case OnAirSource():
            yield str(value.id)
        case SourceValue():
            yield f"({type(value.node).__name__.lower()})"
        case Mapping():
            yield from bracketed("{", (entry(name, each) for name, each in value.items()), "}")
        case _:
            yield f"({type(value).__name__.lower()})"


def bracketed(opening: str, items: Iterator[Iterator[str]], closing: str) -> Iterator[str]:
    """Items between brackets."""
    yield opening
    for number, item in enumerate(items):
        yield ", " if number else ""
        yield from item
    yield closing


def entry(name: str, value: Value) -> Iterator[str]:
    """`name = value`."""
    yield f"{name} = "
    yield from pieces(value)
