import pytest

from runtime.sources.folder import QUICK, Scan, Watch, scan
from runtime.testing import ManualClock


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


class TestAFolder:
    def test_holds_the_audio_files_in_it_and_below(self, tmp_path):
        touch(tmp_path, "a.mp3", "B.FLAC", "one/c.opus", "one/two/d.Ogg", "cover.jpg", "list.m3u", "noext")

        found = scan(tmp_path)

        assert set(found.files) == {"a.mp3", "B.FLAC", "one/c.opus", "one/two/d.Ogg"}
        assert found.others == 3
        assert found.problem == ""

    def test_hides_what_is_hidden(self, tmp_path):
        touch(tmp_path, "._a.mp3", ".trash/b.mp3", "c.mp3")

        assert scan(tmp_path) == Scan(("c.mp3",))

    def test_that_is_missing_is_a_problem(self, tmp_path):
        assert scan(tmp_path / "none").problem == "there is no such folder"

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


class TestAWatch:
    def test_looks_each_time_it_is_asked(self, tmp_path):
        watch = Watch(tmp_path, ManualClock().now)
        first = watch.look()
        touch(tmp_path, "a.mp3")

        assert first.files == ()
        assert watch.look().files == ("a.mp3",)

    def test_does_not_keep_anybody_waiting_for_a_slow_disk_twice(self, tmp_path):
        clock = ManualClock()
        touch(tmp_path, "a.mp3")

        def slow_clock() -> float:
            clock.advance(QUICK)
            return clock.now() * 2

        watch = Watch(tmp_path, slow_clock)
        watch.look()
        touch(tmp_path, "b.mp3")
        second = watch.look()
        watch._thread.join(5)

        assert second.files in (("a.mp3",), ("a.mp3", "b.mp3"), ("b.mp3", "a.mp3"))
        assert set(watch._found.files) == {"a.mp3", "b.mp3"}
