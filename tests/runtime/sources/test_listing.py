import pytest

from runtime.sources.folder import Scan
from runtime.sources.listing import look_at


class TestAPlaylistsPath:
    def test_may_be_a_folder(self, tmp_path):
        (tmp_path / "a.mp3").touch()

        assert look_at(tmp_path, Scan()).files == ("a.mp3",)

    def test_may_be_a_list(self, tmp_path):
        path = tmp_path / "day.m3u"
        path.write_text("b.mp3\nrtsp://x.example/\na.mp3\nb.mp3\n")

        found = look_at(path, Scan())

        assert found.files == ("b.mp3", "a.mp3", "b.mp3 #2")
        assert found.listed["b.mp3 #2"].places == ("b.mp3",)
        assert found.left_out == "1 address on a network"

    def test_is_not_read_again_while_it_has_not_changed(self, tmp_path):
        path = tmp_path / "day.m3u"
        path.write_text("a.mp3\n")
        first = look_at(path, Scan())
        again = look_at(path, first)
        path.write_text("a.mp3\nb.mp3\n")

        assert again is first
        assert look_at(path, first).files == ("a.mp3", "b.mp3")

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("a.mp3", b"x", "it is a sound file, not a folder or list; `single` plays one file"),
            ("a.m3u", b"#EXT-X-VERSION:3\n", "it is a playlist of HLS, not a list of tracks"),
            ("a.bin", bytes(500), "it is no list: it does not hold text"),
        ],
    )
    def test_that_is_neither_is_a_problem(self, tmp_path, name, data, words):
        (tmp_path / name).write_bytes(data)

        assert look_at(tmp_path / name, Scan()).problem == words

    def test_that_is_missing_is_a_problem(self, tmp_path):
        assert look_at(tmp_path / "none", Scan()).problem == "there is no such folder or list"
