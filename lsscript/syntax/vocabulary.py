"""How the words of a text are told apart: one regular expression, made from the grammar's terminals.

Rules:
1. What other languages write comes first, so that `&&` is one mistake and not two unexpected characters.
2. Then the grammar's own terminals, those of higher priority and of longer pattern first.
3. A name that the grammar quotes ("def") is that keyword.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .problems import Habit

__all__ = ["HABITS", "Terminal", "Vocabulary", "build_vocabulary"]


class Terminal(NamedTuple):
    """A terminal of the grammar: its name, its pattern, whether the pattern is a plain text, its priority."""

    name: str
    pattern: str
    text: str | None
    priority: int


class Vocabulary(NamedTuple):
    """The one regular expression (a group per kind of word), and the kind of each keyword."""

    words: re.Pattern[str]
    keywords: Mapping[str, str]


HABITS: Mapping[str, tuple[Habit, str, str | None]] = {
    "H_MERGE": ("merge conflict", r"^(?:<<<<<<<|=======|>>>>>>>)[^\n]*", None),
    "H_AND": ("and-and", r"&&?", "AND"),
    "H_OR": ("or-or", r"\|\|", "OR"),
    "H_BANG": ("bang", r"!(?!=)", "MISTAKE"),
    "H_SEMICOLON": ("semicolon", r";", "_NEWLINE"),
    "H_ENCODER": ("percent encoder", r"%[A-Za-z]\w*", "NAME"),
    "H_QUOTES": ("single quotes", r"'[^'\n]*'", "MISTAKE"),
    "H_CURLY": ("typographic quotes", r"[“”„«‹‘’‚][^“”„«»‹›‘’\"\n]*[“”»›‘’\"]?", "MISTAKE"),
    "H_SLASHES": ("slash comment", r"//[^\n]*", None),
    "H_CHANGE": ("change in place", r"\+\+|--|[-+*/]=(?!=)", "MISTAKE"),
    "H_BEFORE": ("no digit before", r"(?<![\w.)\]])\.\d+\w*", "MISTAKE"),
    "H_AFTER": ("no digit after", r"\d+\.(?![\w.])", "MISTAKE"),
}
"""Group → (habit, pattern, the kind of token that stands in for it, None: nothing)."""

EXTRA = {"SPACE": r"[ \t\r\f\v\u00a0\ufeff]+", "NEWLINE": r"\n", "COMMENT": r"#[^\n]*", "QUOTE": r"\""}


def build_vocabulary(terminals: Iterable[Terminal]) -> Vocabulary:
    """The vocabulary of a grammar."""
    known = sorted(terminals, key=lambda each: (-each.priority, -len(each.pattern)))
    keywords = {each.text: each.name for each in known if each.text and each.text.isidentifier()}
    groups = {name: pattern for name, (_, pattern, _) in HABITS.items()} | EXTRA
    groups |= {each.name: each.pattern for each in known if each.text not in keywords}
    words = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())
    return Vocabulary(re.compile(words, re.MULTILINE), keywords)
