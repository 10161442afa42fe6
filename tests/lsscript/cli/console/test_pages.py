"""Long output, page by page."""

from lsscript.cli.console.terminal import pages


class TestPages:
    def test_hold_as_many_rows_as_there_is_room_for(self):
        assert list(pages(["a", "b", "c"], 2, 80)) == [(["a", "b"], 1), (["c"], 0)]

    def test_count_the_rows_of_long_lines(self):
        assert list(pages(["a" * 25, "b"], 3, 10)) == [(["a" * 25], 1), (["b"], 0)]

    def test_hold_a_line_that_is_longer_than_a_page(self):
        assert list(pages(["a" * 99], 3, 10)) == [(["a" * 99], 0)]
