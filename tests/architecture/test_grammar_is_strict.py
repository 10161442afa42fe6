"""The grammar has no conflict, and no two of its terminals read the same text."""

from lark import Lark

from lsscript.syntax.table import grammar_text


class TestTheGrammar:
    def test_is_lalr_without_conflicts(self):
        parser = Lark(grammar_text(), parser="lalr", lexer="basic", start="statement", strict=True)

        assert {"NAME", "QUANTITY", "CLOCK", "PIPE"} <= {each.name for each in parser.terminals}
