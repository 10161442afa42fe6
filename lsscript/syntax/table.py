"""The parse table: built from `lss.lark` once, then kept in the user's cache folder.

Building takes about half a second, loading a hundredth of that. The name of the kept file holds a digest of the grammar
and of the versions that made it, so it is never stale; a file that is damaged is built anew, and where nothing can be
written, every run builds its own.
"""

import contextlib
import hashlib
import os
import sys
import tempfile
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import lark
from lark import Lark
from lark.lexer import PatternStr

from .vocabulary import Terminal, Vocabulary, build_vocabulary

__all__ = ["Table", "cache_folder", "grammar_text", "keep", "load_table", "table"]

STATEMENT = "statement"
"""The rule that reading begins with."""


class Table(NamedTuple):
    """What reading needs: the vocabulary of the lexer and the parser's table."""

    vocabulary: Vocabulary
    parser: Lark


@cache
def table() -> Table:
    """The table, made once per process."""
    return load_table(cache_folder())


def load_table(folder: Path | None) -> Table:
    """The table from a cache folder, or built and put there."""
    text = grammar_text()
    kept = folder / f"grammar-{digest(text)}.table" if folder else None
    parser = from_file(kept) if kept else None
    if parser is None:
        parser = Lark(text, parser="lalr", lexer="basic", start=STATEMENT, propagate_positions=True)
        if kept:
            to_file(parser, kept)
    shorten(parser)
    return Table(build_vocabulary(terminals(parser)), parser)


def shorten(parser: Any) -> None:  # noqa: ANN401 - Lark's parser
    """Let rules that only hand on what they hold do just that.

    Every value passes a dozen of them, one for each operator that is not there; with Lark's care for positions, that would
    take half of all reading.
    """
    callbacks = parser.parser.parser.parser.callbacks
    for rule in callbacks:
        if rule.options.expand1 and rule.alias is None and len(rule.expansion) == 1:
            callbacks[rule] = handed_on


def handed_on(values: list[Any]) -> Any:  # noqa: ANN401 - a tree or a token of Lark
    """The only value."""
    return values[0]


def grammar_text() -> str:
    """The grammar of edition 1."""
    return (files(__package__) / "lss.lark").read_text("utf-8")


def terminals(parser: Lark) -> list[Terminal]:
    """The grammar's terminals, in our own words."""
    return [
        Terminal(
            name=each.name,
            pattern=each.pattern.to_regexp(),
            text=each.pattern.value if isinstance(each.pattern, PatternStr) else None,
            priority=each.priority,
        )
        for each in parser.terminals
    ]


def digest(grammar: str) -> str:
    """Names a grammar together with the versions that read it."""
    versions = f"{lark.__version__} {sys.implementation.cache_tag}"
    return hashlib.sha256(f"{versions}\n{grammar}".encode()).hexdigest()[:20]


def cache_folder() -> Path | None:
    """The user's cache folder for this program, or None where there is none."""
    from platformdirs import user_cache_path

    with contextlib.suppress(OSError, RuntimeError):
        return user_cache_path("legacystream", appauthor=False)
    return None


def from_file(path: Path) -> Lark | None:
    """A kept table, or None when there is none or it cannot be used."""
    try:
        with path.open("rb") as file:
            return Lark.load(file)
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the loader do, the table is built anew
        return None


def to_file(parser: Lark, path: Path) -> None:
    """Keep a table."""
    held = BytesIO()
    parser.save(held)
    keep(path, held.getvalue())


def keep(path: Path, data: bytes) -> None:
    """Put bytes into the cache folder, where that is possible; a half-written file is never seen under its name."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
