from lsscript.source import Position, SourceFile, Span


class TestPositions:
    def test_lines_and_columns_count_from_one(self):
        source = SourceFile("a.lss", "ab\ncd\n")

        assert [source.position(each) for each in (0, 2, 3, 6)] == [
            Position(1, 1),
            Position(1, 3),
            Position(2, 1),
            Position(3, 1),
        ]

    def test_an_empty_text_has_one_line(self):
        source = SourceFile("a.lss", "")

        assert (source.position(0), source.line(1)) == (Position(1, 1), "")


class TestLines:
    def test_come_without_their_ends(self):
        source = SourceFile("a.lss", "ab\r\ncd")

        assert (source.line(1), source.line(2)) == ("ab", "cd")


class TestSlices:
    def test_are_the_characters_of_a_span(self):
        source = SourceFile("a.lss", "music = 1")

        assert source.slice(source.span(0, 5)) == "music"


class TestSpans:
    def test_reach_from_one_to_another(self):
        assert Span("a", 1, 2).to(Span("a", 5, 9)) == Span("a", 1, 9)

    def test_have_an_empty_place_behind_them(self):
        assert Span("a", 1, 4).after() == Span("a", 4, 4)
