import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.plan.annotate import MOST_TAGS, annotated


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class TestAnnotate:
    @pytest.mark.parametrize(
        ("uri", "tags", "place"),
        [
            ("music/a.mp3", {}, "music/a.mp3"),
            ('annotate:title="x",artist="y",liq_cue_in="3.2":path/a.mp3',
             {"title": "x", "artist": "y", "liq_cue_in": "3.2"}, "path/a.mp3"),
            ('annotate:title="a \\"b\\", c: d\\\\":/x.mp3', {"title": 'a "b", c: d\\'}, "/x.mp3"),
            ("annotate:liq_cue_in=3.2,jingle_mode=true:x.mp3", {"liq_cue_in": "3.2", "jingle_mode": "true"}, "x.mp3"),
            ('annotate: Title = "x" , b="":C:\\music\\a.mp3', {"title": "x", "b": ""}, "C:\\music\\a.mp3"),
            ('annotate:a="1",b="2":annotate:b="3":x.mp3', {"a": "1", "b": "3"}, "x.mp3"),
            ('autocue:annotate:a="1":replaygain:file:x.mp3', {"a": "1"}, "x.mp3"),
            ('ANNOTATE:a="é":x', {"a": "é"}, "x"),
        ],
    )  # fmt: skip
    def test_is_taken_apart(self, uri, tags, place):
        found, rest = annotated(uri)

        assert (dict(found), rest) == (tags, place)

    @pytest.mark.parametrize(
        "uri", ['annotate:title="x', "annotate:", "annotate:x.mp3", 'annotate:a="b"c:x', 'annotate:a="b",:x']
    )
    def test_that_cannot_be_read_says_where(self, uri):
        with pytest.raises(ValueError, match=r"annotate: cannot be read from"):
            annotated(uri)

    def test_has_a_bounded_number_of_tags(self):
        tags = ",".join(f't{n}="x"' for n in range(MOST_TAGS + 1))
        with pytest.raises(ValueError, match="more than 100"):
            annotated(f"annotate:{tags}:x.mp3")

    @given(
        st.dictionaries(
            st.from_regex(r"[a-z_]{1,20}", fullmatch=True), st.text(max_size=40), min_size=1, max_size=8
        )
    )
    def test_gives_back_what_was_written(self, tags):
        uri = "annotate:" + ",".join(f"{name}={quoted(text)}" for name, text in tags.items()) + ":x.mp3"

        assert annotated(uri) == (tags, "x.mp3")

    @given(st.text(max_size=200))
    def test_may_be_anything(self, text):
        try:
            _, place = annotated("annotate:" + text)
        except ValueError:
            return

        assert len(place) <= len(text)
