from lsscript.diagnostics import Diagnostic, Label, in_order
from lsscript.diagnostics.order import strictly
from lsscript.source import Span


def problem(start, severity="error"):
    return Diagnostic("LSS000", severity, "title", Label(Span("a", start, start + 1)))


class TestOrder:
    def test_is_that_of_the_text(self):
        assert in_order([problem(5), problem(1)]) == (problem(1), problem(5))

    def test_leaves_warnings_for_when_there_are_no_errors(self):
        assert in_order([problem(1, "warning"), problem(5)]) == (problem(5),)
        assert in_order([problem(1, "warning")]) == (problem(1, "warning"),)

    def test_says_the_same_once(self):
        assert in_order([problem(1), problem(1)]) == (problem(1),)


def test_strictly_every_warning_is_an_error():
    assert strictly([problem(1, "warning")]) == (problem(1),)
