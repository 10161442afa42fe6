"""The last certificate that could be read from files, for a start without them."""

import logging
import os
from datetime import UTC, datetime, timedelta

import pytest

from runtime.testing.authority import Authority
from runtime.tls.certificate import Certificate
from runtime.tls.files import SETTLE_SECONDS, CertificateFiles, WatchedCertificate
from runtime.tls.last_good import FOLDER, LastGood

AUTHORITY = Authority()
NOW = datetime.now(UTC)
PAPER = AUTHORITY.issue("radio.example", ends=NOW + timedelta(days=10))


class Station:
    """One start of a station: its memory, and somebody who looks at the files."""

    def __init__(self, folder, password="", later=timedelta()):
        self.files = CertificateFiles.of(folder, "radio.pem", "radio.key", password)
        self.memory = LastGood(folder / "state", lambda: NOW + later)
        self.said = []
        self.watched = WatchedCertificate(self.files, lambda *said: self.said.append(said), self.memory)

    def look(self, now=1.0):
        return self.watched.look(now)

    @property
    def told(self):
        return [(wrong.wrong, meanwhile) for wrong, meanwhile in self.said]


@pytest.fixture
def folder(tmp_path):
    """A script's folder whose station has read its certificate once."""
    put(tmp_path, PAPER.chain, PAPER.key)
    assert Station(tmp_path).look()
    return tmp_path


def put(folder, chain, key):
    (folder / "radio.pem").write_bytes(chain)
    (folder / "radio.key").write_bytes(key)


def copies(folder):
    return sorted((folder / "state" / FOLDER).rglob("*.pem"))


class TestAStartWithoutTheFiles:
    @pytest.mark.parametrize("harm", ["gone", "garbage", "half"])
    def test_serves_what_they_gave_last_and_says_so_once(self, folder, harm):
        match harm:
            case "gone":
                (folder / "radio.pem").unlink()
                (folder / "radio.key").unlink()
            case "garbage":
                put(folder, b"\x00\xff" * 500, b"-----BEGIN nothing")
            case "half":
                put(folder, PAPER.chain[: len(PAPER.chain) // 2], PAPER.key)
        station = Station(folder)

        assert station.look()
        assert station.watched.certificate == Certificate.from_pem(PAPER.chain, PAPER.key)
        assert station.told == []
        station.look(1.0 + SETTLE_SECONDS), station.look(1.4 + SETTLE_SECONDS)
        assert station.told == [("missing" if harm == "gone" else "unreadable", "recalled")]

    def test_takes_the_files_up_when_they_are_back(self, folder):
        (folder / "radio.key").unlink()
        station = Station(folder)
        station.look()
        new = AUTHORITY.issue("radio.example")
        put(folder, new.chain, new.key)

        assert station.look(2.0)
        assert station.watched.certificate.key_pem.encode() == new.key
        assert (station.watched.wrong, station.watched.meanwhile) == (None, "served")

    def test_has_nothing_where_the_last_one_has_ended(self, folder):
        (folder / "radio.key").unlink()
        station = Station(folder, later=timedelta(days=11))

        assert not station.look()
        assert station.told == [("missing", "nothing")]

    def test_serves_the_copy_also_where_the_machines_clock_has_not_been_set_yet(self, folder):
        (folder / "radio.key").unlink()

        assert Station(folder, later=-timedelta(days=20_000)).look()

    def test_has_nothing_where_the_copy_is_damaged(self, folder, caplog):
        (folder / "radio.key").unlink()
        (copy,) = copies(folder)
        copy.write_text(copy.read_text("utf-8").replace("A", "B", 5), "utf-8")
        station = Station(folder)
        with caplog.at_level(logging.WARNING):
            assert not station.look()

        assert station.told == [("missing", "nothing")]
        assert "is put aside as" in caplog.text

    def test_has_nothing_of_other_files(self, folder):
        station = Station(folder)
        other = CertificateFiles.of(folder, "other.pem", "radio.key")

        assert station.memory.find(other) is None


class TestTheCopy:
    @pytest.mark.skipif(os.name == "nt", reason="Windows has access lists in place of modes")
    def test_is_for_the_stations_user_alone(self, folder):
        (copy,) = copies(folder)

        assert copy.stat().st_mode & 0o077 == 0
        assert copy.parent.stat().st_mode & 0o077 == 0

    def test_is_not_written_again_where_nothing_has_changed(self, folder):
        (copy,) = copies(folder)
        before = copy.stat().st_mtime_ns
        Station(folder).look()

        assert copy.stat().st_mtime_ns == before

    def test_of_a_key_with_a_password_is_under_the_same_one(self, tmp_path):
        put(tmp_path, PAPER.chain, PAPER.encrypted_key(b"oolong"))
        Station(tmp_path, "oolong").look()
        (copy,) = copies(tmp_path)
        (tmp_path / "radio.key").unlink()
        again, other = Station(tmp_path, "oolong"), Station(tmp_path, "sencha")

        assert "BEGIN ENCRYPTED PRIVATE KEY" in copy.read_text("utf-8")
        assert again.look()
        assert not other.look()

    def test_goes_when_the_script_names_the_files_no_more(self, folder):
        station = Station(folder)
        station.memory.forget_others([station.files])
        kept = copies(folder)
        station.memory.forget_others([])

        assert len(kept) == 1
        assert copies(folder) == []

    def test_that_cannot_be_written_costs_only_itself(self, tmp_path, caplog):
        put(tmp_path, PAPER.chain, PAPER.key)
        (tmp_path / "state").write_text("a file where the folder should be")
        station = Station(tmp_path)
        with caplog.at_level(logging.WARNING):
            assert station.look()

        assert "radio.pem is served, but not kept for a start without it" in caplog.text

    def test_is_none_where_nothing_outlives_the_station(self, folder):
        memory = LastGood(None, lambda: NOW)
        files = CertificateFiles.of(folder, "radio.pem", "radio.key")
        memory.keep(files, Certificate.from_pem(PAPER.chain, PAPER.key))
        memory.forget_others([])

        assert memory.find(files) is None
