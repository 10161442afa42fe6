import pytest

from runtime.sources.folder import Scan, scan


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


class TestAFolder:
    def test_holds_the_audio_files_in_it_and_below(self, tmp_path):
        touch(tmp_path, "a.mp3", "B.FLAC", "one/c.opus", "one/two/d.Ogg", "cover.jpg", "list.m3u", "noext")

        found = scan(tmp_path)

        assert found.files == ("a.mp3", "B.FLAC", "one/c.opus", "one/two/d.Ogg")
        assert found.others == 3
        assert found.problem == ""

    def test_hides_what_is_hidden(self, tmp_path):
        touch(tmp_path, "._a.mp3", ".trash/b.mp3", "c.mp3")

        assert scan(tmp_path) == Scan(("c.mp3",))

    def test_that_is_missing_is_a_problem(self, tmp_path):
        assert scan(tmp_path / "none").problem == "there is no such folder or list"

    def test_that_is_a_file_is_a_problem(self, tmp_path):
        touch(tmp_path, "a.mp3")

        assert scan(tmp_path / "a.mp3").problem == "it is a file, not a folder"

    def test_that_holds_itself_is_entered_once(self, tmp_path):
        touch(tmp_path, "one/a.mp3")
        try:
            (tmp_path / "one" / "again").symlink_to(tmp_path, target_is_directory=True)
        except OSError:
            pytest.skip("this system makes no links")

        assert scan(tmp_path).files == ("one/a.mp3",)
