from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsscript.format import FormatFault, format_script
from lsscript.format.script import shape
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse

ROOT = Path(__file__).parents[3]
OWN = sorted(each for folder in ("examples", "stdlib", "tests") for each in (ROOT / folder).rglob("*.lss"))


def formatted(text):
    return format_script(SourceFile("a.lss", text))


def meaning(text):
    return shape(parse(SourceFile("a.lss", text)).module)


class TestLines:
    @pytest.mark.parametrize(
        ("written", "wanted"),
        [
            ("a=f( 1,b = 2 )", "a = f(1, b=2)"),
            ("a = [ 1,2, ]", "a = [1, 2]"),
            ("a = { k=1 }", "a = {k = 1}"),
            ("a = - 3 - - 2 * ( 1+2 )", "a = -3 - -2 * (1 + 2)"),
            ("a = mon .. fri and not 06:00 .. 10:00", "a = mon..fri and not 06:00..10:00"),
            ("a = b . c ( 1 )", "a = b.c(1)"),
            ("a = fun(x)->x", "a = fun (x) -> x"),
            ("a   := a( )+1", "a := a() + 1"),
            ('a = "#{ f( 1 ) }"', 'a = "#{ f( 1 ) }"'),
            ("a = 1h30min", "a = 1h30min"),
            ("  lss   1", "lss 1"),
            ("", ""),
        ],
    )
    def test_have_one_space_where_one_belongs(self, written, wanted):
        assert formatted(written) == (wanted + "\n" if wanted else "")

    def test_keep_one_blank_line_of_several(self):
        assert formatted("\n\na = 1\n\n\n\nb = 2\n\n") == "a = 1\n\nb = 2\n"

    def test_keep_columns_of_equals_signs(self):
        assert formatted("a     = 1\nlong  = 2\n") == "a    = 1\nlong = 2\n"

    def test_make_no_columns(self):
        assert formatted("a = 1\nlong = 2\n") == "a = 1\nlong = 2\n"

    def test_keep_the_ends_that_the_file_has(self):
        assert formatted("a=1\r\nb=2\r\n") == "a = 1\r\nb = 2\r\n"


class TestLongLines:
    def test_are_broken_at_the_outermost_bracket(self):
        items = ", ".join(f'single("a rather long name of a file {number}.mp3")' for number in range(3))

        assert formatted(f"radio = fallback(wait=true, sources=[{items}])").splitlines() == [
            "radio = fallback(",
            "  wait=true,",
            "  sources=[",
            *(f'    single("a rather long name of a file {number}.mp3"),' for number in range(3)),
            "  ],",
            ")",
        ]

    def test_of_a_chain_are_broken_before_each_pipe(self):
        text = "radio = " + " |> ".join(f"filter_number_{number}(1, 2, 3)" for number in range(6))

        assert len(formatted(text).splitlines()) == 6

    def test_that_the_writer_broke_stay_broken(self):
        assert formatted("a = [\n1, 2]") == "a = [\n  1,\n  2,\n]\n"
        assert formatted("a = b\n|> c()") == "a = b\n  |> c()\n"


class TestBlocks:
    def test_are_indented(self):
        text = "def f(x)\nif x then\ny\nelse\nz\nend\nend"

        assert formatted(text) == "def f(x)\n  if x then\n    y\n  else\n    z\n  end\nend\n"

    def test_on_one_line_stay_there(self):
        assert (
            formatted("a=if b then c elsif d then e else f end")
            == "a = if b then c elsif d then e else f end\n"
        )

    def test_as_the_last_argument_need_no_lines_for_the_others(self):
        text = "on.track(radio,fun(t) do\nn:=n()+1\nend)"

        assert formatted(text) == "on.track(radio, fun (t) do\n  n := n() + 1\nend)\n"


class TestComments:
    def test_stay_where_they_are(self):
        text = (
            "# top\nlss 1  # edition\n\na = [\n  # above\n  1,  # behind\n  # last\n]\n"
            "def f()  # empty\nend\ndef g()\n  a\n  # end of g\nend\nb = a  # pipes\n  # between\n  |> c()\n\n# below\n"
        )

        assert formatted(text) == text

    def test_keep_their_columns(self):
        text = "a = 1    # one\nbcd = 2  # two\n"

        assert formatted(text) == "a = 1    # one\nbcd = 2  # two\n"

    def test_alone_far_to_the_right_come_near(self):
        assert formatted("a = 1        # one") == "a = 1  # one\n"

    def test_behind_the_last_word_break_no_line(self):
        assert formatted("mount(a, b)  # c") == "mount(a, b)  # c\n"


class TestAScriptWithMistakes:
    def test_is_not_formatted(self):
        with pytest.raises(FormatFault) as fault:
            formatted("a = (\n")

        assert [each.code for each in fault.value.diagnostics] == ["LSS103"]


VALUES = st.recursive(
    st.sampled_from(
        [
            "1",
            "0.5",
            "3s",
            "06:00",
            "2026-12-24",
            "true",
            "null",
            "a",
            "b.c",
            '"t"',
            '"#{a + f(1)}"',
            r'r"\x"',
            "-2",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda each: f"[{', '.join(each)}]"),
        st.lists(inner, max_size=4).map(lambda each: f"f({',  '.join(each)})"),
        st.lists(inner, max_size=3).map(
            lambda each: "{" + ",\n".join(f"k{i}={v}" for i, v in enumerate(each)) + "}"
        ),
        st.tuples(inner, inner).map(lambda two: f"f(  {two[0]}, # why\n name = {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"[{two[0]}, # why\n\n\n # alone\n {two[1]}\n]"),
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "==", "..", "and", "or", "??", "=>"]), inner
        ).map(lambda three: f"({three[0]} {three[1]} {three[2]})"),
        inner.map(lambda one: f"(not {one})"),
        inner.map(lambda one: f"(- {one})"),
        inner.map(lambda one: f"(fun (x, y = {one}) -> {one})"),
        inner.map(lambda one: f"g(1, fun (x) do\nx := {one}\n\n# said\n{one} # so\nend)"),
        inner.map(lambda one: f"g(fun (x) do {one} end)"),
        st.tuples(inner, inner).map(lambda two: f"if {two[0]} then {two[1]} else {two[0]} end"),
        st.tuples(inner, inner).map(lambda two: f"if {two[0]} then # so\n{two[1]}\n# or\nelsif x then\nend"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}\n# piped\n|> h({two[1]}) |> i())"),
    ),
    max_leaves=12,
)
STATEMENTS = st.one_of(
    VALUES.map(lambda value: f"name = {value}"),
    VALUES.map(lambda value: f"n   = {value}  # tail"),
    VALUES.map(lambda value: f"n := {value}"),
    VALUES.map(lambda value: f"def f(x, # taken\n y={value})\n{value}\n# last\nend"),
    VALUES.map(lambda value: f"for x in [{value}] do {value} end"),
    VALUES.map(lambda value: f"a =\t{value} |> b({value})\n\n  |> c()"),
    st.just("# a comment"),
    st.just(""),
)


class TestEveryScript:
    @pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
    def test_of_ours_keeps_its_meaning_and_stays_as_formatted(self, path):
        text = path.read_text("utf-8")
        if parse(SourceFile("a.lss", text)).problems:
            pytest.skip("it is about mistakes")
        once = formatted(text)

        assert meaning(once) == meaning(text)
        assert formatted(once) == once

    @given(st.lists(STATEMENTS, max_size=5).map("\n".join))
    def test_keeps_its_meaning_and_stays_as_formatted(self, text):
        if parse(SourceFile("a.lss", text)).problems:
            return
        once = formatted(text)

        assert meaning(once) == meaning(text)
        assert sorted(once.count(word) for word in ("# why", "# said")) == sorted(
            text.count(word) for word in ("# why", "# said")
        )
        assert formatted(once) == once
