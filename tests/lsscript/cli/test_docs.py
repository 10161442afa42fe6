from pathlib import Path

from lsscript.cli.docs import FOLDER
from lsscript.cli.lss import main

ROOT = Path(__file__).parents[3]


class TestTheManual:
    def test_in_the_repository_is_up_to_date(self, capsys):
        assert main(["docs", "--check", str(ROOT / FOLDER)]) == 0, capsys.readouterr().out


class TestDocs:
    def test_writes_what_is_not_up_to_date(self, tmp_path, capsys):
        folder = tmp_path / "library"
        assert main(["docs", str(folder)]) == 0
        (folder / "old.md").write_text("gone", "utf-8")
        (folder / "mounts.md").write_text("stale", "utf-8")

        assert main(["docs", "--check", str(folder)]) == 1
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
            str(folder / "mounts.md"),
            str(folder / "old.md"),
        ]
        assert main(["docs", str(folder)]) == 0
        assert main(["docs", "--check", str(folder)]) == 0

    def test_that_cannot_be_written_is_a_sentence(self, tmp_path, capsys):
        (tmp_path / "taken").write_text("a file", "utf-8")

        assert main(["docs", str(tmp_path / "taken" / "library")]) == 2
        assert "taken" in capsys.readouterr().out
