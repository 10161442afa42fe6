import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.comments import LONGEST_FIELD, comment_block, parse_comment_block, title_of
from runtime.errors import PeerFault
from runtime.media.title import Title

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
titles = st.builds(Title, words, words, words, words)


class TestComments:
    @given(titles)
    def test_come_back_as_they_were_written(self, title):
        assert title_of(parse_comment_block(comment_block("LegacyStream", title))) == title

    def test_leave_out_what_is_not_known(self):
        assert parse_comment_block(comment_block("x", Title(title="One"))) == (("title", "One"),)

    def test_are_cut_at_a_character_where_they_are_too_long(self):
        found = dict(parse_comment_block(comment_block("x", Title(title="ä" * LONGEST_FIELD))))

        assert found["title"] == "ä" * (LONGEST_FIELD // 2)

    def test_with_one_name_twice_mean_the_first(self):
        assert title_of((("artist", "Ada"), ("artist", "Bob"))).artist == "Ada"

    @given(st.binary(max_size=400))
    def test_of_any_bytes_are_comments_or_a_fault(self, data):
        try:
            found = parse_comment_block(data)
        except PeerFault:
            return

        assert sum(len(name) for name, _ in found) <= len(data)

    @given(titles, st.data())
    def test_that_are_cut_off_are_refused(self, title, data):
        raw = comment_block("x", title)

        with pytest.raises(PeerFault, match="cut off"):
            parse_comment_block(raw[: data.draw(st.integers(0, len(raw) - 1))])
