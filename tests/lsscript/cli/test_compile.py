from hypothesis import example, given, settings
from hypothesis import strategies as st

from lsscript.cli.compile import ScriptUnreadable, compile_file, compile_text
from lsscript.diagnostics.render_text import render_text
from lsscript.source import SourceFile
from lsscript.testing import Machine

ATOMS = st.sampled_from(
    ["1", "2.5", "3s", "128kbps", "440Hz", "-6dB", "true", "null", '"a"', "06:00", "2026-12-24", "a", "b", "f", "radio",
     "tone()", "blank()", "mp3()", "[]", "{k = 1}", 'playlist("x")', "ref(1)", "fun (x) -> x", "on", "r()", "20%", "mon",
     "always", "time.now()", "time.today()", "list", "list.length", 'secret("env:A")', 'file.read("x")', 'string.to_int("3")']
)  # fmt: skip
CALLED = [
    "f", "g", "fallback", "mount", "tone", "ref", "secret", "on.track", "switch", "rotate", "list.sort", "list.first",
    "list.map", "math.max", "math.round", "json.stringify", "json.parse", "string.join", "time.is_on", "list.range",
]  # fmt: skip
OPERATORS = st.sampled_from(
    [" + ", " - ", " * ", " / ", " == ", " < ", "..", " and ", " or ", " ?? ", " => ", " |> "]
)


def grown(inner):
    return st.one_of(
        st.tuples(inner, OPERATORS, inner).map("".join),
        inner.map(lambda a: f"({a})"),
        inner.map(lambda a: f"not {a}"),
        inner.map(lambda a: f"-{a}"),
        inner.map(lambda a: f"{a}.k"),
        inner.map(lambda a: f'"#{{{a}}}"'),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(
            st.sampled_from(CALLED),
            inner,
        ).map(lambda pair: f"{pair[0]}({pair[1]})"),
        st.tuples(
            st.sampled_from(
                ["list.map", "list.filter", "list.sort", "math.min", "json.parse", "string.split", "switch"]
            ),
            inner,
            inner,
        ).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"if {t[0]} then {t[1]} else {t[2]} end"),
        st.tuples(inner, inner).map(lambda t: f"for x in {t[0]} do {t[1]} end"),
        inner.map(lambda a: f"fun (x, y=1) -> {a}"),
    )


EXPRESSIONS = st.recursive(ATOMS, grown, max_leaves=8)
STATEMENTS = st.one_of(
    EXPRESSIONS.map(lambda e: f"a = {e}"),
    EXPRESSIONS.map(lambda e: f"radio = {e}"),
    EXPRESSIONS.map(lambda e: f"def f(x)\n  {e}\nend"),
    EXPRESSIONS.map(lambda e: f"def g(x)\n  y = {e}\n  f(x)\nend"),
    EXPRESSIONS.map(lambda e: f"a := {e}"),
    EXPRESSIONS,
    EXPRESSIONS.map(lambda e: f'mount("/a", {e}, mp3())'),
)


MACHINE = Machine(files=(), folders=(), variables={"A": "a"}, zones=())
"""A machine without files and without secrets."""


def compiled(text):
    return compile_text(SourceFile("station.lss", text), "/station", MACHINE)


def codes(text):
    return [each.code for each in compiled(text).diagnostics]


class TestAnyProgram:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(STATEMENTS, max_size=5).map("\n".join))
    @example("def f(x)\n f(x)\nend\nf(1)")
    @example("def f(x)\n f(f(x))\nend\nf(1)")
    @example("f = fun (x) -> x(x)\na = f(f)")
    @example("a = ref([])\na := [1]\na := [[]]")
    @example("x = " + "1 + " * 140 + "1")
    @example("x = " + "[" * 140 + "]" * 140 + "\ny = x == x")
    def test_gives_a_plan_or_problems(self, text):
        outcome = compiled(text)

        assert (outcome.station is None) == outcome.has_errors
        assert bool(render_text(outcome.diagnostics, outcome.sources)) == bool(outcome.diagnostics)
        for each in outcome.diagnostics:
            assert 0 <= each.label.span.start <= each.label.span.end <= len(text)


class TestAProgramThatGrowsWithoutEnd:
    def test_calls(self):
        text = "def f(n)\n if n == 0 then 0 else f(n - 1) + f(n - 1) end\nend\nx = f(40)"

        assert codes(text) == ["LSS502"]

    def test_strings(self):
        turns = "[" + ", ".join("1" * 40) + "]"

        assert codes(f's = ref("ab")\nfor i in {turns} do\n s := s() + s()\nend') == ["LSS504"]

    def test_numbers(self):
        turns = "[" + ", ".join("1" * 40) + "]"

        assert codes(f"s = ref(10)\nfor i in {turns} do\n s := s() * s()\nend") == ["LSS504"]


class TestAFile:
    def test_is_compiled_in_its_folder(self, tmp_path):
        (tmp_path / "music").mkdir()
        (tmp_path / "last.mp3").write_bytes(b"")
        script = tmp_path / "station.lss"
        script.write_text('mount("/a", fallback([playlist("music"), single("last.mp3")]), mp3())')

        outcome = compile_file(script)

        assert outcome.diagnostics == ()
        assert outcome.station.folder == str(tmp_path)

    def test_may_begin_with_a_byte_order_mark(self, tmp_path):
        script = tmp_path / "station.lss"
        script.write_bytes(b'\xef\xbb\xbflss 1\r\nmount("/a", tone(), mp3())\r\n')

        assert compile_file(script).diagnostics == ()

    def test_has_warnings_that_are_errors_when_strict(self, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text('mount("/a", playlist("."), mp3())')

        assert not compile_file(script).has_errors
        assert compile_file(script, strict=True).has_errors
        assert compile_file(script, strict=True).station is None

    def test_origins_carry_its_name_and_line(self, tmp_path):
        script = tmp_path / "station.lss"
        script.write_text('\n\nmount("/a", tone(), mp3())')

        assert str(compile_file(script).station.mounts["/a"].origin) == "station.lss:3"


class TestAFileThatCannotBeRead:
    def reason(self, path):
        try:
            compile_file(path)
        except ScriptUnreadable as fault:
            return str(fault)
        return ""

    def test_missing(self, tmp_path):
        assert self.reason(tmp_path / "no.lss").endswith("no.lss: there is no such file")

    def test_a_folder(self, tmp_path):
        assert "folder" in self.reason(tmp_path)

    def test_not_text(self, tmp_path):
        path = tmp_path / "song.mp3"
        path.write_bytes(b"ID3\n\xff\xfb\x90")

        assert self.reason(path).endswith("line 2 is not UTF-8 text; is it the right file?")

    def test_too_large(self, tmp_path):
        path = tmp_path / "song.wav"
        path.write_bytes(b" " * (4 * 1024 * 1024 + 1))

        assert "larger than any script" in self.reason(path)

    def test_a_name_that_no_file_has(self, tmp_path):
        assert self.reason(tmp_path / "a\0b")
