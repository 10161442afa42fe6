"""The memory while the station runs."""

import os
import shutil
import sqlite3
import sys
from datetime import timedelta

import pytest

from runtime.memory import KEEP_DAYS, MEMORY_FILE, Key, Memory, read_only
from runtime.memory import record as module
from runtime.memory.memory import RETRY_BEATS
from runtime.testing import ManualClock

MUSIC, WISHES = Key("music", "Playlist"), Key("wishes", "RequestQueue")


class Thing:
    """Something that remembers whatever it is told."""

    def __init__(self, **parts):
        self.parts = parts

    def remembered(self):
        return dict(self.parts)

    def recall(self, parts):
        self.parts = dict(parts)


class Forgetful(Thing):
    def recall(self, parts):
        raise ValueError("what is this")


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def open_memory(tmp_path, clock):
    memories = []

    def make(folder=tmp_path, **things) -> Memory:
        memory = Memory(folder, clock.wall)
        memory.open()
        known = {Key(name, "Playlist"): thing for name, thing in things.items()}
        for key, thing in known.items():
            memory.remind(key, thing)
        memory.use(known)
        memories.append(memory)
        return memory

    yield make
    for memory in memories:
        memory.stop()


class TestAMemory:
    def test_is_there_after_a_restart(self, open_memory):
        first = open_memory(music=Thing(at=3, order=["a", "b"]))
        first.note_down()
        first.stop()
        later = Thing(at=0)
        open_memory(music=later)

        assert later.parts == {"at": 3, "order": ["a", "b"]}

    def test_is_not_there_for_what_is_of_another_kind(self, open_memory, clock, tmp_path):
        first = open_memory(music=Thing(at=3))
        first.note_down()
        first.stop()
        memory, queue = Memory(tmp_path, clock.wall), Thing(line=[])
        memory.open()
        memory.remind(Key("music", "RequestQueue"), queue)
        memory.stop()

        assert queue.parts == {"line": []}

    def test_is_handed_on_at_a_reload_without_what_plays_on_there(self, open_memory):
        old, new = Thing(at=3, running="a"), Thing(at=0)
        memory = open_memory(music=old)
        old.parts["at"] = (4, 5)
        memory.remind(Key("music", "Playlist"), new)

        assert new.parts == {"at": [4, 5]}

    def test_counts_what_plays_anew_where_the_station_ended_well(self, open_memory):
        first = open_memory(music=Thing(running=["a.mp3", 3]))
        first.start(lambda what: what())
        first.kept().result(5)
        first.stop()
        well = Thing()
        open_memory(music=well).note_down()
        killed = Thing()
        open_memory(music=killed)

        assert well.parts == {"running": ["a.mp3", -1]}
        assert killed.parts == {"running": ["a.mp3", -1]}

    def test_needs_no_folder_for_that(self, open_memory):
        old, new = Thing(at=3), Thing(at=0)
        memory = open_memory(None, music=old)
        memory.remind(Key("music", "Playlist"), new)
        memory.start(lambda what: what())

        assert new.parts == {"at": 3}
        assert memory.kept().result(1)

    def test_that_is_not_understood_is_told_and_costs_itself_alone(self, open_memory, caplog):
        first = open_memory(music=Thing(at=3), talk=Thing(at=4))
        first.note_down()
        first.stop()
        talk = Thing(at=0)
        open_memory(music=Forgetful(at=0), talk=talk)

        assert 'what "music" remembered is not understood (what is this); it begins anew' in caplog.text
        assert talk.parts == {"at": 4}

    def test_is_written_as_of_the_moment_at_which_it_is_asked_for(self, open_memory, tmp_path):
        thing = Thing(at=1)
        memory = open_memory(music=thing)
        memory.start(lambda what: what())
        thing.parts["at"] = 2

        assert memory.kept().result(5)
        assert read_only(tmp_path / MEMORY_FILE) == {MUSIC: {"at": "2"}}

    def test_is_asked_for_where_the_things_belong(self, open_memory):
        thing, where = Thing(at=1), []
        memory = open_memory(music=thing)

        def look(what):
            where.append(True)
            return what()

        memory.start(look)
        assert memory.kept().result(5)
        assert where

    def test_says_that_nothing_is_safe_where_nobody_answers(self, open_memory):
        memory = open_memory(music=Thing(at=1))

        def look(_what):
            raise TimeoutError

        memory.start(look)
        assert not memory.kept().result(5)

    def test_forgives_who_waits_no_more(self, open_memory):
        memory = open_memory(music=Thing(at=1))
        memory.start(lambda what: what())
        answer = memory.kept()
        answer.cancel()

        assert memory.kept().result(5)


class TestForgetting:
    def test_comes_a_while_after_something_left_the_script(self, open_memory, clock, tmp_path):
        memory = open_memory(music=Thing(at=1), talk=Thing(at=1))
        memory.note_down()
        memory.use({MUSIC: Thing(at=1)})
        for day in range(KEEP_DAYS + 1):
            clock.set_wall(clock.wall() + timedelta(days=1))
            memory.note_down()
            there = Key("talk", "Playlist") in read_only(tmp_path / MEMORY_FILE)
            assert there == (day < KEEP_DAYS)

        assert MUSIC in read_only(tmp_path / MEMORY_FILE)


class TestAFolderThatIs:
    @pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let a file go that is open")
    def test_lost_is_made_again_with_all_that_is_known(self, open_memory, tmp_path):
        folder = tmp_path / "state"
        memory = open_memory(folder, music=Thing(at=1))
        memory.note_down()
        shutil.rmtree(folder)

        assert memory.note_down()
        assert read_only(folder / MEMORY_FILE) == {MUSIC: {"at": "1"}}

    def test_damaged_is_told_put_aside_and_begun_anew(self, open_memory, tmp_path, caplog):
        (tmp_path / MEMORY_FILE).write_bytes(b"rubbish" * 1000)
        memory = open_memory(music=Thing(at=1))

        assert memory.note_down()
        assert "what the station remembered cannot be read (file is not a database)" in caplog.text
        assert [each.read_bytes()[:7] for each in tmp_path.glob("*damaged*")] == [b"rubbish"]

    def test_damaged_while_the_station_plays_costs_nothing(self, open_memory, tmp_path, caplog):
        thing = Thing(at=1)
        memory = open_memory(music=thing, talk=Thing(text="x" * 100_000))
        memory.note_down()
        file = memory._record._file
        file._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with (tmp_path / MEMORY_FILE).open("r+b") as raw:
            raw.seek(4096)
            raw.write(os.urandom(3 * 4096))
        file._base.execute("PRAGMA shrink_memory")
        thing.parts["at"] = 2

        assert memory.note_down()
        assert "put aside" in caplog.text
        assert read_only(tmp_path / MEMORY_FILE)[MUSIC] == {"at": "2"}

    @pytest.mark.parametrize(
        "fault", [sqlite3.OperationalError("database or disk is full"), OSError(30, "Read-only file system")]
    )
    def test_not_to_be_written_is_told_once_and_heals(
        self, open_memory, tmp_path, monkeypatch, caplog, fault
    ):
        thing = Thing(at=1)
        memory = open_memory(music=thing)
        memory.note_down()

        def fails(*_):
            raise fault

        with monkeypatch.context() as broken:
            broken.setattr(module.MemoryFile, "write", fails)
            for at in range(2, 6):
                thing.parts["at"] = at
                assert not memory.note_down()
        assert memory.note_down()

        told = [record.getMessage() for record in caplog.records]
        assert len(told) == 2
        assert "it plays on, and tries again" in told[0]
        assert told[1] == "what the station remembers is written again"
        assert read_only(tmp_path / MEMORY_FILE) == {MUSIC: {"at": "5"}}

    def test_not_to_be_written_is_tried_seldom_where_nobody_asks(self, open_memory, monkeypatch):
        tries = []
        memory = open_memory(music=Thing(at=1))

        def fails(*_):
            tries.append(True)
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(module.MemoryFile, "write", fails)
        for _ in range(2 * RETRY_BEATS):
            memory.note_down(asked=False)

        assert len(tries) == 2

    def test_not_to_be_written_can_still_be_read(self, open_memory, monkeypatch, tmp_path, clock):
        first = open_memory(music=Thing(at=3))
        first.note_down()
        first.stop()
        real = module.MemoryFile

        def only_reads(path, *, writable=True):
            if writable:
                raise sqlite3.OperationalError("attempt to write a readonly database")
            return real(path, writable=False)

        monkeypatch.setattr(module, "MemoryFile", only_reads)
        later = Thing(at=0)
        open_memory(music=later)

        assert later.parts == {"at": 3}


class TestWhatIsTooLarge:
    def test_is_told_once(self, open_memory, monkeypatch, caplog):
        monkeypatch.setattr("runtime.memory.notes.LARGEST_PART", 10)
        memory = open_memory(music=Thing(at="x" * 100))
        memory.note_down()
        memory.note_down()

        assert [record.getMessage() for record in caplog.records] == [
            '"music" has too much to remember; its at is not kept'
        ]
