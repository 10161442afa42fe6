"""Why a word does not fit: what was being read, what may come, and mistakes that have a name of their own."""

from collections.abc import Collection, Sequence

from .newlines import CLOSING, OPENING
from .problems import Habit
from .token import Token

__all__ = ["innermost", "may_come", "named_mistake", "reading"]

BEGIN_VALUE = frozenset(
    {"NAME", "INTEGER", "DECIMAL", "QUANTITY", "CLOCK", "DATE", "STRING_START", "RAW_STRING", "TRUE", "FALSE"}
    | {"NULL", "LPAR", "LSQB", "LBRACE", "IF", "FOR", "SIGN", "NOT", "FUN"}
)
OPERATORS = frozenset({"OR", "AND", "COMPARE", "RANGE", "SIGN", "SCALE", "PIPE", "LEADS", "ORELSE"})
BEGIN_STATEMENT = frozenset({"DEF", "EXTERN", "IMPORT"})
SHOWN = {
    "RPAR": "`)`",
    "RSQB": "`]`",
    "RBRACE": "`}`",
    "INTERPOLATION_END": "`}`",
    "COMMA": "`,`",
    "EQUAL": "`=`",
    "THEN": "`then`",
    "ELSE": "`else`",
    "ELSIF": "`elsif`",
    "END": "`end`",
    "DO": "`do`",
    "IN": "`in`",
    "AS": "`as`",
    "ARROW": "`->`",
    "DEF": "`def`",
    "COLON": "`:`",
    "NAME": "a name",
    "_NEWLINE": "the end of the line",
    "$END": "the end of the line",
    "LPAR": "`(`",
    "STRING_START": "a string",
    "STRING_END": '`"`',
}
SINGLE = 4
"""With more alternatives than this, a message names none."""

HABIT_WORDS: dict[str, Habit] = {
    "let": "let",
    "var": "let",
    "const": "let",
    "local": "let",
    "return": "return",
    "elif": "elif",
    "elseif": "elif",
    "lambda": "lambda",
    "function": "lambda",
    "func": "lambda",
    "while": "while",
    "begin": "begin",
}


def innermost(tokens: Sequence[Token]) -> Token | None:
    """The innermost bracket that is open behind these words."""
    opened: list[Token] = []
    for token in tokens:
        if token.kind in CLOSING:
            opened.append(token)
        elif token.kind in OPENING and opened:
            opened.pop()
    return opened[-1] if opened else None


def reading(tokens: Sequence[Token], opening: Token | None) -> str:
    """What was being read, in words, or ""."""
    if opening is None:
        return ""
    if opening.kind != "LPAR":
        return {"LSQB": "a list", "LBRACE": "an object"}.get(opening.kind, "what stands in `#{…}`")
    at = next(i for i, token in enumerate(tokens) if token is opening)
    kinds = [token.kind for token in tokens[max(0, at - 2) : at]]
    if kinds[-1:] != ["NAME"]:
        return "the parameters of a function" if kinds[-1:] == ["FUN"] else "what stands in the brackets"
    what = "parameters" if "DEF" in kinds else "arguments"
    return f"the {what} of `{qualified(tokens, at)}`"


def qualified(tokens: Sequence[Token], end: int) -> str:
    """The name that ends before `end`, with its dots."""
    start = end - 1
    while start >= 2 and tokens[start - 1].kind == "DOT" and tokens[start - 2].kind == "NAME":
        start -= 2
    return "".join(token.text for token in tokens[start:end])


def may_come(kinds: Collection[str]) -> str:
    """What may stand here, in words, or "" when that would be a long list."""
    left = set(kinds) - BEGIN_STATEMENT
    words = []
    if {"NAME", "LSQB"} <= left:
        words.append("a value")
        left -= BEGIN_VALUE
    if left & {"COMPARE", "PIPE", "SCALE"}:
        left -= OPERATORS | {"DOT", "LPAR"}
        words += ["an operator"] if left <= {"$END", "_NEWLINE"} else []
    words += sorted({SHOWN.get(kind, "") for kind in left} - {""}, key=lambda word: ("end of" in word, word))
    if not words or len(words) > SINGLE:
        return ""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def named_mistake(before: Sequence[Token], token: Token) -> tuple[Habit, Token] | None:
    """The mistake that this is, and the word to blame, when it is a well-known one."""
    for blamed in (token, *before[-1:]):
        if blamed.kind == "NAME" and blamed.text in HABIT_WORDS:
            return HABIT_WORDS[blamed.text], blamed
    kinds = [each.kind for each in before]
    opening = innermost(before)
    if token.kind == "EQUAL" and in_condition(kinds):
        return "equals in condition", token
    if token.kind == "EQUAL" and opening is not None and opening.kind == "LSQB":
        return "bare object", token
    if kinds[-1:] == ["LBRACE"] and token.kind in BEGIN_VALUE:
        hours = token.kind in ("QUANTITY", "CLOCK")
        return ("hours in braces" if hours else "braces"), token
    if token.kind == "COMMA" and opening is not None and is_group(before, opening):
        return "tuple", token
    if token.kind == "COLON":
        return "colon", token
    return None


def is_group(before: Sequence[Token], opening: Token) -> bool:
    """Whether a bracket holds a value, and not arguments or parameters."""
    at = next(i for i, token in enumerate(before) if token is opening)
    return opening.kind == "LPAR" and (at == 0 or before[at - 1].kind not in ("NAME", "FUN", "RPAR"))


def in_condition(kinds: Sequence[str]) -> bool:
    """Whether an `if` or `elsif` is still without its `then`."""
    for kind in reversed(kinds):
        if kind in ("IF", "ELSIF"):
            return True
        if kind in ("THEN", "ELSE", "END", "_NEWLINE"):
            return False
    return False
