"""Every example is checked; each is put on the air for some seconds where real players are tested."""

import re
import subprocess

import pytest
from instruments import adts, mp3, ogg, peers, sound
from instruments.wire import Answer, ask, get, status

from benchmarks.station import LSRUN, ROOT, RunningStation

EXAMPLES = sorted((ROOT / "examples").glob("*.lss"))
MUSIC = ROOT / "examples" / "music"
ON_THE_AIR = [ROOT / "examples" / name for name in ("first.lss", "live.lss", "reference-station.lss")]
"""Those that are really put on the air; all are played in `test_examples_play.py`."""

by_name = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)


class TestEveryExample:
    @by_name
    def test_has_no_problem(self, example):
        done = subprocess.run(
            [*LSRUN, "--check", example], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
        )

        assert (done.returncode, done.stderr) == (0, "")
        assert "no problems" in done.stdout

    @by_name
    def test_opens_with_what_it_plays_and_the_command_to_hear_it(self, example):
        opening = example.read_text().split("\n\n")[0]

        assert all(line.startswith("#") for line in opening.splitlines())
        assert f"lsrun examples/{example.name}" in opening

    @pytest.mark.interop
    @pytest.mark.timeout(60)
    @pytest.mark.parametrize("example", ON_THE_AIR, ids=lambda path: path.name)
    def test_plays_all_its_mounts(self, example, tmp_path):
        mounts = re.findall(r'^mount\("(.*?)"', example.read_text(), re.MULTILINE)
        with RunningStation(example, state=tmp_path / "state", air=mounts) as station:
            answers = [ask(station.port, get(mount), seconds=4) for mount in mounts]

        assert mounts
        for answer in answers:
            assert answer.status == 200
            assert heard_seconds(answer) > 5


class TestTheMusic:
    @pytest.mark.interop
    @pytest.mark.timeout(90)
    def test_is_what_listeners_of_the_first_example_hear(self, tmp_path):
        if sentence := peers.absent("ffmpeg"):
            (pytest.fail if peers.required() else pytest.skip)(sentence)
        sources = {path.name: sound.decode(path) for path in (MUSIC / "tracks").iterdir()}
        with RunningStation(
            ROOT / "examples" / "first.lss", state=tmp_path / "state", air=["/first.mp3"]
        ) as station:
            answer = ask(station.port, get("/first.mp3"), seconds=10)
            listed = status(station.port)["icestats"]["source"]
        (tmp_path / "heard.mp3").write_bytes(answer.body)
        found = sound.locate(sound.decode(tmp_path / "heard.mp3"), sources)

        assert sound.doubts(found) == []
        assert all(source["server_name"] == "First Sound" and source["title"] for source in listed)


def heard_seconds(answer: Answer) -> float:
    """How much sound a capture holds."""
    if answer.headers["content-type"] == "audio/mpeg":
        return mp3.read(answer.body).seconds
    if answer.headers["content-type"] == "audio/aac":
        return adts.seconds(answer.body)
    pages, _ = ogg.pages(answer.body)
    return sum(len(chain.sound) for chain in ogg.chains(pages)) * 0.02
