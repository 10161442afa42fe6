"""What the library says of itself: doc comments and types."""

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from lsscript.check.declarations import scheme_of
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse
from lsscript.syntax.token import Comment
from lsscript.syntax.tree import Declaration
from lsscript.types import Function, show

__all__ = ["DocumentedFunction", "DocumentedParameter", "Part", "extract_part"]

PARAMETER = re.compile(r"@param (?P<name>\w+) +(?P<text>.*)")


class DocumentedParameter(NamedTuple):
    """A parameter: its type in words, its default as it is written (None: it is needed), and what it is for."""

    name: str
    type: str
    default: str | None
    text: str


class DocumentedFunction(NamedTuple):
    """A function: how it is called, prose about it, its parameters, what it gives, and a script that uses it.

    A value of the library is one that is not called; `result` is its type.
    """

    name: str
    signature: str
    text: str
    parameters: tuple[DocumentedParameter, ...]
    result: str
    example: str


class Part(NamedTuple):
    """A file of the library: its name, the sentence it begins with, its functions."""

    name: str
    text: str
    functions: tuple[DocumentedFunction, ...]


class Doc(NamedTuple):
    """A doc comment, taken apart."""

    text: str
    parameters: dict[str, str]
    example: str


def extract_part(name: str, source: SourceFile) -> Part:
    """The documentation of a file of the library."""
    module = parse(source).module
    found = [each for each in module.statements if isinstance(each, Declaration)]
    functions = tuple(documented(each, source) for each in found)
    return Part(name, opening(module.comments, found, source), functions)


def opening(comments: Sequence[Comment], found: Sequence[Declaration], source: SourceFile) -> str:
    """The comment lines that a file begins with, up to its first blank line; those of a declaration do not count."""
    lines: list[str] = []
    for comment in comments:
        if source.position(comment.start).line != len(lines) + 1:
            break
        lines.append(comment.text.removeprefix("#").strip())
    text = "\n".join(lines)
    return "" if found and text == found[0].doc else text


def documented(declaration: Declaration, source: SourceFile) -> DocumentedFunction:
    """A function with its types in words."""
    doc = taken_apart(declaration.doc)
    kind = scheme_of(declaration).type
    types = {each.name: show(each.type) for each in kind.parameters} if isinstance(kind, Function) else {}
    parameters = tuple(
        DocumentedParameter(
            each.name.text,
            types[each.name.text],
            source.slice(each.default.span) if each.default is not None else None,
            doc.parameters.get(each.name.text, ""),
        )
        for each in declaration.parameters
    )
    result = show(kind.result if isinstance(kind, Function) else kind)
    return DocumentedFunction(
        declaration.name.text, signature(declaration, source), doc.text, parameters, result, doc.example
    )


def signature(declaration: Declaration, source: SourceFile) -> str:
    """How a function is called: its parameters with their defaults; those behind the `*` are given by name.

    A value is its name.
    """
    if declaration.is_value:
        return declaration.name.text
    words: list[str] = []
    for each in declaration.parameters:
        if each.named_only and "*" not in words:
            words.append("*")
        default = f"={source.slice(each.default.span)}" if each.default is not None else ""
        words.append(each.name.text + default)
    return f"{declaration.name.text}({', '.join(words)})"


def taken_apart(text: str) -> Doc:
    """A doc comment as prose, parameters and example."""
    prose, _, example = text.partition("@example\n")
    lines: list[str] = []
    parameters: dict[str, str] = {}
    name = ""
    for line in prose.split("\n"):
        found = PARAMETER.match(line)
        if found is not None:
            name = found["name"]
            parameters[name] = found["text"].strip()
        elif name and line.strip():
            parameters[name] += " " + line.strip()
        elif not name:
            lines.append(line)
    return Doc("\n".join(lines).strip(), parameters, dedent(example).strip("\n"))
