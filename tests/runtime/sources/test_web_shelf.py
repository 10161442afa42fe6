"""The folder of files of the web."""

import os

import pytest

from runtime.sources.fetched import Answer
from runtime.sources.web_shelf import Kept, WebShelf, key_of

URL = "https://x.example/a.mp3?key=hush"
KEY = key_of(URL)


@pytest.fixture
def shelf(tmp_path):
    made = WebShelf(tmp_path / "web")
    assert made.problem() == ""
    return made


def put(shelf, url, data, before=None, etag='"1"'):
    shelf.part(key_of(url)).write_bytes(data)
    return shelf.keep(key_of(url), url, Answer(new=True, etag=etag, kind="audio/mpeg"), before)


class TestAFile:
    def test_is_known_again_in_a_later_run(self, shelf):
        kept = put(shelf, URL, b"sound")

        assert shelf.open() == {KEY: kept}
        assert shelf.path(kept).read_bytes() == b"sound"
        assert (kept.known, kept.kind, kept.size) == ('"1"', "audio/mpeg", 5)

    def test_takes_the_place_of_the_one_before(self, shelf):
        first = put(shelf, URL, b"one")
        second = put(shelf, URL, b"two", first)

        assert shelf.path(second).read_bytes() == b"two"
        assert shelf.path(first) != shelf.path(second)
        assert not shelf.path(first).exists()

    def test_leaves_no_trace_of_its_address(self, shelf):
        put(shelf, URL, b"sound")

        assert all("hush" not in path.name + path.read_text() for path in shelf.folder.iterdir())

    def test_that_was_used_last_comes_last(self, shelf):
        for number, name in enumerate("abc"):
            put(shelf, f"http://x/{name}", b"x")
            os.utime(shelf.folder / f"{key_of(f'http://x/{name}')}.json", (1000 + number, 1000 + number))
        shelf.touch(key_of("http://x/a"))

        assert list(shelf.open()) == [key_of(f"http://x/{name}") for name in "bca"]

    @pytest.mark.parametrize(
        "note", ["", "[]", "{}", '{"file": "../../a", "size": 5}', '{"file": "none", "size": 1}', "null"]
    )
    def test_whose_note_is_damaged_is_removed(self, shelf, note):
        put(shelf, URL, b"sound")
        (shelf.folder / f"{KEY}.json").write_text(note)

        assert shelf.open() == {}
        assert list(shelf.folder.iterdir()) == []

    def test_that_is_not_whole_is_removed(self, shelf):
        shelf.path(put(shelf, URL, b"sound")).write_bytes(b"sou")
        shelf.part("b").write_bytes(b"half")

        assert shelf.open() == {}
        assert list(shelf.folder.iterdir()) == []


class TestItsBounds:
    def test_are_bytes_and_files(self, tmp_path):
        shelf = WebShelf(tmp_path, most_bytes=10, most_files=2)

        assert not shelf.too_many([Kept("a", 5), Kept("b", 5)])
        assert shelf.too_many([Kept("a", 5), Kept("b", 6)])
        assert shelf.too_many([Kept("a", 1)] * 3)

    def test_are_those_of_the_disk(self, tmp_path):
        assert "nothing is fetched until it has more" in WebShelf(tmp_path, least_free=1.1).problem()

    def test_hold_where_the_folder_cannot_be_made(self, tmp_path):
        (tmp_path / "web").write_text("a file")

        assert "the state folder does not take it" in WebShelf(tmp_path / "web" / "in").problem()
