"""Mistakes people make on the first day: each is told with its place, and the station starts wherever it can.

Every case is a real `lsrun`. What can still be on the air is: status 200 and decoded silence, the built-in floor.
"""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import numpy as np
import pytest
from instruments import sound
from instruments.wire import ask, get, status

from benchmarks.station import LSRUN, ROOT, RunningStation, environment

SILENT = 0.001
"""The highest sample of silence, full scale being 1."""

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def station_of(folder: Path, music: str) -> Path:
    """A script whose third line is what plays."""
    path = folder / "station.lss"
    path.write_text(
        f'lss 1\nstation(name="Mistakes")\nradio = {music}\nmount("/radio.mp3", radio, mp3(128kbps))\n'
    )
    return path


def told(text: str, *words: str) -> str:
    """The line of the log that holds the place and all these words; fails with everything that was said."""
    lines = [line for line in text.splitlines() if all(word in line for word in words)]
    assert lines, f"nothing says {words}:\n{text}"
    return lines[0]


def plays_silence(station: RunningStation, folder: Path) -> None:
    """A listener gets 200 and whole frames of silence."""
    answer = ask(station.port, get("/radio.mp3"), seconds=3)
    assert answer.status == 200
    assert len(answer.body) > 30_000
    (folder / "heard.mp3").write_bytes(answer.body)
    heard = sound.decode(folder / "heard.mp3")
    assert len(heard) > sound.RATE
    assert float(np.abs(heard).max()) < SILENT


class TestAMissingFolder:
    def test_is_told_with_its_line_and_the_floor_plays(self, need, folder):
        need("ffmpeg")
        with RunningStation(station_of(folder, 'playlist("gone/")'), air=["/radio.mp3"]) as station:
            station.wait_for_text('playlist "gone/"')
            plays_silence(station, folder)

        told(station.text, "station.lss:3", '"gone/"', "no such folder")
        assert station.status == 0

    def test_is_told_by_check_too_which_calls_it_a_warning(self, folder):
        done = check(station_of(folder, 'playlist("gone/")'))

        assert done.returncode == 0
        told(done.stdout, "gone/")
        told(done.stdout, "station.lss:3")

    def test_is_played_as_soon_as_it_is_there(self, need, folder, tracks):
        need("ffmpeg")
        with RunningStation(station_of(folder, 'playlist("late/")'), air=["/radio.mp3"]) as station:
            station.wait_for_text('"late/"')
            shutil.copytree(tracks[0].path.parent, folder / "late")
            station.wait_for(lambda: title(station.port) != "", 15, "the folder is never played")


class TestAnEmptyFolder:
    def test_is_told_with_its_line_and_the_floor_plays(self, need, folder):
        need("ffmpeg")
        (folder / "empty").mkdir()
        with RunningStation(station_of(folder, 'playlist("empty/")'), air=["/radio.mp3"]) as station:
            station.wait_for_text('playlist "empty/"')
            plays_silence(station, folder)

        told(station.text, "station.lss:3", '"empty/"', "empty")


class TestATextFileNamedMp3:
    def test_in_a_folder_is_left_out_by_name_and_the_floor_plays(self, need, folder):
        need("ffmpeg")
        (folder / "music").mkdir()
        (folder / "music" / "notes.mp3").write_text("Buy milk.\n" * 200)
        with RunningStation(station_of(folder, 'playlist("music/")'), air=["/radio.mp3"]) as station:
            station.wait_for_text("notes.mp3")
            plays_silence(station, folder)

        told(station.text, "station.lss:3", "notes.mp3", "not audio")

    def test_alone_is_told_and_the_floor_plays(self, need, folder):
        need("ffmpeg")
        (folder / "notes.mp3").write_text("Buy milk.\n" * 200)
        with RunningStation(station_of(folder, 'single("notes.mp3")'), air=["/radio.mp3"]) as station:
            station.wait_for_text("notes.mp3")
            plays_silence(station, folder)

        told(station.text, "station.lss:3", "notes.mp3", "not audio")

    def test_among_music_costs_only_itself(self, need, folder, tracks):
        need("ffmpeg")
        shutil.copytree(tracks[0].path.parent, folder / "music")
        (folder / "music" / "0-notes.mp3").write_text("Buy milk.\n" * 200)
        script = station_of(folder, 'playlist("music/", order="sequential")')
        with RunningStation(script, air=["/radio.mp3"]) as station:
            station.wait_for(lambda: title(station.port) == str(tracks[0]), 10, "the music does not play")

        told(station.text, "station.lss:3", "0-notes.mp3")


class TestAnUnreadableFile:
    def test_is_told_with_its_name_and_line_and_the_floor_plays(self, need, folder, tracks):
        need("ffmpeg")
        shutil.copy(tracks[0].path, folder / "locked.flac")
        (folder / "locked.flac").chmod(0)
        script = station_of(folder, 'single("locked.flac")')
        with RunningStation(script, air=["/radio.mp3"], before=without_rights()) as station:
            station.wait_for_text("locked.flac")
            plays_silence(station, folder)

        told(station.text, "station.lss:3", "locked.flac", "may not read it")


class TestATakenPort:
    def test_is_told_with_who_holds_it_and_the_line(self, folder):
        with socket.create_server(("0.0.0.0", 0)) as taken:
            port = taken.getsockname()[1]
            path = folder / "station.lss"
            path.write_text(f'lss 1\n\nserver(http={port})\nmount("/radio.mp3", tone(), mp3(128kbps))\n')
            done = run(path)

        line = told(done.stdout, f"port {port}")
        assert "station.lss:3" in line
        assert str(os.getpid()) in line
        assert "python" in line or "pytest" in line
        assert done.returncode == 1

    def test_given_on_the_command_line_is_told_too(self, folder):
        with socket.create_server(("0.0.0.0", 0)) as taken:
            port = taken.getsockname()[1]
            done = run(station_of(folder, "tone()"), "--port", str(port))

        assert str(os.getpid()) in told(done.stdout, f"port {port}")
        assert done.returncode == 1


class TestAMistakeInTheScript:
    CASES = (
        ('playlst("music/")', 3, ("playlst", "playlist")),
        ("tone(frequency=3s)", 3, ("duration", "frequency")),
        ('playlist("music/", ordr="shuffle")', 3, ("ordr", "order")),
    )

    @pytest.mark.parametrize(
        ("source", "line", "words"), CASES, ids=["unknown function", "wrong unit", "wrong argument"]
    )
    def test_is_shown_with_file_line_and_the_line_itself(self, folder, source, line, words):
        script = station_of(folder, source)
        done = check(script)

        assert done.returncode == 1
        told(done.stdout, f"station.lss:{line}")
        told(done.stdout, str(line), f"radio = {source}")
        for word in words:
            told(done.stdout, word)

    @pytest.mark.parametrize(
        ("source", "line", "words"), CASES, ids=["unknown function", "wrong unit", "wrong argument"]
    )
    def test_keeps_the_station_off_the_air(self, folder, source, line, words):
        done = run(station_of(folder, source))

        assert done.returncode == 1
        told(done.stdout, f"station.lss:{line}")
        assert "on the air" not in done.stdout

    def test_is_shown_with_all_the_others_at_once(self, folder):
        path = folder / "station.lss"
        path.write_text(
            'lss 1\na = playlst("x/")\nb = tone(3s)\nmount("/a.mp3", a, mp3(128kbps), latncy=5s)\n'
        )
        done = check(path)
        places = re.findall(r"station\.lss:(\d+)", done.stdout)

        assert done.returncode == 1
        assert {"2", "3", "4"} <= set(places)


def check(script: Path):
    """`lsrun --check`."""
    return run(script, "--check")


def run(script: Path, *words: str):
    """An lsrun that ends by itself; everything it said is in `stdout`."""
    state = () if "--check" in words or "--port" in words else ("--state", str(script.with_suffix(".state")))
    command = [*LSRUN, str(script), *words, *state]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=30,
        check=False,
    )


def title(port: int) -> str:
    """What the status says is playing; nothing while silence does."""
    playing: str = status(port)["icestats"]["source"].get("title", "")
    return playing


def without_rights() -> list[str]:
    """Words in front of a command that take root's right to read everything; none for everybody else."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip(
            "as root every file is readable, and setpriv (Debian package util-linux) is not installed"
        )
    return [
        "setpriv",
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search",
        "--",
    ]
