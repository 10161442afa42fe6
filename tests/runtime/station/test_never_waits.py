"""The thread that keeps the time waits for nobody: whatever hangs, every block is made when it is due.

Disks, functions and readers of the log are doubles that hang until the test lets them go; the threads that wait for them are
the real ones. Time is passed in: a step of the engine that waited would never come back, or come back late by this clock.
"""

import io
import logging
import random
import threading
import time
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from runtime.audio.errand import ThreadedErrands
from runtime.audio.file_loudness import FileLoudness, Measuring
from runtime.audio.hints import Hints
from runtime.audio.left_alone import LeftAlone
from runtime.audio.pcm import PcmFormat
from runtime.audio.read_ahead import ReadAhead
from runtime.codecs.incoming import IncomingStream
from runtime.errors import MediaUnreadable
from runtime.kernel.events import EventBus
from runtime.kernel.log import Form, Handler
from runtime.kernel.log_writer import LogWriter
from runtime.media.title import Title
from runtime.plan import (
    Crossfade,
    Fallback,
    LiveInput,
    Loudness,
    MountPath,
    Next,
    Playlist,
    RequestQueue,
    Seconds,
    Single,
    Station,
    Tone,
    one_account,
)
from runtime.protocols.source import StreamDescription
from runtime.sources.floor import Floor
from runtime.sources.opening import MOST_LEFT
from runtime.sources.shared import Timeline
from runtime.station.engine import BLOCK, Engine, Root
from runtime.station.functions.script import Script
from runtime.station.making import Ground, Separations, Sources
from runtime.testing import ManualClock

PCM = PcmFormat(rate=1000)
HANG_SECONDS = 12.0
"""How long everything hangs, by the programme's clock."""

PATIENCE = 20.0
"""Seconds of real time in which the threads that wait must have said what they have to say."""


class File:
    """An open file of two seconds; `reads` is called before each tenth of one."""

    title, hints, duration, broken, hopeless = Title(), Hints(), 2.0, 0, False

    def __init__(self, reads):
        self._reads = reads

    def __iter__(self):
        for tenth in range(20):
            self._reads(tenth)
            yield np.full((100, 2), 0.25, np.float32), tenth == 19

    def close(self):
        pass


class Disk:
    """Files by their names: one hangs when it is opened, one when it is read, one turns bad in its middle."""

    def __init__(self):
        self.answers = threading.Event()
        self.hung = threading.Event()

    def open(self, path, shown, said=None):
        if "hangs" in path.name:
            self._hang()
        if "gone" in path.name:
            raise MediaUnreadable(shown, "there is no such file")
        return File(
            {"stalls.mp3": self._stall, "bad.mp3": self._turn_bad}.get(path.name, lambda _tenth: None)
        )

    def probe(self, path, shown, said=None):
        raise MediaUnreadable(shown, "nobody looks at it")

    def reader(self, tracks, clock, name):
        return ReadAhead(tracks, PCM, clock, name, LeftAlone())

    def errands(self, name):
        return ThreadedErrands(name, LeftAlone())

    def _hang(self):
        self.hung.set()
        assert self.answers.wait(60)

    def _stall(self, tenth):
        if tenth == 10:
            self._hang()

    @staticmethod
    def _turn_bad(tenth):
        if tenth == 10:
            raise ValueError("rubbish")


class Radio:
    """A source above a tone, pulled by an engine whose clock the test moves."""

    def __init__(self, folder: Path, **sources):
        self.clock, self.disk, self.heard = ManualClock(), Disk(), 0
        timeline = Timeline()
        wall = lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)  # noqa: E731
        self.ground = Ground(
            base=folder, pcm=PCM, media=self.disk, clock=self.clock, wall=wall, timeline=timeline,
            rng=random.Random(1), events=EventBus(wall), separations=Separations(),
            script=Script(None, self.clock, wall, folder, PCM.rate, ""), loudness=FileLoudness(self.disk, PCM),
        )  # fmt: skip
        sources = {"tone": Tone(), "radio": Fallback(("first", "tone"))} | sources
        station = Station(str(folder), sources=sources)
        self.made = Sources(station, self.ground)
        floor = Floor(self.made.get("radio"), PCM, self.clock.now)
        root = Root(floor, [self], lambda _segment: None)
        self.engine = Engine([root], timeline, PCM, self.clock, began=self.clock.now())
        for made in self.made.made.values():
            made.source.start()

    def offer(self, block, *, on_floor=False, wait=False):
        self.heard += block.length

    def plays(self, until=lambda: True, seconds=HANG_SECONDS):
        """Play for so long, and then until something is so."""
        began, given_up = self.clock.now(), time.monotonic() + PATIENCE
        while self.clock.now() - began < seconds or not (until() or time.monotonic() > given_up):
            self.clock.advance(BLOCK)
            while not self.engine.step():
                pass
            time.sleep(0.0005)  # the threads that wait have a turn

    def ends(self):
        self.disk.answers.set()
        for made in self.made.made.values():
            made.source.stop()
        for thread in threading.enumerate():  # the next test counts its own
            if thread.name.startswith("opens for "):
                thread.join(PATIENCE)

    @property
    def is_in_time(self):
        due = round((self.clock.now() - 1000.0) * PCM.rate)
        return due - self.heard <= PCM.samples(BLOCK) and self.engine.lateness.late == 0


@pytest.fixture
def radio(tmp_path):
    """Make a radio; the names of its files."""
    made = []

    def make(*names, **sources):
        for name in names:
            (tmp_path / name).write_bytes(b"there")
        made.append(Radio(tmp_path, **sources))
        return made[-1]

    yield make
    for each in made:
        each.ends()


def threads(name):
    """How many threads open files for a source."""
    return sum(thread.name == f"opens for {name}" for thread in threading.enumerate())


FILES = ("1.mp3", "stalls.mp3", "z.mp3")


@pytest.fixture
def soon(monkeypatch):
    """What hangs is left after six seconds, so that fewer blocks need be played until then."""
    for where in ("opening", "reader"):
        monkeypatch.setattr(f"runtime.sources.{where}.LEAVE", 6.0)


@pytest.mark.usefixtures("soon")
class TestADiskThatHangs:
    @pytest.mark.parametrize(
        "plan",
        [
            Playlist(".", "sequential"),
            Single("hangs.mp3"),
            RequestQueue(("hangs.mp3", "1.mp3")),
        ],
        ids=["playlist", "single", "queue"],
    )
    def test_when_a_file_is_opened_keeps_nothing_waiting_and_is_told_once(self, radio, plan, caplog):
        made = radio("1.mp3", "hangs.mp3", first=plan)
        told = "the disk has not given"
        made.plays(lambda: told in caplog.text)

        assert made.disk.hung.is_set()
        assert made.is_in_time
        assert caplog.text.count(told) == 1

    def test_in_the_middle_of_a_track_keeps_nothing_waiting_and_is_told_once(self, radio, caplog):
        made = radio(*FILES, first=Playlist(".", "sequential"))
        told = "the disk has given nothing for"
        made.plays(lambda: "stalls.mp3 is left" in caplog.text, seconds=30.0)

        assert made.disk.hung.is_set()
        assert made.is_in_time
        assert caplog.text.count(told) == 1
        assert caplog.text.count("stalls.mp3 is left") == 1

    def test_below_a_crossfade_keeps_nothing_waiting(self, radio):
        made = radio(*FILES, files=Playlist(".", "sequential"), first=Crossfade(("files",), Seconds(1.0)))
        made.plays(made.disk.hung.is_set)

        assert made.disk.hung.is_set()
        assert made.is_in_time

    def test_while_a_files_loudness_is_measured_keeps_nothing_waiting(self, radio):
        made = radio(
            "1.mp3", "hangs.mp3", files=Playlist(".", "sequential"), first=Loudness(("files",), -16.0)
        )
        Measuring(made.disk, made.ground.loudness)
        made.ground.loudness.want(Path("hangs.mp3"), "hangs.mp3")
        made.plays(made.disk.hung.is_set)

        assert made.is_in_time

    def test_keeps_so_many_threads_and_no_more(self, radio):
        names = [f"hangs{number}.mp3" for number in range(20)]
        made = radio(*names, first=Playlist(".", "sequential"))
        made.plays(lambda: threads("first") >= MOST_LEFT, seconds=40.0)

        assert made.is_in_time
        assert MOST_LEFT <= threads("first") <= MOST_LEFT + 2

    def test_with_one_file_costs_that_file_and_one_thread_however_often_its_turn_comes(self, radio, caplog):
        made = radio("1.mp3", "hangs.mp3", first=Playlist(".", "sequential"))
        made.plays(lambda: "is left to itself" in caplog.text, seconds=40.0)
        heard = made.made.made["first"].source.now_playing
        made.plays(lambda: made.made.made["first"].source.now_playing is not heard, seconds=0.0)

        assert caplog.text.count("the disk has not given") == 1
        assert threads("first") <= 2  # besides, a file may be opened, or the folder be looked at


class TestAFileThatTurnsBad:
    def test_costs_its_rest_and_is_told_once(self, radio, caplog):
        made = radio("bad.mp3", "z.mp3", first=Single("bad.mp3"))
        told = "it is damaged"
        made.plays(lambda: told in caplog.text)

        assert made.is_in_time
        assert caplog.text.count(told) == 1


class TestAFunctionThatNeverAnswers:
    def test_keeps_nothing_waiting_that_it_was_to_choose(self, radio, monkeypatch):
        asked = []
        monkeypatch.setattr("runtime.station.making.requests.nobody", lambda: asked.append(1) or Future())
        made = radio("1.mp3", first=Next(None))
        made.plays(lambda: asked)

        assert asked
        assert made.is_in_time


class TestASourceClientThatDrips:
    def test_keeps_nothing_waiting(self, radio):
        made = radio("1.mp3", first=LiveInput(MountPath("/studio"), one_account("pw")))
        studio = made.made.made["first"].source
        session = studio.connect(StreamDescription(), lambda: None, IncomingStream())
        made.plays()
        session.end(goodbye=False)

        assert made.is_in_time


class TestALogThatNobodyReads:
    def test_keeps_nothing_waiting(self, radio):
        goes_on = threading.Event()

        class Terminal(io.StringIO):
            def write(self, text):
                assert goes_on.wait(60)
                return len(text)

        writer = LogWriter(Terminal())
        handler, log = Handler(writer, Form(), ManualClock()), logging.getLogger("legacystream")
        log.addHandler(handler)
        try:
            made = radio("1.mp3", first=Playlist("nowhere"))
            made.plays()
            log.warning("something that fills the terminal")
        finally:
            log.removeHandler(handler)
            goes_on.set()

        assert made.is_in_time
        assert writer.drain(10)
