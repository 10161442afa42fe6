"""`lss simulate`."""

import json
import wave

import pytest

from lsscript.cli.lss import main

SCRIPT = """\
lss 1
station(timezone="Europe/Berlin")
studio = input.live("/studio", password=secret("file:word"))
radio  = fallback([studio, playlist("music/") |> every(15min, single("j.wav")), blank()])
mount("/radio.mp3", radio, mp3())
"""


def write_silence(path, seconds):
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * seconds))


@pytest.fixture
def script(tmp_path):
    write_silence(tmp_path / "music" / "Ada - One.wav", 40)
    write_silence(tmp_path / "j.wav", 2)
    (tmp_path / "word").write_text("hush\n")
    path = tmp_path / "station.lss"
    path.write_text(SCRIPT)
    return path


class TestTheSheet:
    def test_says_what_is_heard_when_how_long_and_why(self, script, capsys):
        code = main(["simulate", str(script), "--from", "2026-05-01T12:14", "--hours", "0.1"])
        out = capsys.readouterr().out.splitlines()

        assert code == 0
        assert out[0] == "Friday, 01 May 2026"
        assert "12:14:00      0:40  Ada - One" in out[1]
        assert 'nothing on "studio"' in out[1]
        assert any("12:15:20" in line and "(jingle)" in line and "20 s late" in line for line in out)
        assert out[-1].endswith("there is no gap")

    def test_has_the_shows_that_are_named(self, script, capsys):
        main(
            [
                "simulate",
                str(script),
                "--from",
                "2026-05-01T17:59",
                "--hours",
                "0.1",
                "--live",
                "studio=18:00..20:00",
            ]
        )

        assert "18:00:00      5:00  (live) live on /studio" in capsys.readouterr().out

    def test_is_json_for_machines(self, script, capsys):
        main(["simulate", str(script), "--from", "2026-05-01T12:00", "--hours", "0.02", "--json"])
        found = json.loads(capsys.readouterr().out)

        assert found["begin"] == "2026-05-01T12:00:00+02:00"
        assert found["lines"][0]["artist"] == "Ada"
        assert found["lines"][0]["seconds"] == pytest.approx(40, abs=0.1)
        assert found["left_out"] == []


class TestWrongUse:
    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--mount", "/nowhere"], 'there is no mount "/nowhere"; there are: /radio.mp3'),
            (["--live", "who=18:00..20:00"], 'there is no live input "who"; there are: studio'),
            (["--live", "studio=evening"], '"evening" is no show'),
        ],
    )
    def test_is_told_in_words(self, script, capsys, options, words):
        code = main(["simulate", str(script), *options])

        assert code == 2
        assert words in capsys.readouterr().err

    def test_a_script_with_errors_is_not_played(self, tmp_path, capsys):
        path = tmp_path / "station.lss"
        path.write_text("lss 1\nmount(1)\n")

        assert main(["simulate", str(path)]) == 1
        assert capsys.readouterr().out == ""
