import pytest

from runtime.audio.filter_text import LONGEST_GRAPH, Part, read_graph
from runtime.errors import FilterWrong


class TestAGraph:
    def test_is_filters_with_their_arguments(self):
        assert read_graph("equalizer=f=100:g=3, acompressor") == (
            (Part("equalizer", "f=100:g=3", (), ()), Part("acompressor", "", (), ())),
        )

    def test_is_chains_joined_by_labels(self):
        assert read_graph("[in]asplit[a][b];[a]anull[out]") == (
            (Part("asplit", "", ("in",), ("a", "b")),),
            (Part("anull", "", ("a",), ("out",)),),
        )

    def test_takes_quotes_and_backslashes_away(self):
        ((part,),) = read_graph(r"aeval='val(0)*0.5|val(1)':c=\,same")

        assert part.arguments == "val(0)*0.5|val(1):c=,same"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "there is no filter in it"),
            ("a b", "`b` cannot stand behind the filter `a`"),
            ("volume='0.5", "a quote is not closed"),
            ("volume,=3", "a filter's name is missing before `=3`"),
            ("x" * (LONGEST_GRAPH + 1), "a graph of filters has at most 4096 characters"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, text, words):
        with pytest.raises(FilterWrong) as caught:
            read_graph(text)

        assert str(caught.value) == words
