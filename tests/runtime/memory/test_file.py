"""The file in the state folder: kept whole whatever happens to it."""

import random
import shutil
import sqlite3
import sys
from datetime import UTC, datetime, timedelta

import pytest

from runtime.memory import MEMORY_FILE, Change, Damaged, Key, MemoryFile
from runtime.memory.file import MOST_ASIDE, VERSION, put_aside, read_only

MUSIC, WISHES = Key("music", "Playlist"), Key("wishes", "RequestQueue")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / MEMORY_FILE


def kept(path):
    file = MemoryFile(path)
    found = file.read()
    file.close()
    return found


def write(path, *changes):
    file = MemoryFile(path)
    file.write(changes)
    file.close()


class TestTheFile:
    def test_keeps_what_is_written(self, path):
        write(path, Change(MUSIC, "a", "1"), Change(WISHES, "line", "[]"))
        write(path, Change(MUSIC, "a", "2"))

        assert kept(path) == {MUSIC: {"a": "2"}, WISHES: {"line": "[]"}}

    def test_forgets_a_part(self, path):
        write(path, Change(MUSIC, "a", "1"), Change(MUSIC, "b", "1"))
        write(path, Change(MUSIC, "a", None))

        assert kept(path) == {MUSIC: {"b": "1"}}

    def test_knows_who_was_in_the_script_when(self, path):
        file = MemoryFile(path)
        file.write([Change(MUSIC, "a", "1")])
        file.saw([MUSIC, WISHES], 5.0)
        file.saw([MUSIC], 7.0)

        assert file.seen() == {MUSIC: 7.0, WISHES: 5.0}
        file.forget([MUSIC])
        assert (file.seen(), file.read()) == ({WISHES: 5.0}, {})
        file.close()

    def test_can_be_read_by_others_meanwhile(self, path):
        file = MemoryFile(path)
        file.write([Change(MUSIC, "a", "1")])

        assert read_only(path) == {MUSIC: {"a": "1"}}
        file.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let a file go that is open")
    def test_notices_when_it_is_gone(self, path):
        file = MemoryFile(path)
        assert file.there
        path.unlink()

        assert not file.there
        file.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="there the folder says who may read it")
    def test_is_for_its_user_alone(self, path):
        write(path)

        assert path.stat().st_mode & 0o077 == 0


class TestADamagedFile:
    def test_is_told_from_one_whose_disk_fails(self, path):
        path.write_bytes(b"this was never a database, whatever its name says" * 100)

        with pytest.raises(Damaged, match="not a database"):
            MemoryFile(path)

    def test_is_one_of_a_later_version(self, path):
        write(path)
        base = sqlite3.connect(path)
        base.execute(f"PRAGMA user_version = {VERSION + 1}")
        base.close()

        with pytest.raises(Damaged, match="later LegacyStream"):
            MemoryFile(path)

    def test_is_one_that_another_program_wrote(self, path):
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE notes (who, knows)")
        base.execute("PRAGMA user_version = 1")
        base.commit()
        base.close()

        with pytest.raises(Damaged):
            MemoryFile(path)

    def test_is_one_whose_tables_are_others(self, path):
        base = sqlite3.connect(path)
        base.execute("CREATE TABLE notes (who, knows)")
        base.commit()
        base.close()

        with pytest.raises(Damaged):
            MemoryFile(path)

    def test_is_found_wherever_bytes_are_wrong_or_does_no_harm(self, path):
        changes = [Change(Key(f"node {n}", "Playlist"), "a", f'"{n * 37:0200}"') for n in range(200)]
        write(path, *changes)
        whole, right = path.read_bytes(), kept(path)
        chance = random.Random(7)
        for _ in range(30):
            torn = bytearray(whole)
            at = chance.randrange(len(whole))
            torn[at : at + 64] = chance.randbytes(len(torn[at : at + 64]))
            path.write_bytes(torn)
            try:
                found = kept(path)
            except (Damaged, sqlite3.Error):
                continue
            assert found.keys() <= right.keys() or len(found) == len(right)

    def test_is_put_aside_with_its_log_and_not_deleted(self, path):
        path.write_bytes(b"old")
        path.with_name(f"{MEMORY_FILE}-wal").write_bytes(b"log")
        aside = put_aside(path, NOON)

        assert not path.exists()
        assert aside.read_bytes() == b"old"
        assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"log"

    def test_gives_way_to_newer_ones(self, path):
        for number in range(MOST_ASIDE + 3):
            path.write_bytes(str(number).encode())
            put_aside(path, NOON + timedelta(seconds=number))
        kept = sorted(int(each.read_bytes()) for each in path.parent.iterdir())

        assert kept == list(range(3, MOST_ASIDE + 3))


@pytest.mark.skipif(
    sys.platform == "win32", reason="the same bytes, and each file takes long to open under Wine"
)
class TestEveryPrefixOfTheLog:
    """A power cut leaves any beginning of the log: each is a state that there was, and a later one the longer it is."""

    WRITINGS = 12

    def test_gives_a_state_that_there_was(self, tmp_path):
        states, base, log = self.written(tmp_path / "whole")
        found = [
            self.replayed(tmp_path / "torn", base, log[:length], states) for length in self.lengths(len(log))
        ]

        assert found == sorted(found)
        assert (found[0], found[-1]) == (0, self.WRITINGS)
        assert len(set(found)) == self.WRITINGS + 1

    def test_gives_a_state_that_there_was_also_where_a_frame_is_torn(self, tmp_path):
        states, base, log = self.written(tmp_path / "whole")
        chance = random.Random(3)
        for _ in range(30):
            torn = bytearray(log)
            at = chance.randrange(32, len(log))
            torn[at] ^= chance.randrange(1, 256)
            self.replayed(tmp_path / "torn", base, bytes(torn), states)

    def written(self, folder):
        """What was kept after each writing, and the two files as a kill leaves them."""
        folder.mkdir()
        chance, file = random.Random(1), MemoryFile(folder / MEMORY_FILE)
        states = [file.read()]
        for number in range(self.WRITINGS):
            keys = chance.sample([MUSIC, WISHES, Key("radio", "Turns")], chance.randint(1, 3))
            parts = [(key, part) for key in keys for part in ("round", "line")]
            changes = [
                Change(
                    key, part, None if chance.random() < 0.2 else f'"{number}{"x" * chance.randint(0, 1500)}"'
                )
                for key, part in parts
            ]
            file.write([*changes, Change(MUSIC, "number", str(number))])
            states.append(file.read())
        files = [folder / MEMORY_FILE, folder / f"{MEMORY_FILE}-wal"]
        base, log = (each.read_bytes() for each in files)
        file.close()
        return states, base, log

    def lengths(self, whole):
        """Each border between two frames of the log and the byte before it, and some that lie anywhere."""
        frame, head, chance = 24 + 4096, 32, random.Random(2)
        borders = range(head, whole + 1, frame)
        near = {each + step for each in borders for step in (-1, 0)}
        return sorted(
            length for length in near | set(chance.sample(range(whole), 20)) | {0} if length <= whole
        )

    def replayed(self, folder, base, log, states):
        """Open the files as a start does; which state that is."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / MEMORY_FILE).write_bytes(base)
        (folder / f"{MEMORY_FILE}-wal").write_bytes(log)

        found = kept(folder / MEMORY_FILE)

        assert found in states
        return states.index(found)
