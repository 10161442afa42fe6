import csv
import io
import json
from datetime import UTC, datetime

import pytest

from lsscript.cli.lss import main
from runtime.stats.archive import ARCHIVE, Archive, PlayRow, SessionRow

MORNING = datetime(2026, 11, 22, 8, tzinfo=UTC).timestamp()
SESSION = SessionRow(
    MORNING, 12.5, "/a.mp3", 1000, "ab12", 7, '=HYPERLINK("x")', "http://ref/,x", "anna", "HTTP/1.1", "left"
)
PLAY = PlayRow(MORNING, "/a.mp3", "Ada", 'Say "hi"', 3)


@pytest.fixture
def station(tmp_path):
    """The script of a station that remembers a session and a title."""
    archive = Archive(tmp_path / "radio.state" / ARCHIVE)
    archive.add([SESSION, SESSION._replace(began=MORNING + 86400)], [PLAY])
    archive.close()
    return str(tmp_path / "radio.lss")


class TestSessions:
    def test_are_a_table(self, station, capsys):
        assert main(["export", "sessions", station]) == 0

        first, second = csv.DictReader(io.StringIO(capsys.readouterr().out))
        assert first["began"] == "2026-11-22T08:00:00.000+00:00"
        assert (first["seconds"], first["bytes"], first["listener"], first["referer"]) == (
            "12.5",
            "1000",
            "7",
            "http://ref/,x",
        )
        assert second["began"].startswith("2026-11-23")

    def test_hold_no_formula_for_a_spreadsheet(self, station, capsys):
        main(["export", "sessions", station])

        assert "'=HYPERLINK" in capsys.readouterr().out

    def test_are_json_that_any_program_reads(self, station, capsys):
        main(["export", "sessions", station, "--format", "json"])

        assert [row["agent"] for row in json.loads(capsys.readouterr().out)] == ['=HYPERLINK("x")'] * 2

    def test_can_be_those_of_a_time(self, station, capsys):
        main(["export", "sessions", station, "--format", "json", "--since", "2026-11-23T00:00+00:00"])

        assert len(json.loads(capsys.readouterr().out)) == 1


class TestTitles:
    def test_tell_how_many_heard_them(self, station, capsys):
        main(["export", "titles", station])

        assert capsys.readouterr().out.splitlines() == [
            "began,mount,artist,title,listeners",
            '2026-11-22T08:00:00.000+00:00,/a.mp3,Ada,"Say ""hi""",3',
        ]


class TestAStationThatRemembersNothing:
    def test_is_said_to(self, tmp_path, capsys):
        assert main(["export", "titles", str(tmp_path / "radio.lss")]) == 1
        assert "no station has remembered anything yet" in capsys.readouterr().err

    def test_is_told_from_one_whose_memory_is_damaged(self, tmp_path, capsys):
        (tmp_path / ARCHIVE).write_bytes(b"no database" * 1000)

        assert main(["export", "titles", "radio.lss", "--state", str(tmp_path)]) == 2
        assert "cannot be read" in capsys.readouterr().err
