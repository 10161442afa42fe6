"""`lss state`."""

import io
import json

import pytest

from lsscript.cli.lss import parser
from lsscript.cli.remembered import run_state
from runtime.kernel.folder_lock import FolderLock
from runtime.memory import END, MEMORY_FILE, Change, Key, MemoryFile

CHANGES = [
    Change(Key("music", "Playlist"), "running", '["a.mp3",0]'),
    Change(Key("music", "Hand"), "gain", "-6.0"),
    Change(Key("", "refs"), "volume", "3"),
    Change(Key("", "history"), "radio", f'["{"x" * 500}"]'),
    Change(END, "well", "true"),
]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "station.state"
    folder.mkdir()
    return folder


@pytest.fixture
def state(tmp_path, folder):
    """Runs the tool on a station that remembers something: code, what it says, what is wrong."""
    file = MemoryFile(folder / MEMORY_FILE)
    file.write(CHANGES)
    file.close()

    def run(*words):
        out, problems = io.StringIO(), io.StringIO()
        options = parser().parse_args(["state", str(tmp_path / "station.lss"), *words])
        return run_state(options, out, problems), out.getvalue(), problems.getvalue()

    return run


class TestWhatIsRemembered:
    def test_is_shown_part_by_part(self, state):
        code, out, _ = state()

        assert code == 0
        assert 'music (Playlist)\n    running: ["a.mp3",0]\n' in out
        assert "variables\n    volume: 3\n" in out
        assert max(map(len, out.splitlines())) < 120

    def test_is_whole_for_machines(self, state):
        found = json.loads(state("--json")[1])

        assert {"name": "music", "kind": "Hand", "parts": {"gain": -6.0}} in found
        assert len(found) == len(CHANGES) - 1

    def test_can_be_looked_at_while_the_station_is_on_the_air(self, state, folder):
        lock = FolderLock(folder)
        lock.take()

        assert state()[0] == 0
        lock.release()

    def test_is_nothing_where_there_is_no_station(self, tmp_path):
        out, problems = io.StringIO(), io.StringIO()
        options = parser().parse_args(["state", str(tmp_path / "other.lss")])

        assert run_state(options, out, problems) == 2
        assert "nothing is remembered in" in problems.getvalue()

    def test_that_is_damaged_is_told(self, state, folder):
        (folder / MEMORY_FILE).write_bytes(b"rubbish" * 1000)
        code, _, problems = state()

        assert code == 2
        assert "file is not a database" in problems


class TestForgetting:
    def test_takes_all_of_a_source_and_nothing_else(self, state):
        assert state("--forget", "music")[:2] == (0, "music is forgotten\n")

        out = state()[1]
        assert "music" not in out
        assert "volume: 3" in out

    def test_takes_a_variable(self, state):
        assert state("--forget", "volume")[0] == 0

        out = state()[1]
        assert "volume" not in out
        assert "music (Playlist)" in out

    def test_says_what_there_is(self, state):
        code, _, problems = state("--forget", "musik")

        assert code == 1
        assert problems == 'nothing is remembered of "musik"; there are: music, volume\n'

    def test_is_not_done_behind_the_back_of_a_running_station(self, state, folder):
        lock = FolderLock(folder)
        lock.take()
        code, _, problems = state("--forget", "music")
        lock.release()

        assert code == 1
        assert "is on the air" in problems
        assert "music" in state()[1]
