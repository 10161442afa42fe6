"""Everything that a programme is made of hangs at once; the programme goes on, in time, and the log says once what happened."""

import os
import random
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from instruments import mp3
from instruments.sound import RATE, decode
from instruments.tracks import compose, write
from instruments.trouble import HangingFile, Processor, Server

from benchmarks.station import RunningStation
from lsscript.cli.attach import Line
from tests.load.crowd import Crowd, Listener

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform != "linux", reason="leases on files are Linux' own"),
]

SECONDS = 34.0
"""How long it is looked at: a file that does not open is left after 30."""

BLOCK = 0.040
SCRIPT = """lss 1
station(name="Trouble")
drip  = input.http("{drip}", patience=60s)
half  = input.http("{half}", patience=60s)
files = playlist("files/", order="sequential")
radio = fallback([drip, half, files, tone(440Hz)])
mount("/radio.mp3", radio, mp3(128kbps))
output.file("pipe.mp3", radio, mp3(64kbps), append=true)

def again(number) again(number + 1) end
def busy() list.fold(list.range(1, 2000), 0dB, fun (sum, _each) -> sum) end
mount("/more.mp3", tone(220Hz) |> amplify(busy), mp3(64kbps))
on.track(radio, fun (track) -> again(1))
on.track(radio, fun (track) -> http.get("{dead}", timeout=20s))
on.track(radio, fun (track) -> process.run(["sh", "-c", "trap '' TERM; sleep 100"], timeout=1s))
on.track(radio, fun (track) -> process.run(["sleep", "100"], timeout=60s))
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What the station said of its programme, and how long it waited for a processor since it was last looked at."""

    at: float
    waited: float
    blocks: int
    late: int
    worst: float


def look(line: Line, processor: Processor) -> Look:
    answer = line.ask("status").result
    assert isinstance(answer, dict)
    said = answer["programme"]
    return Look(time.monotonic(), processor.waited(), said["blocks"], said["late"], said["worst"])


def write_files(folder: Path) -> None:
    """A good track, one that turns bad in its middle, a pipe without a writer, and one more."""
    folder.mkdir()
    for number, name in enumerate(("1-good", "2-bad", "4-hangs", "5-good")):
        write(folder / f"{name}.mp3", "libmp3lame", 44_100, compose(44_100, 3.0, number), {"title": name})
    bad = bytearray((folder / "2-bad.mp3").read_bytes())
    bad[len(bad) // 2 :] = random.Random(1).randbytes(len(bad) - len(bad) // 2)
    (folder / "2-bad.mp3").write_bytes(bad)
    os.mkfifo(folder / "3-pipe.mp3")


def listen(crowd: Crowd, line: Line, processor: Processor) -> list[Look]:
    """Hear the station, and look at it every second, from when it is in time."""
    while not look(line, processor).blocks:
        crowd.listen(0.05)
    looks = [look(line, processor)]
    while looks[-1].at - looks[0].at < SECONDS:
        crowd.listen(1.0)
        looks.append(look(line, processor))
    return looks


@pytest.fixture(scope="module")
def trouble(tmp_path_factory):
    """The station after half a minute in which everything hung: what it said, how it was, and what it sent."""
    folder = tmp_path_factory.mktemp("trouble")
    write_files(folder / "files")
    os.mkfifo(folder / "pipe.mp3")
    stream = (folder / "files" / "1-good.mp3").read_bytes()
    script = folder / "station.lss"
    with Server(stream) as server, HangingFile(folder / "files" / "4-hangs.mp3"):
        urls = {name: server.url(f"/{name}") for name in ("drip", "half", "dead")}
        script.write_text(SCRIPT.format(**urls))
        with (
            RunningStation(script, ["--edges", "1"], air=["/radio.mp3"]) as station,
            Line(script.with_suffix(".state")) as line,
        ):
            crowd = Crowd(station.port)
            crowd.join([Listener("/radio.mp3", False)])
            looks = listen(crowd, line, Processor(station.pids("station")[0]))
            (listener,) = crowd.listeners
            crowd.leave()
            capture = folder / "capture.mp3"
            capture.write_bytes(listener.body)
            yield station.text, looks, capture


class TestTheProgramme:
    def test_is_never_late_by_more_than_a_block(self, trouble):
        _, looks, _ = trouble
        late = [after for before, after in pairwise(looks) if after.late > before.late]

        assert [each for each in late if each.waited < BLOCK] == []
        assert looks[-1].worst < BLOCK + max(each.waited for each in looks)

    def test_makes_as_many_blocks_as_time_passes(self, trouble):
        _, looks, _ = trouble
        seconds = (looks[-1].blocks - looks[0].blocks) * BLOCK

        assert seconds == pytest.approx(looks[-1].at - looks[0].at, abs=0.5)

    def test_is_heard_without_a_gap_or_a_silence(self, trouble, need):
        need("ffmpeg")
        *_, capture = trouble
        frames = mp3.read(capture.read_bytes())
        sound = decode(capture)
        pieces = sound[: len(sound) // 4410 * 4410].reshape(-1, 4410)[3:]
        loud = 20 * np.log10(np.sqrt((pieces**2).mean(axis=1)) + 1e-9)

        assert frames.seconds > SECONDS
        assert len(sound) / RATE == pytest.approx(frames.seconds, abs=0.1)
        assert loud.min() > -45
        assert "of sound left out" not in trouble[0]

    def test_goes_on_with_the_next_track_when_a_file_is_left(self, trouble):
        *_, after = trouble[0].partition("files/4-hangs.mp3 is left to itself")

        assert '"files" can play again' in after


class TestTheLog:
    @pytest.mark.parametrize(
        "words",
        [
            "files/3-pipe.mp3 is left out: it is no ordinary file",
            "the disk has not given files/4-hangs.mp3 for 5 s",
            "files/4-hangs.mp3 is left to itself; the next one is tried",
            "2-bad.mp3 is damaged",
            "station.lss:13: on.track: this does not come to an end",
            "station.lss:14: on.track: it took longer than it may",
            "station.lss:16: on.track: it took longer than it may",
            "the disk answers again",
            'recording "radio.record": the disk has taken nothing for 10 s',
        ],
    )
    def test_says_once_what_happened(self, trouble, words):
        text = trouble[0]

        assert text.count(words) == 1, text

    def test_says_of_a_server_that_stops_when_it_does_and_seldom_after_that(self, trouble):
        assert 1 <= trouble[0].count("no data for 10 s") <= 2
