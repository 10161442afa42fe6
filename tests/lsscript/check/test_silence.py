import pytest

from lsscript.check.promise import Promise
from lsscript.check.silence import gaps
from lsscript.source import Span
from runtime.plan import Blank, Fallback, Playlist, Server, Single, Tone

HERE = Span("a", 0, 1)


class Files:
    def is_file(self, path):
        return path == "there.mp3"

    def is_folder(self, path):
        return True


def why(sources, files=None):
    promise = Promise(sources, (), (), Server(), {}, (), (), HERE)
    return [each.why for each in gaps(promise, "radio", files)]


class TestASource:
    def test_that_is_made_up_always_plays(self):
        assert why({"radio": Tone()}) == why({"radio": Blank()}) == []

    def test_of_a_given_length_ends(self):
        assert why({"radio": Blank(3.0)}) == ["ends"]

    def test_from_a_folder_can_run_dry(self):
        assert why({"radio": Playlist("m")}, Files()) == ["folder"]

    def test_from_a_file_plays_when_the_file_is_there(self):
        assert why({"radio": Single("there.mp3")}, Files()) == []
        assert why({"radio": Single("gone.mp3")}, Files()) == ["file"]

    @pytest.mark.parametrize(
        "source",
        [Single("http://x/there.mp3"), Single('annotate:a="b":https://x/'), Playlist("https://x/list.m3u")],
    )
    def test_from_the_web_plays_only_where_its_server_sends_it(self, source):
        assert why({"radio": source}, Files()) == ["elsewhere"]

    def test_from_a_file_is_unsure_when_nobody_can_look(self):
        assert why({"radio": Single("there.mp3")}) == ["file"]


class TestAFallback:
    def test_plays_when_one_of_its_children_does(self):
        assert why({"radio": Fallback(("a", "b")), "a": Playlist("m"), "b": Tone()}) == []

    def test_falls_silent_when_all_of_them_do(self):
        found = why({"radio": Fallback(("a", "b")), "a": Blank(3.0), "b": Fallback(("a",))})

        assert found == ["ends"]

    def test_of_nothing_says_nothing_of_its_own(self):
        assert why({"radio": Fallback(())}) == []
