import pytest

from lsscript.check import check_module
from lsscript.cli.compile import library
from lsscript.evaluate.environment import Environment
from lsscript.evaluate.expressions import Evaluator
from lsscript.evaluate.operators import text_of
from lsscript.evaluate.value import RefValue
from lsscript.source import SourceFile
from lsscript.syntax.parse import parse


def result(text):
    source = SourceFile("station.lss", f"x = {text}")
    module = parse(source).module
    assert check_module(module, source, library().declarations).problems == ()
    environment, evaluator = Environment(), Evaluator(lambda *_: None)
    evaluator.run(environment, module.statements)
    assert evaluator.problems == []
    return text_of(environment.values["x"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("7 / 2", "3.5"),
        ("-3 - -4", "1"),
        ("1h30min / 2", "2700s"),
        ("3s / 500ms", "6"),
        ("2 * 128kbps", "256kbps"),
        ("440Hz * 2.5", "1.1kHz"),
        ("-3dB + 1dB", "-2dB"),
        ("50% + 20%", "70%"),
        ("23:30 + 45min", "00:15"),
        ("06:00 - 05:30", "1800s"),
        ("06:00:30", "06:00:30"),
        ('"a" + "b"', "ab"),
        ("[1] + [2, 3]", "[1, 2, 3]"),
        ("3s < 4s and not 1 > 2", "true"),
        ("1 == 1.0", "true"),
        ('"a" != "b" or 1 / 0 > 1', "true"),
        ("null ?? 3", "3"),
        ("2 ?? 1 / 0", "2"),
        ("if 1 > 2 then 3 elsif true then 4 else 5 end", "4"),
        ("if false then 1 end", ""),
        ("(fun (a, b=2) -> a * b)(3)", "6"),
        ("(fun (a, b=2) -> a * b)(3, b=5)", "15"),
        ("3 |> (fun (a, b) -> a - b)(1)", "2"),
        ('{k = {l = "deep"}}.k.l', "deep"),
        ('"#{1}#{"#{2}"}#{true}#{null}#{0.1}"', "12true0.1"),
        ("(fun () do\n y = 2\n z = y * 3\n z + 1\nend)()", "7"),
    ],
)
def test_values(text, value):
    assert result(text) == value


def test_functions_see_the_names_they_were_made_among():
    source = SourceFile("station.lss", "n = 1\nf = fun () -> n\ndef g(n) f() + n end\nx = g(10)")
    environment, evaluator = Environment(), Evaluator(lambda *_: None)
    evaluator.run(environment, parse(source).module.statements)

    assert environment.values["x"] == 11


def test_a_ref_is_changed_by_a_loop():
    text = "for i in [1, 2, 3] do\n total := total() + i\nend"
    source = SourceFile("station.lss", text)
    environment = Environment(values={"total": RefValue(0)})
    Evaluator(lambda *_: None).run(environment, parse(source).module.statements)

    assert environment.values["total"].held == 6
