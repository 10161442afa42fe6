import io
import json

import pytest

from lsscript.cli.check import run_check
from lsscript.cli.lss import main
from lsscript.cli.terminal import write

GOOD = 'mount("/a", tone(), mp3())\n'
WARNING = 'mount("/a", playlist("."), mp3())\n'
WRONG = 'mount("/a", tonne(), mp3())\n'


@pytest.fixture
def script(tmp_path):
    def written(text):
        path = tmp_path / "station.lss"
        path.write_text(text, "utf-8")
        return path

    return written


def checked(path, as_json=False, strict=False):
    out = io.StringIO()
    code = run_check(path, as_json=as_json, strict=strict, colour=False, out=out)
    return code, out.getvalue()


class TestCheck:
    def test_a_good_script_has_no_problems(self, script):
        path = script(GOOD)

        assert checked(path) == (0, f"{path}: no problems\n")

    def test_warnings_are_told_but_do_not_fail(self, script):
        code, text = checked(script(WARNING))

        assert code == 0
        assert text.startswith("warning[LSS401]: ")

    def test_warnings_fail_when_strict(self, script):
        code, text = checked(script(WARNING), strict=True)

        assert code == 1
        assert text.startswith("error[LSS401]: ")

    def test_errors_fail(self, script):
        code, text = checked(script(WRONG))

        assert code == 1
        assert "did you mean `tone`?" in text

    def test_machines_get_json(self, script):
        code, text = checked(script(WRONG), as_json=True)
        (problem,) = json.loads(text)["problems"]

        assert (code, problem["code"], problem["line"], problem["column"]) == (1, "LSS201", 1, 13)

    def test_a_file_that_is_not_there_is_a_sentence(self, tmp_path):
        path = tmp_path / "no.lss"

        assert checked(path) == (2, f"{path}: there is no such file\n")
        assert json.loads(checked(path, as_json=True)[1])["unreadable"].endswith("there is no such file")


class TestLss:
    def test_check(self, script, capsys):
        assert main(["check", str(script(WRONG))]) == 1
        assert "LSS201" in capsys.readouterr().out

    def test_explain_opens_the_page(self, capsys):
        assert main(["explain", "lss401"]) == 0
        assert capsys.readouterr().out.startswith("# LSS401: a mount can fall silent\n")

    def test_explain_knows_no_other_code(self, capsys):
        assert main(["explain", "LSS4011"]) == 1
        assert "did you mean LSS401" in capsys.readouterr().out

    def test_plan_is_json(self, script, capsys):
        assert main(["plan", str(script(GOOD))]) == 0
        plan = json.loads(capsys.readouterr().out)

        assert plan["mounts"]["/a"]["source"] == "/a.source"
        assert plan["sources"]["/a.source"] == {
            "kind": "tone",
            "frequency": 440.0,
            "level": -12.0,
            "origin": "station.lss:1",
        }

    def test_plan_never_shows_a_secret(self, script, capsys, monkeypatch):
        monkeypatch.setenv("STATION_PASSWORD", "correct horse")
        text = 'key = secret("env:STATION_PASSWORD")\nr = tone()\non.track(r, fun (t) -> key)\nmount("/a", r, mp3())\n'

        assert main(["plan", str(script(text))]) == 0
        shown = capsys.readouterr()
        assert "env:STATION_PASSWORD" in shown.out
        assert "correct horse" not in shown.out + shown.err

    def test_plan_of_a_wrong_script_is_its_problems(self, script, capsys):
        assert main(["plan", str(script(WRONG))]) == 1
        shown = capsys.readouterr()

        assert (shown.out, "LSS201" in shown.err) == ("", True)

    def test_plan_of_no_script_is_a_sentence(self, tmp_path, capsys):
        assert main(["plan", str(tmp_path / "no.lss")]) == 2
        assert "there is no such file" in capsys.readouterr().err

    @pytest.mark.parametrize("words", [["--help"], ["--version"], ["check", "--help"]])
    def test_help_and_version_end_well(self, words, capsys):
        with pytest.raises(SystemExit) as ended:
            main(words)

        assert ended.value.code == 0
        assert capsys.readouterr().out

    @pytest.mark.parametrize("words", [[], ["sing"], ["check"]])
    def test_wrong_use_is_2(self, words, capsys):
        with pytest.raises(SystemExit) as ended:
            main(words)

        assert ended.value.code == 2
        assert "usage: lss" in capsys.readouterr().err


class TestTerminals:
    def test_that_know_few_characters_get_plain_ones(self):
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")

        write(out, "┌─ é │ …\n")
        out.flush()
        assert raw.getvalue() == b"+- ? | ...\n"
