import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lsscript.diagnostics.render_json import render_json
from lsscript.diagnostics.render_text import render_text
from lsscript.source import SourceFile
from lsscript.syntax import tree
from lsscript.syntax.parse import parse
from lsscript.syntax.walk import nodes

PIECES = [
    "music", "=", " ", "\n", "(", ")", "[", "]", "{", "}", '"', "#{", "}", "def f(x)\n", "end", "if", "then", "else",
    "elsif", "fun", "->", "do", "for", "in", "|>", "=>", "..", "3s", "90m", "06:00", "25:61", "2026-02-30", "128kbps",
    "1", "0.5", ".5", "5.", "+", "-", "*", "not", "and", "&&", "'", "%mp3", ";", "#", "é", "\\", "lss 1", "import",
    "as", "extern", ":", ":=", "?", "??", "null", ",", ".", "\t", "\r\n", "\x00", "🎵", 'r"',
]  # fmt: skip

CASES = Path(__file__).parents[2] / "golden" / "cases"
PAGE = "".join((CASES / name).read_text("utf-8") for name in ("page.lss", "program.lss", "handlers.lss"))


def read(text):
    source = SourceFile("station.lss", text)
    return parse(source), source


def statements(text):
    parsed, _ = read(text)
    assert parsed.problems == ()
    return parsed.module.statements


def value(text):
    (statement,) = statements(f"x = {text}")
    return statement.value


def codes(text):
    parsed, _ = read(text)
    return sorted(each.code for each in parsed.diagnostics)


class TestStatements:
    def test_a_line_is_a_statement(self):
        first, second = statements("a = 1\nb = 2")

        assert (first.name.text, second.name.text) == ("a", "b")

    def test_blank_lines_and_comments_are_between_statements(self):
        assert len(statements("\n\n# hello\na = 1 # one\n\n\n# two\nb = 2\n\n")) == 2

    def test_the_end_of_a_line_means_nothing_in_brackets(self):
        assert len(statements("a = [\n1,\n2\n]\nb = f(\n\n1)")) == 2

    def test_the_end_of_a_line_means_nothing_before_a_pipe(self):
        (statement,) = statements("a = f()\n\n  # comment\n  |> g()\n  |> h()")

        assert isinstance(statement.value, tree.Pipe)

    def test_a_block_in_brackets_has_lines_again(self):
        (statement,) = statements("f(fun (x) do\n  a = 1\n  a\nend, 2)")

        assert len(statement.value.arguments[0].value.body) == 2

    def test_if_fits_on_one_line_and_on_many(self):
        short = value("if a then 1 elsif b then 2 else 3 end")
        long = value("if a then\n 1\nelsif b then\n 2\nelse\n 3\nend")

        assert [len(each.branches) for each in (short, long)] == [2, 2]

    def test_a_definition_may_be_empty(self):
        (statement,) = statements("def f()\nend")

        assert statement.body == ()

    def test_what_windows_ends_lines_with_is_an_end_of_a_line(self):
        assert len(statements("a = 1\r\nb = 2\r\n")) == 2


class TestPrecedence:
    def test_and_is_tighter_than_or(self):
        joined = value("a or b and c")

        assert (joined.operator, joined.right.operator) == ("or", "and")

    def test_a_range_is_tighter_than_and(self):
        joined = value("mon..fri and 06:00..10:00")

        assert (joined.operator, joined.left.operator, joined.right.operator) == ("and", "..", "..")

    def test_a_pair_is_looser_than_a_pipe(self):
        pair = value("a => b |> f()")

        assert isinstance(pair.right, tree.Pipe)

    def test_fun_is_loosest(self):
        function = value("fun (x) -> x => 1")

        assert isinstance(function.body[0].value, tree.Pair)

    def test_minus_is_an_operator(self):
        assert [value("-3").operator, value("2-3").operator] == ["-", "-"]

    def test_multiplication_is_tighter_than_addition(self):
        assert value("1 + 2 * 3").right.operator == "*"


class TestStrings:
    def test_quotes_stand_in_interpolations(self):
        text = value('"a #{f("b")} c"')

        assert [type(part).__name__ for part in text.parts] == ["str", "Call", "str"]

    def test_braces_stand_in_interpolations(self):
        assert isinstance(value('"#{ {k = "}"} }"').parts[0], tree.ObjectOf)

    def test_positions_inside_are_true(self):
        parsed, source = read('x = "abc #{name} def"')
        name = parsed.module.statements[0].value.parts[1]

        assert source.slice(name.span) == "name"

    def test_escapes_stand_for_what_they_mean(self):
        assert value(r'"\n\t\"\\\#{x}\u{1F4FB}"').parts == ('\n\t"\\#{x}📻',)

    def test_a_raw_string_has_no_escapes(self):
        assert value(r'r"C:\new\#{x}"').parts == (r"C:\new\#{x}",)

    def test_a_hash_alone_is_a_hash(self):
        assert value('"# 1"').parts == ("# 1",)


class TestEdition:
    def test_it_is_read_before_the_grammar(self):
        parsed, _ = read("# hello\n\nlss 1   # the edition\na = 1")

        assert (parsed.module.edition, len(parsed.module.statements)) == (1, 1)

    def test_a_script_without_one_is_fine(self):
        assert read("a = 1")[0].module.edition is None

    def test_another_one_is_told(self):
        assert codes("lss 7\na = 1") == ["LSS111"]

    def test_a_late_one_is_told(self):
        assert codes("a = 1\nlss 1") == ["LSS111"]


class TestRecovery:
    def test_three_typos_give_three_messages(self):
        assert codes("a = (1\nb = 90m\nc = [1 2]\nd = 3") == ["LSS103", "LSS104", "LSS105"]

    def test_reading_goes_on_inside_a_block(self):
        text = "def f()\n  a = 1 1\n  b = 2\n  c = 3 3\n  if a b then\n    1\n  else\n    2\n  end\n  g(\nend\nx = 4"

        assert codes(text) == ["LSS103", "LSS104", "LSS104", "LSS104"]

    def test_what_was_read_inside_a_broken_block_is_kept(self):
        parsed, _ = read("def f()\n  a = 1 1\n  b = 2\nend")
        lost, kept, _ = parsed.module.statements

        assert lost.names == ("a",)
        assert [each.name.text for each in kept.body] == ["b"]

    def test_names_of_broken_statements_are_remembered(self):
        parsed, _ = read('music = playlist("a" "b")\ndef f(\n')

        assert [each.names for each in parsed.module.statements] == [("music",), ("f",)]

    def test_a_missing_end_costs_the_definition_only(self):
        parsed, _ = read("def f()\n  a = 1\n\nb = 2 2\n")

        assert [each.code for each in parsed.diagnostics] == ["LSS112", "LSS104"]

    def test_the_block_without_its_end_is_blamed(self):
        parsed, source = read("def f()\n  if a then\n    1\n\n  b\nend\n")
        (problem,) = parsed.problems

        assert source.slice(problem.span) == "if"


class TestAnyText:
    @settings(max_examples=400, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
    @example("(" * 400)
    @example("x = " + "[" * 200 + "]" * 200)
    @example("x = " + "1 + " * 2000 + "1")
    @example("x = " + "not " * 500 + "true")
    @example('"' + "#{" * 50)
    @example("9" * 10_000 + "." + "9" * 10_000)
    def test_gives_a_result_or_problems_with_spans_inside_the_text(self, text):
        parsed, source = read(text)

        for each in parsed.diagnostics:
            for label in (each.label, *each.others):
                assert 0 <= label.span.start <= label.span.end <= len(text)
        for statement in parsed.module.statements:
            assert all(0 <= node.span.start <= node.span.end <= len(text) for node in nodes(statement))
        sources = {source.name: source}
        assert bool(render_text(parsed.diagnostics, sources)) == bool(parsed.problems)
        assert render_json(parsed.diagnostics, sources)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=60))
    def test_of_any_characters_too(self, text):
        parsed, _ = read(text)

        assert parsed.module.file == "station.lss"

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
    def test_a_certain_fix_leaves_a_text_that_reads_no_worse(self, text):
        parsed, _ = read(text)

        for each in parsed.diagnostics:
            if each.fix is not None and each.fix.certain:
                (edit,) = each.fix.edits
                mended = text[: edit.span.start] + edit.text + text[edit.span.end :]
                assert len(read(mended)[0].problems) <= len(parsed.problems)

    @pytest.mark.parametrize(
        "text", ["(" * 5000, "def f()\n" * 2000, "if a then\n" * 2000, '"#{' * 3000, "a(\n" * 300]
    )
    def test_however_deep_costs_no_more_than_its_length(self, text):
        assert len(read(text)[0].problems) <= len(text.splitlines()) + 1

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 2**32))
    def test_a_page_with_pieces_lost_doubled_and_moved_is_read_to_its_end(self, seed):
        dice, text = random.Random(seed), PAGE
        for _ in range(dice.randrange(1, 6)):
            at, other = dice.randrange(len(text)), dice.randrange(len(text))
            middle = dice.choice(["", dice.choice(PIECES), text[other : other + 20]])
            text = text[:at] + middle + text[at + dice.randrange(6) :]

        for each in read(text)[0].diagnostics:
            assert 0 <= each.label.span.start <= each.label.span.end <= len(text)
