"""SIGKILL of the station's process straight behind answers: requests keep their order and numbers, a playlist its round."""

import os
import signal
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.station import RunningStation
from lsscript.cli.attach import Line, NoStation
from runtime.sources.place import MOST_TIMES

KILLS = 4
SONGS = 16
BACK_SECONDS = 20.0
"""How long a station may take to answer again, on a busy machine."""

SCRIPT = """lss 1
station(name="Proof of Memory")
wishes = request.queue()
music = playlist("music/")
mount("/wishes.mp3", fallback([wishes, blank()]), mp3(64kbps))
mount("/radio.mp3", fallback([music, blank()]), mp3(64kbps))
"""

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def station(tmp_path):
    """A station whose songs and requests last for the whole test, if nobody skips them."""
    (tmp_path / "music").mkdir()
    for number in range(SONGS):
        write(tmp_path / "music" / f"song {number}.wav", 120.0)
    for name in "abcdef":
        write(tmp_path / f"{name}.wav", 120.0)
    script = tmp_path / "station.lss"
    script.write_text(SCRIPT)
    with RunningStation(script, air=["/wishes.mp3", "/radio.mp3"]) as running:
        yield running


class TestAKilledStation:
    def test_has_every_request_that_was_answered_and_plays_on_in_its_round(self, station, tell):
        folder, waits, songs = station.path.with_suffix(".state"), [], []
        played = ask(folder, "push wishes a.wav").result
        assert played == 1
        expected = [1]
        for number in range(KILLS):
            songs += skip_through(folder, 3)
            expected = change(folder, expected, number)
            waits.append(kill_and_wait(station, folder))
            if number >= MOST_TIMES:  # nobody is to be kept down by one file
                expected = expected[1:]

            assert [each["request"] for each in waiting(folder)] == expected[1:]
            assert ('filename="a.wav"' in ask(folder, "metadata wishes").result) == (number < MOST_TIMES)
            assert plays(folder) == songs[-1]
        songs += skip_through(folder, SONGS - 2 * KILLS)

        tell(f"{KILLS} kills: the queue is there again after {min(waits):.1f} to {max(waits):.1f} s")
        assert len(set(songs)) == SONGS


def change(folder: Path, expected: list[int], number: int) -> list[int]:
    """Ask for something, put it elsewhere, take something out; the last answer comes straight before the kill."""
    first = ask(folder, "push wishes b.wav").result
    second = ask(folder, "insert wishes 0 c.wav").result
    third = ask(folder, "push wishes d.wav").result
    assert [first, second, third] == [3 * number + 2, 3 * number + 3, 3 * number + 4]
    line = waiting(folder)
    ask(folder, f"remove wishes {third}")
    return [expected[0], *(each["request"] for each in line if each["request"] != third)]


def kill_and_wait(station: RunningStation, folder: Path) -> float:
    """Kill the station; seconds until it answers again."""
    (process,) = station.pids("station")
    os.kill(process, signal.SIGKILL)
    began = time.monotonic()
    until(lambda: str(process) not in map(str, station.pids("station")), "the station is not killed")
    until(lambda: ask(folder, "metadata wishes").result, "no request plays again")
    return time.monotonic() - began


def waiting(folder: Path) -> list[dict]:
    return ask(folder, "queue wishes").result


def plays(folder: Path) -> str:
    """The song of the round that plays."""
    until(lambda: ask(folder, "playing music").result["file"], "no song plays")
    return ask(folder, "playing music").result["file"]


def skip_through(folder: Path, count: int) -> list[str]:
    """The song that plays, and those that come when it is left, as many as that in all."""
    songs = [plays(folder)]
    while len(songs) < count:
        ask(folder, "skip music")
        until(lambda: plays(folder) != songs[-1], "the next song does not come")
        songs.append(plays(folder))
    return songs


def ask(folder: Path, line: str):
    """Ask the station, as soon as it is there."""
    deadline = time.monotonic() + BACK_SECONDS
    while True:
        try:
            with Line(folder) as door:
                return door.ask(line)
        except NoStation:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def until(true, complaint: str) -> None:
    deadline = time.monotonic() + 2 * BACK_SECONDS
    while not true():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)


def write(path: Path, seconds: float) -> None:
    """A file of soft noise; made in no time, and read in none."""
    noise = np.random.default_rng(1).integers(-99, 99, round(8000 * seconds), dtype="<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(noise.tobytes())
