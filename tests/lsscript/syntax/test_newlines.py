from lsscript.source import SourceFile
from lsscript.syntax.lexer import lex
from lsscript.syntax.newlines import cut
from lsscript.syntax.table import table


def chunks(text):
    source = SourceFile("a.lss", text)
    found, problems = cut(lex(source, table().vocabulary).tokens, source)
    return [
        " ".join("⏎" if each.kind == "_NEWLINE" else each.text for each in chunk.tokens) for chunk in found
    ], problems


class TestEndsOfLines:
    def test_end_statements(self):
        assert chunks("a\nb\n\n\nc")[0] == ["a", "b", "c"]

    def test_mean_nothing_in_brackets(self):
        assert chunks("a(\nb,\n[c\n]\n)\nd")[0] == ["a ( b , [ c ] )", "d"]

    def test_are_kept_between_the_statements_of_a_block(self):
        assert chunks("def f()\n\n a\n\n b\nend")[0] == ["def f ( ) ⏎ a ⏎ b end"]

    def test_are_dropped_around_the_words_of_a_block(self):
        assert chunks("if a then\n b\nelsif c then\n d\nelse\n e\nend")[0] == [
            "if a then b elsif c then d else e end"
        ]

    def test_count_again_in_a_block_inside_brackets(self):
        assert chunks("a(fun (x) do\n b\n c\nend,\n d)")[0] == ["a ( fun ( x ) do b ⏎ c end , d )"]

    def test_mean_nothing_in_a_bracket_inside_a_block_inside_brackets(self):
        assert chunks("a(fun () do\n b(\n1,\n2)\n c\nend)")[0] == ["a ( fun ( ) do b ( 1 , 2 ) ⏎ c end )"]


class TestForgottenBrackets:
    def test_end_at_the_next_statement(self):
        found, problems = chunks("a = b(1\nc = 2")

        assert len(problems) == 1
        assert found[1] == "c = 2"

    def test_are_not_seen_where_lines_merely_stand_far_left(self):
        assert chunks("a = b(\nc=1,\nd=2\n)")[1] == ()

    def test_at_the_end_of_the_text_cost_one_statement(self):
        found, problems = chunks("a = [\n 1,\nb(2)\nc = 3")

        assert len(problems) == 1
        assert found[-1] == "c = 3"
