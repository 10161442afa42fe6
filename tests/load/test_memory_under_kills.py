"""`kill -9` at a hundred random moments, and beginnings of the log as a power cut leaves them: what comes back is what was."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.station import ROOT
from runtime.memory import MEMORY_FILE, MemoryFile
from runtime.sources.place import MOST_TIMES

KILLS = 100
LONGEST_LIFE = 0.2
"""Seconds until the kill, at most, as a rule from when it has recalled."""

TORN = 6
"""Beginnings of the log that are replayed after each kill."""

FRAME = 24 + 4096
"""Bytes of a frame of the log."""

pytestmark = pytest.mark.timeout(120)


class TestAProgrammeKilledAHundredTimes:
    def test_always_comes_back_with_a_queue_and_positions_that_there_were(self, tmp_path, tell):
        began, lives = time.monotonic(), Lives(tmp_path)
        try:
            for number in range(KILLS):
                lives.live_and_be_killed(number)
                lives.check()
        finally:
            lives.end()

        tell(
            f"{KILLS} kills in {time.monotonic() - began:.0f} s among {lives.noted} states: {lives.kept} were waited for, "
            f"{lives.replayed} beginnings of the log replayed; {len(lives.behind)} kills cost something, at most the last "
            f"{max(lives.behind, default=0)} changes"
        )
        assert lives.kept >= KILLS // 10
        assert lives.recalls >= KILLS * 3 // 4


class Lives:
    """The lives of one programme, and all that they noted."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._chance = folder, random.Random(4)
        self._cuts = {text({}): 0}
        self.kept = self.replayed = self.recalls = self.noted = 0
        self.behind: list[int] = []
        self._safe = 0
        command = [sys.executable, str(Path(__file__).parent / "remembering.py"), str(folder)]
        paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        self._mother = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
        )
        self._restored: dict = {}

    def live_and_be_killed(self, number: int) -> None:
        """One life."""
        self._mother.stdin.write(f"{number}\n")
        self._mother.stdin.flush()
        process = int(self._mother.stdout.readline())
        notes = self._folder / f"life-{number}.jsonl"
        if number % 4:  # every fourth kill may come while it still recalls
            wait_until(lambda: notes.exists() and notes.stat().st_size > 0)
        time.sleep(self._chance.uniform(0, LONGEST_LIFE))
        os.kill(process, signal.SIGKILL)
        while alive(process):
            time.sleep(0.001)
        self._read(notes)

    def check(self) -> None:
        """What is kept is a state that there was, none older than what somebody was told is safe; so it is with torn logs."""
        found = self._replay(None)
        newest = self._cuts[text(found)]
        assert newest >= self._safe
        if newest < self.noted:
            self.behind.append(self.noted - newest)
        self._restored = found
        log = self._folder / "state" / f"{MEMORY_FILE}-wal"
        size = log.stat().st_size if log.exists() else 0
        for _ in range(TORN if size else 0):
            length = self._chance.choice([self._chance.randrange(size), size // FRAME * FRAME + 32])
            assert text(self._replay(length - self._chance.randrange(3) * FRAME)) in self._cuts
            self.replayed += 1

    def end(self) -> None:
        """Let the mother go."""
        self._mother.stdin.close()
        self._mother.wait(10)
        self._mother.stdout.close()

    def _read(self, notes: Path) -> None:
        """Learn what a life came to stand at, and that it began where the one before was left."""
        lines = notes.read_bytes().splitlines() if notes.exists() else []
        for number, line in enumerate(lines):
            noted = json.loads(line)
            if "cut" in noted:
                if not number:
                    self._began(noted["cut"])
                self.noted += 1
                self._cuts[text(noted["cut"])] = self.noted
            else:
                self.kept += 1
                self._safe = self.noted

    def _began(self, cut: dict) -> None:
        self.recalls += 1
        before = self._restored
        assert line(cut.get("wishes", {})) == line(before.get("wishes", {}), killed=True)
        assert cut["wishes"]["next"] == before.get("wishes", {}).get("next", 1)
        for name in ("music", "talks"):
            assert round_of(cut.get(name, {})) == round_of(before.get(name, {}), killed=True)
        assert cut["first"] == before.get("first", {"over": False})

    def _replay(self, length: int | None) -> dict:
        """What a start would know; with a log that ends after so many bytes."""
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        if not (self._folder / "state" / MEMORY_FILE).exists():
            return {}
        shutil.copytree(self._folder / "state", copy, ignore=shutil.ignore_patterns("*-shm"))
        if length is not None:
            os.truncate(copy / f"{MEMORY_FILE}-wal", max(0, length))
        file = MemoryFile(copy / MEMORY_FILE)
        found = file.read()
        file.close()
        return {
            key.name: {part: json.loads(text) for part, text in parts.items()}
            for key, parts in found.items()
            if parts
        }


def text(cut: dict) -> str:
    """A state as a word of its own."""
    return json.dumps(cut, sort_keys=True)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def alive(process: int) -> bool:
    """Whether it has not ended; its mother does not ask for it."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def line(parts: dict, *, killed: bool = False) -> list:
    """The requests of a queue in their order; who was killed in one too often does without it."""
    playing = parts.get("running")
    gone = playing is None or (killed and playing[2] >= MOST_TIMES)
    return [*([] if gone else [playing[:2]]), *parts.get("line", [])]


def round_of(parts: dict, *, killed: bool = False) -> list[str]:
    """The files of a playlist that are still to come, in their order."""
    if not parts:
        return []
    left = list(parts["round"]["to_come"])
    for name in parts["since"]:
        if name in left:
            left.remove(name)
    playing = parts.get("running")
    gone = playing is None or (killed and playing[1] >= MOST_TIMES)
    return [*([] if gone else playing[:1]), *parts["ahead"], *left]
