"""Tracks of the web: when they may be opened."""

from concurrent.futures import Future
from pathlib import Path

import pytest

from runtime.sources.web_files import Coming, Missing, There
from runtime.sources.web_tracks import HURRY, NO_WEB, PATIENCE, Late, Pretended, WebTracks

A = "http://x.example/a b.mp3"


class Files:
    def __init__(self, found):
        self.found = found
        self.asked = []

    def look(self, url, *, fresh=60.0):
        self.asked.append((url, fresh))
        return self.found

    def place(self, url):
        return Path(url)


class TestATrack:
    def test_may_be_opened_when_it_is_there(self):
        there = There(Path("a"), A, "audio/mpeg")
        files = Files(there)

        assert WebTracks(files, lambda: 0.0).look(A, 5.0) is there
        assert files.asked == [("http://x.example/a%20b.mp3", 60.0)]

    def test_is_told_once_where_an_older_copy_plays(self):
        told = []
        files = Files(There(Path("a"), A, trouble="the server answered 503"))
        web = WebTracks(files, lambda: 0.0, lambda text, *values: told.append(text % values))
        for trouble in ("the server answered 503", "the server answered 503", "", "the server answered 503"):
            files.found = There(Path("a"), A, trouble=trouble)
            web.look(f"{A}?key=hush", 0.0)

        assert (
            told
            == ["http://x.example/a b.mp3?96f0: the server answered 503; the copy that is here plays"] * 2
        )

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("text/html", "it is a web page (text/html), not a sound"),
            ("audio/x-mpegurl", "it is a list (audio/x-mpegurl), not a track: `playlist` plays it"),
            ("image/png", "it is a picture (image/png), not a sound"),
        ],
    )
    def test_is_none_where_its_server_says_that_it_is_something_else(self, kind, words):
        assert WebTracks(Files(There(Path("a"), A, kind)), lambda: 0.0).look(A, 0.0) == Missing(
            words, gone=True
        )

    def test_is_fetched_ahead_whatever_its_age(self):
        files = Files(None)
        WebTracks(files, lambda: 0.0).fetch(A)

        assert files.asked == [("http://x.example/a%20b.mp3", float("inf"))]

    @pytest.mark.parametrize(
        ("waited", "left", "is_late"),
        [
            (PATIENCE - 1, 0.0, False),
            (PATIENCE, 0.0, True),
            (PATIENCE, HURRY, False),
            (PATIENCE * 50, HURRY, False),
            (PATIENCE * 50, HURRY - 1, True),
        ],
    )
    def test_is_waited_for_as_long_as_another_plays(self, waited, left, is_late):
        coming = Coming(100.0, Future())
        found = WebTracks(Files(coming), lambda: left).look(A, 100.0 + waited)

        assert found == (Late(waited) if is_late else coming)


class TestWithoutANetwork:
    def test_nothing_is_there(self):
        assert NO_WEB.look(A) == Missing("there is no network here")
        assert NO_WEB.place(A) is None

    def test_all_may_be_pretended_to_be_there(self):
        found = Pretended(Path("/nowhere")).look("http://x/deep/a.mp3?b")

        assert (found.path, found.pretended) == (Path("/nowhere/a.mp3"), True)
        assert Pretended(Path("/nowhere")).place("http://x/") == Path("/nowhere/file")
