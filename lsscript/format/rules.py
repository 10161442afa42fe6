"""How a script looks: words to layout.

Rules:
1. What fits on a line stands on one; otherwise every item of the outermost bracket gets a line of its own.
2. Where the writer has chosen lines, they stay: a bracket that is opened at the end of its line, a `|>` that begins one, a
   block that is not on one line, a blank line between statements or items (one of several).
3. The last argument may be a block, and a lone one a list: then the call's own brackets need no lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lsscript.syntax.newlines import CLOSES_BLOCK
from lsscript.syntax.token import END_OF_LINE

from .layout import Doc, HardLine, IfBroken, Line, Nest, Suffix, Text, forces, group
from .spacing import calls, is_unary, space
from .words import Remark, Word

__all__ = ["Row", "remark_rows", "stacked", "statement_layout"]

CLOSES = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}
ENDS = frozenset({END_OF_LINE, "COMMA", "THEN", *CLOSES.values(), *CLOSES_BLOCK})
"""The kinds of words that an expression ends before."""

STATEMENT_ENDS = frozenset({"", END_OF_LINE, *CLOSES_BLOCK})
"""The kinds of words that a statement ends before."""


class Row(NamedTuple):
    """Something with lines of its own, and whether a blank line is above it."""

    blank: bool
    doc: Doc


def stacked(rows: Sequence[Row]) -> Doc:
    """Rows, one below the other."""
    parts: list[Doc] = []
    for number, row in enumerate(rows):
        parts += [HardLine(row.blank), row.doc] if number else [row.doc]
    return tuple(parts)


def remark_rows(remarks: Sequence[Remark]) -> list[Row]:
    """Comments on lines of their own."""
    return [Row(each.blank, Text(each.text)) for each in remarks]


def suffixes(remarks: Sequence[Remark]) -> tuple[Suffix, ...]:
    """Comments behind the code of a line."""
    return tuple(Suffix(each.text, each.column) for each in remarks)


def statement_layout(words: Sequence[Word]) -> list[Row]:
    """A top-level statement, with the comments above it."""
    return Rules(words).body()


class Item(NamedTuple):
    """An item of a bracket: its rows (comments above it first), and its first and last word."""

    rows: tuple[Row, ...]
    first: Word
    last: Word


@dataclass(slots=True)
class Rules:
    """Where the laying out of one statement stands."""

    words: Sequence[Word]
    at: int = 0

    @property
    def kind(self) -> str:
        """The kind of the next word, or "" behind the last."""
        return self.words[self.at].kind if self.at < len(self.words) else ""

    def take(self) -> Word:
        """The next word; the one behind it is next."""
        self.at += 1
        return self.words[self.at - 1]

    def before(self) -> Word | None:
        """The word before the next one."""
        return self.words[self.at - 1] if self.at else None

    # ---- statements -------------------------------------------------------------------------------------------------

    def body(self) -> list[Row]:
        """Statements, up to the word that closes their block, with the comments above that."""
        rows: list[Row] = []
        while self.kind and self.kind not in CLOSES_BLOCK:
            if self.kind == END_OF_LINE:
                self.at += 1
                continue
            word = self.words[self.at]
            rows += remark_rows(word.above)
            rows.append(Row(word.blank, (self.sequence(named=False), *self.unsaid())))
        if self.kind:
            rows += remark_rows(self.words[self.at].above)
        return rows

    def sequence(self, named: bool, until: str = "") -> Doc:
        """An expression or a statement: words, brackets and blocks, up to what ends it; broken before each `|>` or nowhere."""
        begun = self.at
        parts: list[Doc] = []
        chain: list[Doc] = []
        broken = False
        while self.kind and self.kind not in ENDS and self.kind != until:
            word = self.words[self.at]
            if word.kind == "PIPE" and self.at > begun:
                broken = broken or word.first
                chain += [Line(), *(part for each in word.above for part in (Text(each.text), HardLine()))]
                chain.append(self.word(begun, named, spaced=False))
                continue
            (chain or parts).append(self.element(begun, named))
        return group((*parts, Nest(tuple(chain))), broken) if chain else tuple(parts)

    def element(self, begun: int, named: bool) -> Doc:
        """A word, a bracket or a block, with the space before it."""
        match self.kind:
            case "LPAR" | "LSQB" | "LBRACE":
                return self.bracket(begun, named)
            case "DEF" if begun == self.at:
                return self.definition(begun)
            case "IF":
                return self.choice(begun, named)
            case "FOR":
                return self.loop(begun, named)
            case "DO":
                word = self.word(begun, named)
                return self.block((word,), self.words[self.at - 1].line)
            case _:
                return self.word(begun, named)

    def word(self, begun: int, named: bool, spaced: bool = True) -> Doc:
        """The next word, with the space before it and the comment behind it."""
        before, word = self.before(), self.take()
        gap = spaced and before is not None and self.at - 1 > begun and self.gap(before, word, named)
        inner = [] if self.at - 1 == begun or word.kind == "PIPE" else word.above
        text: tuple[Doc, ...] = (Text((" " if gap else "") + word.text), *suffixes(inner))
        return text if self.kind in STATEMENT_ENDS else (*text, *self.unsaid())

    def unsaid(self) -> tuple[Suffix, ...]:
        """The comments behind the word before the next one; at the end of a statement, they are outside all its groups."""
        word = self.words[self.at - 1]
        remarks, word.behind = suffixes(word.behind), []
        return remarks

    def gap(self, before: Word, word: Word, named: bool) -> bool:
        """Whether a space stands before a word."""
        earlier = self.words[self.at - 3] if self.at > 2 else None
        return space(before, word, is_unary(before, earlier), named)

    # ---- blocks -------------------------------------------------------------------------------------------------------

    def definition(self, begun: int) -> Doc:
        """`def name(…) … end`."""
        line = self.words[self.at].line
        head = [self.word(begun, named=False)]
        while self.kind not in ("LPAR", ""):
            head.append(self.word(begun, named=False))
        head.append(self.bracket(begun, named=False))
        return self.block(tuple(head), line)

    def loop(self, begun: int, named: bool) -> Doc:
        """`for x in list do … end`."""
        line = self.words[self.at].line
        head = [self.word(begun, named)]
        while self.kind not in ("DO", ""):
            head.append(self.element(begun, named))
        head.append(self.word(begun, named))
        return self.block(tuple(head), line)

    def choice(self, begun: int, named: bool) -> Doc:
        """`if … then … elsif … then … else … end`."""
        line = self.words[self.at].line
        parts: list[tuple[Doc, Sequence[Row]]] = []
        while not parts or self.kind in ("ELSIF", "ELSE"):
            head = self.word(self.at, named) if self.kind == "ELSE" else self.condition(begun, named)
            parts.append(((head, *self.unsaid()), self.body()))
            begun = self.at
        return self.closed(parts, line)

    def condition(self, begun: int, named: bool) -> Doc:
        """`if … then`."""
        head = [self.word(begun, named)]
        while self.kind not in ("THEN", ""):
            head.append(self.element(begun, named=False))
        head.append(self.word(begun, named))
        return tuple(head)

    def block(self, head: Doc, line: int) -> Doc:
        """A head, its statements, and their `end`."""
        return self.closed([((head, *self.unsaid()), self.body())], line)

    def closed(self, parts: Sequence[tuple[Doc, Sequence[Row]]], line: int) -> Doc:
        """Heads with their statements, and the `end`; on one line when they stood on one, at `line`, and fit."""
        hard = self.words[self.at].line != line or any(len(rows) > 1 for _, rows in parts)
        end: Doc = HardLine() if hard else Line()
        docs: list[Doc] = []
        for head, rows in parts:
            docs += [head, Nest((end, stacked(rows))) if rows else (), end]
        return group((*docs, self.word(self.at, named=False)))

    # ---- brackets -----------------------------------------------------------------------------------------------------

    def bracket(self, begun: int, named: bool) -> Doc:
        """A bracket with all that is in it."""
        kind, before = self.kind, self.before() if self.at > begun else None
        is_call = kind == "LPAR" and (calls(before) or (before is not None and before.kind == "FUN"))
        declared = self.words[0].kind == "EXTERN"
        opening = self.word(begun, named)
        items = self.items(named=is_call and not declared)
        remarks = remark_rows(self.words[self.at].above)
        is_list = (is_call or kind != "LPAR") and (not declared or begun == 0)
        closing = self.word(self.at, named)
        if not items and not remarks:
            return (opening, closing)
        if is_call and not remarks and self.hugs(items):
            return (opening, *joined(items), closing)
        if not items:
            return (opening, Nest((HardLine(), stacked(remarks))), HardLine(), closing)
        inside = exploded(items, IfBroken("," if is_list else ""), remarks)
        return group((opening, Nest((Line(""), inside)), Line(""), closing), items[0].first.first)

    def items(self, named: bool) -> list[Item]:
        """The items of a bracket, up to its closing one."""
        found: list[Item] = []
        while self.kind and self.kind not in CLOSES.values():
            first = self.words[self.at]
            doc = self.sequence(named)
            last = self.words[self.at - 1]
            if self.kind == "COMMA":
                comma = self.take()
                doc = (doc, *suffixes((*comma.above, *comma.behind)))
            found.append(Item((*remark_rows(first.above), Row(first.blank, doc)), first, last))
        return found

    def hugs(self, items: Sequence[Item]) -> bool:
        """Rule 3."""
        if items[0].first.first or any(len(each.rows) > 1 for each in items):
            return False
        if any(forces(each.rows[0].doc) for each in items[:-1]):
            return False
        last = items[-1]
        lone = (
            len(items) == 1
            and last.first.kind in ("LSQB", "LBRACE")
            and last.last.kind == CLOSES[last.first.kind]
        )
        return lone or last.last.kind == "END"


def joined(items: Sequence[Item]) -> list[Doc]:
    """Items on one line."""
    parts: list[Doc] = []
    for number, item in enumerate(items):
        parts += [Text(", "), item.rows[0].doc] if number else [item.rows[0].doc]
    return parts


def exploded(items: Sequence[Item], comma: Doc, remarks: Sequence[Row]) -> Doc:
    """Items with a place for an end of a line between them, comments on lines of their own, and the last comma."""
    parts: list[Doc] = []
    for number, item in enumerate(items):
        *above, row = item.rows
        if number:
            parts.append(HardLine(blank=True) if item.rows[0].blank else Line())
        for index, each in enumerate(above):
            following = item.rows[index + 1]
            parts += [each.doc, HardLine(following.blank)]
        parts += [row.doc, Text(",") if number < len(items) - 1 else comma]
    for each in remarks:
        parts += [HardLine(each.blank), each.doc]
    return tuple(parts)
