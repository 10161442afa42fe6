"""A line in colours: the words of the language as the parser tells them apart, and the names that there are."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from lsscript.source import SourceFile
from lsscript.syntax.lexer import lex
from lsscript.syntax.table import table

from .catalogue import OWN_WORDS, Catalogue

__all__ = ["highlighted"]


_STRING = ("STRING_START", "STRING_TEXT", "STRING_END")


def highlighted(line: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The line in pieces, each with its kind: "command", "source", "library", "keyword", "number", "string", "comment", ""."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for kind, start, end in _words(line, catalogue):
        if start < at:
            continue
        pieces += [("", line[at:start]), (kind, line[start:end])]
        at = end
    return list(_joined([*pieces, ("", line[at:])]))


def _joined(pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pieces, those of one kind that follow each other as one."""
    for kind, group in groupby(filter(itemgetter(1), pieces), key=itemgetter(0)):
        yield kind, "".join(text for _, text in group)


def _words(line: str, catalogue: Catalogue) -> Iterator[tuple[str, int, int]]:
    first = line.split(" ", 1)[0]
    if first in catalogue.commands or first in OWN_WORDS:
        yield "command", 0, len(first)
    words = lex(SourceFile("", line), table().vocabulary)
    named = [(_kind(each.kind, each.text, catalogue), each.start, each.end) for each in words.tokens]
    comments = [("comment", each.start, each.end) for each in words.comments]
    yield from sorted([*named, *comments], key=lambda each: each[1])


def _kind(token: str, text: str, catalogue: Catalogue) -> str:
    if text in catalogue.sources or text in catalogue.variables:
        return "source"
    if text in catalogue.library:
        return "library"
    if text[:1].isdigit():
        return "number"
    if token in _STRING:
        return "string"
    return "keyword" if text.isalpha() and text in table().vocabulary.keywords else ""
