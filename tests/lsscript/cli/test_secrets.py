"""Two secrets, in scripts with errors in every phase, appear in no output of any tool."""

import pytest

import stdlib
from lsscript.cli.lsrun import main as lsrun
from lsscript.cli.lss import main
from lsscript.cli.surroundings import Surroundings
from lsscript.modules import load_library
from lsscript.repl import Session

VARIABLE, FILE = "correct horse battery", "staple of seven hills"
KEYS = 'one = secret("env:STATION_KEY")\ntwo = secret("file:station.key")\n'
STATION = (
    'live = input.live("/live", password=one)\nradio = fallback([live, blank()])\n'
    'mount("/a.mp3", radio, mp3())\nmount("/b.mp3", password=two, fallback="/a.mp3")\n'
)
WRONG = {
    "nothing": "",
    "reading": 'x = (one two\ny = "#{one}\nz = 3parsecs\n',
    "names": "x = oen\nmount(paht=two, one, mp3())\ny = one.text + two.place\n",
    "kinds": 'x = one + two\ny = "#{one} and #{two}"\nmount(one, two, mp3(one))\nz = [one, 1]\nw = if one then two end\n',
    "stations": 'mount("/a.mp3", single("none.mp3"), mp3(7kbps), name="x")\nunused = input.live("/u", password=two)\n',
    "running": 'def f(x)\n  f(x)\nend\nf(one)\nx = 1 / 0\ny = secret("env:NO_SUCH_NAME")\nz = [one, two]\n',
    "handlers": "on.track(radio, fun (t) -> [one, two])\non.track(radio, fun (t) -> {k = one})\n",
}
TOOLS = [
    lambda path: main(["check", path]),
    lambda path: main(["check", "--strict", path]),
    lambda path: main(["check", "--json", path]),
    lambda path: lsrun(["--check", path]),
    lambda path: main(["plan", path]),
    lambda path: main(["fmt", "--check", path]),
    lambda path: main(["fmt", path]),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("STATION_KEY", VARIABLE)
    (tmp_path / "station.key").write_text(FILE + "\n", "utf-8")
    return tmp_path


def told(text):
    return VARIABLE in text or FILE in text


@pytest.mark.parametrize("phase", WRONG)
class TestSecrets:
    def test_are_in_no_output_of_a_tool(self, folder, phase, capsys):
        script = folder / "station.lss"
        for tool in TOOLS:
            script.write_text(KEYS + STATION + WRONG[phase], "utf-8")
            tool(str(script))
            shown = capsys.readouterr()

            assert not told(shown.out + shown.err + script.read_text("utf-8"))

    def test_are_in_no_answer_of_a_session(self, folder, phase):
        session = Session(load_library(stdlib.NAMES, stdlib.read).declarations, Surroundings(folder))
        session.enter(KEYS)
        answers = [session.enter(line) for line in (STATION + WRONG[phase]).splitlines()]

        assert not told(repr(answers))
