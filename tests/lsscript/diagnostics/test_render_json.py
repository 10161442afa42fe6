import json

from lsscript.diagnostics import Diagnostic, Edit, Fix, Label
from lsscript.diagnostics.render_json import render_json
from lsscript.source import SourceFile, Span

SOURCE = SourceFile("station.lss", "a = 1\nbc = 2\n")


def test_a_problem_has_its_places_and_its_fix():
    there = Span(SOURCE.name, 6, 8)
    found = Diagnostic(
        "LSS201", "error", "title", Label(there, "here"), "text", "help", (Label(Span(SOURCE.name, 0, 1), "other"),),
        Fix((Edit(there, "d"),), certain=True),
    )  # fmt: skip

    (problem,) = json.loads(render_json([found], {SOURCE.name: SOURCE}))["problems"]

    place = {"file": "station.lss", "line": 2, "column": 1, "end_line": 2, "end_column": 3}
    assert problem == {
        "code": "LSS201",
        "severity": "error",
        "title": "title",
        **place,
        "label": "here",
        "text": "text",
        "help": "help",
        "others": [
            {"file": "station.lss", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "label": "other"}
        ],
        "fix": {"certain": True, "edits": [{**place, "text": "d"}]},
    }


def test_no_problem_is_an_empty_list():
    assert json.loads(render_json([], {})) == {"problems": []}
