"""What stands between two words of a line: a space, or nothing."""

from lsscript.syntax.newlines import ENDS_EXPRESSION

from .words import STRING, Word

__all__ = ["VALUES", "calls", "is_unary", "space"]

VALUES = ENDS_EXPRESSION | {STRING}
"""The kinds of words that a value can end with."""

OPENING = frozenset({"LPAR", "LSQB", "LBRACE"})
CLOSING = frozenset({"RPAR", "RSQB", "RBRACE"})
TIGHT = frozenset({"DOT", "RANGE"})
NOTHING_BEFORE = TIGHT | CLOSING | {"COMMA", "COLON", "QMARK"}
CALLABLE = frozenset({"NAME", "RPAR", "RSQB", "RBRACE", "END", STRING})


def calls(before: Word | None) -> bool:
    """Whether a round bracket behind this word holds the arguments or parameters of something."""
    return before is not None and before.kind in CALLABLE


def is_unary(sign: Word, before: Word | None) -> bool:
    """Whether a sign belongs to the value behind it."""
    return sign.kind == "SIGN" and (before is None or before.kind not in VALUES)


def space(before: Word, after: Word, unary: bool, named: bool) -> bool:
    """Whether a space stands between two words.

    `unary`: the first is a sign of what follows. `named`: `=` gives the name of an argument here.
    """
    if after.kind == "LPAR" and calls(before):
        return False
    if before.kind in OPENING or before.kind in TIGHT or after.kind in NOTHING_BEFORE:
        return False
    if unary:
        return after.kind == "SIGN"
    return not (named and "EQUAL" in (before.kind, after.kind))
