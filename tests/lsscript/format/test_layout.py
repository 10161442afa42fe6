from lsscript.format.layout import HardLine, IfBroken, Line, Nest, Suffix, Text, group, render


def lines(doc, width=10):
    return [each.code for each in render(doc, width)]


def bracket(*items):
    inside = [part for item in items for part in (Text(item), Text(","), Line())][:-2]
    return group((Text("("), Nest((Line(""), *inside, IfBroken(","))), Line(""), Text(")")))


class TestAGroup:
    def test_that_fits_stands_on_one_line(self):
        assert lines(bracket("a", "b")) == ["(a, b)"]

    def test_that_does_not_fit_is_broken_everywhere(self):
        assert lines(bracket("aaaa", "bbbb", "c")) == ["(", "  aaaa,", "  bbbb,", "  c,", ")"]

    def test_counts_what_must_follow_it_on_its_line(self):
        assert len(lines((bracket("aaa", "bbb"), Text("!")))) == 4
        assert len(lines((bracket("aaa", "bb"), Text("!")))) == 1

    def test_with_the_end_of_a_line_in_it_is_broken(self):
        assert lines(group((Text("a"), Line(), Text("b"), HardLine(), Text("c")))) == ["a", "b", "c"]


class TestASuffix:
    def test_waits_for_the_end_of_its_line(self):
        (first, second) = render((Text("a"), Suffix("# why", 1), Text(","), HardLine(), Text("b")), 10)

        assert (first.code, [each.text for each in first.remarks]) == ("a,", ["# why"])
        assert (second.code, second.remarks) == ("b", ())


class TestABlankLine:
    def test_has_no_spaces(self):
        assert lines(Nest((Text("a"), HardLine(blank=True), Text("b")))) == ["a", "", "  b"]
