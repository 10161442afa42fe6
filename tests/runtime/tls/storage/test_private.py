import os
import stat
import time

import pytest

from runtime.errors import OperatorFault
from runtime.tls.storage import prove_writing, put_aside, read_sealed, write_sealed
from runtime.tls.storage.private import Damaged, make_private

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has access lists in place of modes")


class TestAFileThatIsWholeOrNotThere:
    def test_comes_back_as_it_was_written(self, tmp_path):
        write_sealed(tmp_path / "a", "one\ntwo ü\n")

        assert read_sealed(tmp_path / "a") == "one\ntwo ü\n"

    def test_that_was_never_written_is_nothing(self, tmp_path):
        assert read_sealed(tmp_path / "a") is None

    def test_leaves_nothing_beside_it(self, tmp_path):
        write_sealed(tmp_path / "a", "one")
        write_sealed(tmp_path / "a", "two")

        assert [path.name for path in tmp_path.iterdir()] == ["a"]

    @posix
    def test_is_its_owner_s_alone(self, tmp_path):
        make_private(tmp_path / "deep" / "down")
        write_sealed(tmp_path / "deep" / "down" / "a", "one")

        assert stat.S_IMODE((tmp_path / "deep" / "down" / "a").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "deep" / "down").stat().st_mode) == 0o700

    @pytest.mark.parametrize(
        "damage",
        [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"", lambda data: b"\xff\xfe"],
    )
    def test_that_was_cut_off_or_changed_is_called_damaged(self, tmp_path, damage):
        write_sealed(tmp_path / "a", "one\ntwo\n")
        (tmp_path / "a").write_bytes(damage((tmp_path / "a").read_bytes()))

        with pytest.raises(Damaged):
            read_sealed(tmp_path / "a")

    def test_of_immoderate_size_is_not_read_whole(self, tmp_path):
        with (tmp_path / "a").open("wb") as file:
            file.truncate(1 << 30)

        with pytest.raises(Damaged, match="more than 1024 KiB"):
            read_sealed(tmp_path / "a")

    def test_put_aside_keeps_every_damaged_one(self, tmp_path):
        for text in ("one", "two"):
            (tmp_path / "a").write_text(text)
            put_aside(tmp_path / "a")

        assert sorted((path.name, path.read_text()) for path in tmp_path.iterdir()) == [
            ("a.damaged-1", "one"),
            ("a.damaged-2", "two"),
        ]

    def test_put_aside_very_often_does_not_fill_the_disk(self, tmp_path):
        for number in range(30):
            (tmp_path / "a").write_text(str(number))
            put_aside(tmp_path / "a")

        assert len(list(tmp_path.iterdir())) == 9
        assert (tmp_path / "a.damaged-9").read_text() == "29"


class TestAFullDisk:
    @pytest.fixture
    def full(self, monkeypatch):
        def no_room(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", no_room)

    def test_leaves_the_old_file_and_nothing_else(self, tmp_path, monkeypatch, request):
        write_sealed(tmp_path / "a", "old")
        request.getfixturevalue("full")

        with pytest.raises(OperatorFault, match="the disk is full"):
            write_sealed(tmp_path / "a", "new")

        assert (read_sealed(tmp_path / "a"), [path.name for path in tmp_path.iterdir()]) == ("old", ["a"])

    def test_is_found_out_before_an_order(self, tmp_path, full):
        with pytest.raises(OperatorFault, match="the disk is full"):
            prove_writing(tmp_path / "tls")

        assert list((tmp_path / "tls").iterdir()) == []


class TestWritingIsProven:
    def test_and_nothing_stays(self, tmp_path):
        prove_writing(tmp_path / "tls")

        assert list((tmp_path / "tls").iterdir()) == []

    def test_and_what_a_crash_left_half_written_is_swept_out(self, tmp_path):
        (tmp_path / "certificates").mkdir()
        for name, age in (("old", 7200), ("young", 60)):
            path = tmp_path / "certificates" / f"{name}.pem.0a1b2c3d.new"
            path.write_text("half")
            os.utime(path, (time.time() - age,) * 2)
        prove_writing(tmp_path)

        assert [path.name for path in (tmp_path / "certificates").iterdir()] == ["young.pem.0a1b2c3d.new"]

    def test_a_place_that_is_no_folder_is_told(self, tmp_path):
        (tmp_path / "tls").write_text("a file")

        with pytest.raises(OperatorFault, match="cannot be written"):
            prove_writing(tmp_path / "tls")
