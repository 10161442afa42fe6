"""The notebook and its file, kept in step."""

import sqlite3

import pytest

from runtime.memory import MEMORY_FILE, Key, MemoryFile, read_only
from runtime.memory.notes import END, MOST_ABSENT
from runtime.memory.record import Record, too_old
from runtime.testing import ManualClock

MUSIC = Key("music", "Playlist")


@pytest.fixture
def opened(tmp_path):
    records = []

    def make():
        record = Record(tmp_path, ManualClock().wall)
        record.open()
        records.append(record)
        return record

    yield make
    for record in records:
        record.close()


class TestWhatIsWritten:
    def test_is_known_to_the_next_one(self, opened):
        assert opened().write({MUSIC: {"at": 1}})

        assert opened().parts(MUSIC) == {"at": 1}
        assert opened().parts(Key("talk", "Playlist")) == {}

    def test_says_whether_the_station_came_to_its_end(self, opened):
        opened().write({MUSIC: {"at": 1}, END: {}})

        assert not opened().ended_well

        opened().write({MUSIC: {"at": 1}, END: {"well": True}})

        assert opened().ended_well

    def test_is_written_once_where_nothing_changes(self, opened, monkeypatch):
        written = []
        record = opened()
        record.write({MUSIC: {"at": 1}})
        monkeypatch.setattr(MemoryFile, "write", lambda _file, changes: written.append(changes))
        record.write({MUSIC: {"at": 1}})

        assert written == []


class TestADiskThatFails:
    def test_is_written_to_again_when_it_has_healed(self, opened, monkeypatch, tmp_path, caplog):
        record = opened()

        def fails(*_):
            raise sqlite3.OperationalError("disk I/O error")

        with monkeypatch.context() as broken:
            broken.setattr(MemoryFile, "write", fails)

            assert not record.write({MUSIC: {"at": 1}})
            assert not record.write({MUSIC: {"at": 2}})

        assert record.write({MUSIC: {"at": 3}})
        assert read_only(tmp_path / MEMORY_FILE) == {MUSIC: {"at": "3"}}
        assert len(caplog.records) == 2


class TestForgetting:
    def test_comes_sooner_for_the_oldest_of_too_many(self):
        keys = [Key(f"node {number}", "Playlist") for number in range(MOST_ABSENT + 2)]
        seen = {key: float(number) for number, key in enumerate(keys)}

        assert sorted(too_old(keys, seen, 2000.0)) == sorted(keys[:2])
