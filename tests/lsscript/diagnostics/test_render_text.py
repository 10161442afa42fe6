from lsscript.diagnostics import Diagnostic, Edit, Fix, Label
from lsscript.diagnostics.render_text import render_text
from lsscript.source import SourceFile, Span

SOURCE = SourceFile("station.lss", 'music = playlst("m")\n\nradio = fallback(music)\n\tx = "é"\n')
SOURCES = {SOURCE.name: SOURCE}


def span(start, end):
    return Span(SOURCE.name, start, end)


def problem(label, **more):
    return Diagnostic("LSS201", "error", "there is no `playlst`", label, **more)


class TestAProblem:
    def test_shows_the_line_with_the_culprit_underlined(self):
        text = render_text([problem(Label(span(8, 15), "not known"))], SOURCES)

        assert text == (
            "error[LSS201]: there is no `playlst`\n"
            "  ┌─ station.lss:1:9\n"
            '1 │ music = playlst("m")\n'
            "  │         ^^^^^^^ not known\n"
            "more: lss explain LSS201\n"
            "\n"
            "1 error\n"
        )

    def test_shows_other_places_in_the_order_of_the_text(self):
        text = render_text([problem(Label(span(39, 44)), others=(Label(span(0, 5), "given here"),))], SOURCES)

        assert "  │ ----- given here\n3 │ radio" in text

    def test_shows_the_help_as_it_would_read(self):
        mended = Fix((Edit(span(39, 39), "["), Edit(span(44, 44), "]")))
        text = render_text([problem(Label(span(39, 44)), help="put it into a list", fix=mended)], SOURCES)

        assert (
            "help: put it into a list\n  │ radio = fallback([music])\n  │                  +     +\n" in text
        )

    def test_of_many_lines_is_underlined_on_the_first(self):
        text = render_text([problem(Label(span(8, 40)))], SOURCES)

        assert text.count("^") == len('playlst("m")')

    def test_at_the_end_of_the_file_is_shown_there(self):
        end = len(SOURCE.text)

        assert "station.lss:5:1\n5 │\n  │ ^" in render_text([problem(Label(span(end, end)))], SOURCES)

    def test_behind_a_tab_is_underlined_where_it_stands(self):
        start = SOURCE.text.index("x =")

        assert '4 │  x = "é"\n  │  ^\n' in render_text([problem(Label(span(start, start + 1)))], SOURCES)


class TestSeveral:
    def test_are_counted(self):
        warning = Diagnostic("LSS401", "warning", "quiet", Label(span(0, 5)))

        assert render_text([problem(Label(span(0, 5)))] * 2 + [warning], SOURCES).endswith(
            "\n2 errors, 1 warning\n"
        )

    def test_none_is_nothing(self):
        assert render_text([], SOURCES) == ""


class TestColour:
    def test_only_when_asked_for(self):
        found = [problem(Label(span(0, 5)))]

        assert "\x1b[" not in render_text(found, SOURCES)
        assert "\x1b[1;31merror[LSS201]\x1b[0m" in render_text(found, SOURCES, colour=True)
