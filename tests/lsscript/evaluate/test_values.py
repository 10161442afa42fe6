from datetime import UTC, datetime

import pytest

from lsscript.cli.compile import compile_text
from lsscript.source import SourceFile
from lsscript.testing import Machine

MACHINE = Machine(
    variables={"CITY": "Ulm"},
    any_first_line="hush",
    texts={"show.json": '{"title": "Late", "starts": 79200, "tags": ["a", 3]}'},
    moment=datetime(2026, 12, 24, 18, 30, 5, 999_999, tzinfo=UTC),
)
"""A machine with one file, at one moment."""


def compiled(expression, before=""):
    text = f'{before}\nmount("/a", tone(), mp3(), name="#{{{expression}}}")'
    return compile_text(SourceFile("station.lss", text), "/station", MACHINE)


def said(expression, before=""):
    outcome = compiled(expression, before)
    assert not outcome.has_errors, [each.title for each in outcome.diagnostics]
    return outcome.station.mounts["/a"].name


def codes(expression):
    return [each.code for each in compiled(expression).diagnostics]


class TestLists:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("list.length([1, 2])", "2"),
            ("list.map([1, 2], fun (x) -> x * 2s)", "[2s, 4s]"),
            ('list.map(["a", "b"], string.upper)', "[A, B]"),
            ("list.filter(list.range(1, 6), fun (x) -> x > 4)", "[5, 6]"),
            ('list.fold([1, 2], "", fun (so, x) -> "#{so}#{x}")', "12"),
            ("list.sort([1min, 3s, 2h])", "[3s, 60s, 7200s]"),
            ("list.sort([2, 1.5])", "[1.5, 2]"),
            ("list.sort([20:00, 06:00])", "[06:00, 20:00]"),
            ("list.sort([1, 2, 3], by=fun (x) -> -x)", "[3, 2, 1]"),
            ("list.reverse([1, 2])", "[2, 1]"),
            ("list.contains([1, 2], 2)", "true"),
            ("list.find([1, 2, 3], fun (x) -> x > 1) ?? 0", "2"),
            ("list.find([1], fun (x) -> x > 1) ?? 0", "0"),
            ("list.first([1, 2]) ?? 0", "1"),
            ("list.last([1, 2]) ?? 0", "2"),
            ("list.range(2, 1)", "[]"),
            ("[1, 2] |> list.map(fun (x) -> x + 1) |> list.length()", "2"),
        ],
    )
    def test_functions(self, expression, expected):
        assert said(expression) == expected

    def test_may_be_gone_through_by_functions_of_the_script(self):
        assert said("list.map([1, 2], twice)", "def twice(x, by=2)\n x * by\nend") == "[2, 4]"

    def test_may_be_gone_through_by_functions_of_the_library(self):
        outcome = compiled(
            "1", 'all = ["a", "b"] |> list.map(playlist)\nmount("/b", fallback(all + [blank()]), mp3())'
        )
        found = outcome.station.sources

        assert [(found[each].path, found[each].origin.line) for each in ("all.0", "all.1")] == [
            ("a", 1),
            ("b", 1),
        ]

    def test_of_a_million_are_sorted_in_no_time(self):
        assert said("list.length(list.sort(list.reverse(list.range(1, 300000))))") == "300000"

    def test_of_what_has_no_order_cannot_be_sorted(self):
        assert codes("list.sort([tone(), tone()])") == ["LSS508"]
        assert codes("list.sort([true])") == ["LSS508"]
        assert codes("math.max(tone(), blank())") == ["LSS508"]

    def test_are_bounded(self):
        assert codes("list.range(1, 2000000)") == ["LSS504"]
        assert codes("list.map(list.range(1, 30000), fun (x) -> x)") == ["LSS502"]

    def test_take_what_their_items_are(self):
        assert codes('list.contains([1, 2], "a")') == ["LSS301"]
        assert codes("list.map([1], fun (x) -> x + 1s)") == ["LSS302"]


class TestStrings:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ('string.length("é€")', "2"),
            ('string.upper("a")', "A"),
            ('string.lower("A")', "a"),
            ('string.trim(" a ")', "a"),
            ('string.split("a-b", "-")', "[a, b]"),
            ('string.split("ab", "")', "[a, b]"),
            ('string.join(["a", "b"], ", ")', "a, b"),
            ('string.contains("abc", "b")', "true"),
            ('string.starts_with("abc", "a")', "true"),
            ('string.ends_with("abc", "c")', "true"),
            ('string.replace("aa", "a", "b")', "bb"),
            ('string.replace("aa", "", "b")', "aa"),
            ('string.to_int(" -3 ") ?? 0', "-3"),
            ('string.to_int("٣") ?? 0', "0"),
            ('string.to_float("2.5") ?? 0', "2.5"),
            ('string.to_float("nan") ?? 0', "0"),
        ],
    )
    def test_functions(self, expression, expected):
        assert said(expression) == expected

    def test_are_bounded(self):
        long = 'list.map(list.range(1, 9000), fun (x) -> string.replace("aaaaaaaaaa", "a", "bbbbbbbbbbbbbb"))'

        assert codes(f'string.join({long}, "")') == ["LSS504"]


class TestNumbers:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("math.min(3s, 500ms)", "0.5s"),
            ("math.max(06:00, 07:00)", "07:00"),
            ("math.round(2.5)", "3"),
            ("math.floor(-0.5)", "-1"),
            ("math.ceil(0.5)", "1"),
        ],
    )
    def test_functions(self, expression, expected):
        assert said(expression) == expected


class TestJson:
    EXAMPLE = 'example = {title = "none", starts = 0s, tags = ["x"], more = {level = -3dB}}'

    def test_takes_the_shape_of_the_example(self):
        shown = said('json.stringify(json.parse(file.read("show.json") ?? "", example))', self.EXAMPLE)

        assert shown == '{"title": "Late", "starts": 79200, "tags": ["a", "x"], "more": {"level": -3}}'

    @pytest.mark.parametrize("text", ["", "[1", "3", "null", "NaN"])
    def test_that_is_none_is_the_example(self, text):
        assert said(f'json.parse("{text}", example).title', self.EXAMPLE) == "none"

    def test_quantities_keep_their_unit(self):
        assert (
            said('json.parse(file.read("show.json") ?? "", example).starts + 1min', self.EXAMPLE) == "79260s"
        )

    def test_never_holds_a_secret(self):
        assert codes('json.stringify([secret("file:x")])') == ["LSS509"]
        assert codes("json.stringify(tone())") == ["LSS509"]

    def test_and_no_other_text_holds_one(self):
        assert said('list.map([secret("file:x")], show)', 'def show(k) "#{k}" end') == "[(secret)]"
        assert codes('list.map([secret("file:x")], fun (k) -> "#{k}")') == ["LSS307"]
        assert codes('list.sort([secret("file:x"), secret("file:y")])') == ["LSS508"]


class TestTheMachine:
    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ('environment.get("CITY") ?? "none"', "Ulm"),
            ('environment.get("NO") ?? "none"', "none"),
            ('file.read("no") ?? "none"', "none"),
            ("time.now()", "18:30:05"),
            ("time.today()", "2026-12-24"),
            ("time.today() == 2026-12-24", "true"),
            ("time.is_on(thu and 18:00..20:00)", "true"),
            ('time.format("%H.%M")', "18.30"),
        ],
    )
    def test_is_asked_at_the_start(self, expression, expected):
        assert said(expression) == expected

    def test_may_not_answer(self):
        assert codes('mount("/b", tone(), mp3(), name=environment.get("CITY"))') == ["LSS301"]
