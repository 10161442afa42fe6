"""`lss reload`, as far as it goes without a station; tests/load shows the rest."""

import io

from lsscript.cli.lss import main
from lsscript.cli.reload import run_reload


class TestWithoutAStation:
    def test_says_that_none_is_on_the_air_and_how_to_start_one(self, tmp_path):
        out, problems = io.StringIO(), io.StringIO()
        code = run_reload(tmp_path / "station.lss", None, dry_run=False, out=out, problems=problems)

        assert code == 2
        assert "no station is on the air" in problems.getvalue()
        assert "lsrun" in problems.getvalue()

    def test_says_that_one_which_left_its_key_does_not_answer(self, tmp_path):
        (tmp_path / "control.json").write_text('{"port": 1, "password": "x", "process": 1}')
        out, problems = io.StringIO(), io.StringIO()
        code = run_reload(tmp_path / "station.lss", tmp_path, dry_run=False, out=out, problems=problems)

        assert code == 2
        assert "does not answer" in problems.getvalue()

    def test_is_a_tool_of_lss(self, tmp_path, capsys):
        assert main(["reload", str(tmp_path / "station.lss"), "--dry-run"]) == 2
        assert "no station" in capsys.readouterr().err
