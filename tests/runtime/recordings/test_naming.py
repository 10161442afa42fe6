"""What a recording's file is called."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from runtime.errors import OperatorFault
from runtime.recordings.naming import free_name, plain, resolved

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = Path("/srv/radio")


class TestTheName:
    def test_has_the_time_in_it(self):
        assert resolved("shows/%Y-%m-%d-%H.mp3", NOON, BASE) == Path("/srv/radio/shows/2026-11-22-12.mp3")

    def test_may_be_anywhere(self):
        assert resolved("/var/log.mp3", NOON, BASE) == Path("/var/log.mp3")

    @pytest.mark.parametrize("pattern", ["", "shows/", "../../etc/passwd", "shows/../../x.mp3"])
    def test_that_is_no_file_is_refused(self, pattern):
        with pytest.raises(OperatorFault, match="names no file"):
            resolved(pattern, NOON, BASE)


class TestWhatAStrangerSays:
    @pytest.mark.parametrize(
        ("said", "written"),
        [
            ("anna", "anna"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\Windows", "C__Windows"),
            ("line\nbreak", "line_break"),
            ("con", "_con"),
            ("...", "unknown"),
            ("", "unknown"),
        ],
    )
    def test_is_made_fit_for_a_file(self, said, written):
        assert plain(said) == written

    @given(some.text(max_size=300))
    def test_never_leaves_its_folder(self, said):
        name = plain(said)

        assert (BASE / name).parent == BASE
        assert name not in (".", "..")


class TestAFileThatIsThere:
    def test_is_never_touched(self, tmp_path):
        for _ in range(3):
            free_name(tmp_path / "show.mp3").write_text("x")

        assert sorted(path.name for path in tmp_path.iterdir()) == [
            "show (2).mp3",
            "show (3).mp3",
            "show.mp3",
        ]
