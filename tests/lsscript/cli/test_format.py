import pytest

from lsscript.cli.lss import main


@pytest.fixture
def script(tmp_path):
    return tmp_path / "station.lss"


class TestFmt:
    def test_writes_the_file_anew(self, script, capsys):
        script.write_text("a=1\n", "utf-8")

        assert main(["fmt", str(script)]) == 0
        assert script.read_text("utf-8") == "a = 1\n"
        assert capsys.readouterr().out == f"{script} is formatted\n"
        assert list(script.parent.iterdir()) == [script]

    def test_says_nothing_of_what_is_well(self, script, capsys):
        script.write_text("a = 1\n", "utf-8")

        assert main(["fmt", "--check", str(script)]) == 0
        assert capsys.readouterr().out == ""

    def test_with_check_changes_nothing(self, script, capsys):
        script.write_text("a=1\n", "utf-8")

        assert main(["fmt", "--check", str(script)]) == 1
        assert script.read_text("utf-8") == "a=1\n"
        assert "would be formatted" in capsys.readouterr().out

    def test_leaves_a_script_with_mistakes_as_it_is(self, script, capsys):
        script.write_text("a=(\n", "utf-8")

        assert main(["fmt", str(script)]) == 1
        assert script.read_text("utf-8") == "a=(\n"
        assert "LSS103" in capsys.readouterr().err

    def test_goes_on_behind_a_file_that_is_not_there(self, script, capsys):
        script.write_text("a=1\n", "utf-8")

        assert main(["fmt", str(script.with_name("no.lss")), str(script)]) == 2
        assert script.read_text("utf-8") == "a = 1\n"
        assert "there is no such file" in capsys.readouterr().err
