import os
import sqlite3
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from runtime.stats.archive import ARCHIVE, Archive, PlayRow, SessionRow, read_plays, read_sessions
from runtime.stats.rotation import MOST_FILES, RotatingFile
from runtime.stats.scribe import MOST_WAITING, Scribe

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 13, tzinfo=UTC)
ROW = SessionRow(NOW.timestamp() - 60, 12.5, "/a", 9, "x", 7, "VLC", "", "", "HTTP/1.1", "left")
PLAY = PlayRow(NOW.timestamp(), "/a", "Ada", "One", 3)


class TestALogFile:
    def test_begins_anew_each_day(self, tmp_path):
        file = RotatingFile(tmp_path, "access", size=1000, keep=1e9, head="#head\n")
        file.write("one\n", TODAY)
        file.write("two\n", TODAY + timedelta(days=1))
        file.close()

        assert (tmp_path / "access.2026-11-22.1.log").read_text() == "#head\none\n"
        assert (tmp_path / "access.log").read_text() == "#head\ntwo\n"

    def test_begins_anew_when_it_is_large(self, tmp_path):
        file = RotatingFile(tmp_path, "access", size=10, keep=1e9)
        for number in range(3):
            file.write(f"line {number} is long\n", TODAY)
        file.close()

        assert len(list(tmp_path.glob("access.2026-11-22.*.log"))) == 2

    def test_goes_on_after_a_restart(self, tmp_path):
        today = date.today()  # noqa: DTZ011 - the file system's day
        for line in ("one\n", "two\n"):
            file = RotatingFile(tmp_path, "access", size=1000, keep=1e9)
            file.write(line, today)
            file.close()

        assert (tmp_path / "access.log").read_text() == "one\ntwo\n"

    def test_is_deleted_when_it_is_old(self, tmp_path):
        for name, age in (("access.2026-01-01.1.log", 100), ("access.2026-01-02.1.log", 5)):
            (tmp_path / name).write_text("x")
            os.utime(tmp_path / name, (1000 - age, 1000 - age))
        RotatingFile(tmp_path, "access", size=1, keep=50.0).clean(1000.0)

        assert [path.name for path in tmp_path.iterdir()] == ["access.2026-01-02.1.log"]

    def test_has_a_bounded_number_of_others(self, tmp_path):
        for number in range(MOST_FILES + 3):
            (tmp_path / f"access.2026-01-01.{number}.log").touch()
        RotatingFile(tmp_path, "access", size=1, keep=1e12).clean(1e10)

        assert len(list(tmp_path.iterdir())) == MOST_FILES


class TestTheArchive:
    def test_remembers_sessions_and_titles(self, tmp_path):
        archive = Archive(tmp_path / ARCHIVE)
        archive.add([ROW], [PLAY])
        archive.close()

        assert list(read_sessions(tmp_path / ARCHIVE, 0, 1e11)) == [ROW]
        assert list(read_plays(tmp_path / ARCHIVE, 0, 1e11)) == [PLAY]

    def test_forgets_what_is_old_and_what_is_too_much(self, tmp_path):
        archive = Archive(tmp_path / ARCHIVE)
        archive.add([ROW._replace(began=float(number)) for number in range(10)], [])
        archive.clean(before=3.0, most=5)
        archive.close()

        assert [row.began for row in read_sessions(tmp_path / ARCHIVE, 0, 1e11)] == [5.0, 6.0, 7.0, 8.0, 9.0]

    def test_knows_who_was_here_today(self, tmp_path):
        archive = Archive(tmp_path / ARCHIVE)
        archive.add([ROW, ROW, ROW._replace(who=8), ROW._replace(who=0), ROW._replace(who=9, began=5.0)], [])

        assert sorted(archive.listeners_since(100.0)) == [7, 8]
        archive.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="there a user's folders are his own")
    def test_is_for_nobody_else(self, tmp_path):
        Archive(tmp_path / ARCHIVE).close()

        assert (tmp_path / ARCHIVE).stat().st_mode & 0o077 == 0

    def test_is_not_changed_by_who_reads_it(self, tmp_path):
        Archive(tmp_path / ARCHIVE).close()
        with pytest.raises(sqlite3.OperationalError):
            list(read_sessions(tmp_path / "no such file", 0, 1))

        assert not (tmp_path / "no such file").exists()


def scribe(folder, restored=lambda _listeners: None):
    files = {"access": RotatingFile(folder / "logs", "access", size=1000, keep=1e9)}
    return Scribe(files, folder / ARCHIVE, 1e9, lambda: NOW, restored)


class TestTheScribe:
    def test_writes_everything_before_it_ends(self, tmp_path):
        one = scribe(tmp_path)
        one.start()
        for entry in (("access", "line\n"), ROW, PLAY, ("nobody", "wants this\n")):
            one.write(entry)
        one.stop()

        assert (tmp_path / "logs" / "access.log").read_text() == "line\n"
        assert list(read_sessions(tmp_path / ARCHIVE, 0, 1e11)) == [ROW]
        assert list(read_plays(tmp_path / ARCHIVE, 0, 1e11)) == [PLAY]

    def test_tells_who_was_here_before_a_restart(self, tmp_path):
        first = scribe(tmp_path)
        first.start()
        first.write(ROW)
        first.stop()
        restored = []
        second = scribe(tmp_path, restored.extend)
        second.start()
        second.stop()

        assert restored == [7]

    def test_never_lets_anybody_wait(self, tmp_path):
        one = scribe(tmp_path)  # that has not begun to write
        for _ in range(MOST_WAITING + 5):
            one.write(("access", "x"))

        assert one.dropped == 5

    def test_that_cannot_write_says_so_once_and_goes_on(self, tmp_path, caplog):
        (tmp_path / "logs").write_text("no folder")
        one = scribe(tmp_path)
        one.start()
        for _ in range(3):
            one.write(("access", "x"))
        one.stop()

        assert caplog.text.count("the logs cannot be written") == 1
