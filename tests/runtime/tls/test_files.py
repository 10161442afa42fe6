"""Certificates in files that somebody else keeps."""

from datetime import UTC, datetime

import pytest

from runtime.testing.authority import Authority
from runtime.tls.faults import CertificateWrong
from runtime.tls.files import SETTLE_SECONDS, CertificateFiles, WatchedCertificate, read_files
from runtime.tls.last_good import LastGood

AUTHORITY = Authority()
NOW = datetime.now(UTC)
FIRST, SECOND = AUTHORITY.issue("radio.example"), AUTHORITY.issue("radio.example")


@pytest.fixture
def watched(tmp_path):
    return Folder(tmp_path)


class Folder:
    """A folder with a certificate in it, and somebody who looks at it."""

    def __init__(self, path):
        self.path = path
        self.said = []
        self.now = 1000.0
        files = CertificateFiles.of(path, "radio.pem", "radio.key")
        self.watched = WatchedCertificate(
            files,
            lambda wrong, meanwhile: self.said.append((wrong.wrong, meanwhile)),
            LastGood(path / "state", lambda: NOW),
        )

    def put(self, chain=None, key=None):
        for name, data in (("radio.pem", chain), ("radio.key", key)):
            if data is not None:
                (self.path / name).write_bytes(data)

    def look(self, later=0.5):
        self.now += later
        return self.watched.look(self.now)

    @property
    def key(self):
        return self.watched.certificate.key_pem.encode()


class TestReading:
    def test_one_file_may_hold_both(self, tmp_path):
        (tmp_path / "all.pem").write_bytes(FIRST.chain + FIRST.key)

        assert read_files(CertificateFiles.of(tmp_path, "all.pem")).names == ("radio.example",)

    def test_one_that_is_no_text_is_pfx_whatever_its_name(self, tmp_path):
        (tmp_path / "radio.cert").write_bytes(FIRST.pfx(None))

        assert read_files(CertificateFiles.of(tmp_path, "radio.cert")).names == ("radio.example",)

    @pytest.mark.parametrize("name", ["radio.pfx", "radio.P12"])
    def test_a_pfx_file_is_known_by_its_name(self, tmp_path, name):
        (tmp_path / name).write_bytes(FIRST.pfx(b"tea"))

        assert read_files(CertificateFiles.of(tmp_path, name, password="tea")).names == ("radio.example",)

    def test_the_password_is_shown_nowhere(self, tmp_path):
        assert "tea" not in repr(CertificateFiles.of(tmp_path, "radio.pfx", password="tea"))

    @pytest.mark.parametrize(
        ("make", "reason"),
        [
            (
                lambda path: None,
                "radio.pem: there is no such file; relative paths begin in the folder of the script",
            ),
            (lambda path: path.mkdir(), "radio.pem: it is a folder; name the file in it"),
        ],
    )
    def test_what_cannot_be_read_is_told_with_the_file(self, tmp_path, make, reason):
        make(tmp_path / "radio.pem")

        with pytest.raises(CertificateWrong) as wrong:
            read_files(CertificateFiles.of(tmp_path, "radio.pem", "radio.key"))
        assert str(wrong.value) == reason


class TestWatching:
    def test_what_is_there_is_taken_at_the_first_look(self, watched):
        watched.put(FIRST.chain, FIRST.key)

        assert watched.look()
        assert not watched.look()

    def test_a_new_pair_is_taken_at_the_next_look(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        watched.look()
        watched.put(SECOND.chain, SECOND.key)

        assert watched.look()
        assert watched.key == SECOND.key

    def test_a_file_replaced_by_another_of_its_name_is_seen(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        watched.look(), watched.look(SETTLE_SECONDS * 2)
        for name, data in (("radio.pem", SECOND.chain), ("radio.key", SECOND.key)):
            (watched.path / "new").write_bytes(data)
            (watched.path / "new").replace(watched.path / name)

        assert watched.look()

    def test_a_new_chain_waits_for_its_key_without_a_word(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        watched.look()
        watched.put(chain=SECOND.chain)

        assert not watched.look()
        assert watched.key == FIRST.key
        watched.put(key=SECOND.key)
        assert watched.look()
        assert watched.key == SECOND.key
        assert watched.said == []

    def test_what_stays_wrong_is_told_once_and_the_old_one_kept(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        watched.look()
        watched.put(chain=b"oops")
        for _ in range(20):
            watched.look()

        assert watched.said == [("unreadable", "served")]
        assert watched.key == FIRST.key

    @pytest.mark.parametrize("swapped", [FIRST.pfx(b"other"), FIRST.pfx(b"tea")[:200], b"\0" * 4000, b""])
    def test_a_pfx_file_that_cannot_be_opened_any_more_leaves_the_old_one(self, tmp_path, swapped):
        path, said = tmp_path / "radio.pfx", []
        path.write_bytes(FIRST.pfx(b"tea"))
        files = CertificateFiles.of(tmp_path, "radio.pfx", password="tea")
        watched = WatchedCertificate(files, lambda *told: said.append(told), LastGood(None, lambda: NOW))
        watched.look(1.0)
        path.write_bytes(swapped)
        for moment in range(20):
            watched.look(2.0 + moment)

        assert watched.certificate.key_pem.encode() == FIRST.key
        assert [(wrong.wrong in {"password", "unreadable"}, meanwhile) for wrong, meanwhile in said] == [
            (True, "served")
        ]
        assert "tea" not in str(said)

    def test_what_is_gone_is_told_once_and_the_old_one_kept(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        watched.look()
        (watched.path / "radio.pem").unlink()
        for _ in range(20):
            watched.look()

        assert watched.said == [("missing", "served")]
        assert watched.watched.certificate is not None

    def test_what_was_mended_may_be_told_again(self, watched):
        watched.put(FIRST.chain, FIRST.key)
        for broken in range(2):
            watched.look()
            watched.put(chain=b"oops" + b"!" * broken)
            watched.look(), watched.look(SETTLE_SECONDS)
            watched.put(chain=FIRST.chain)

        assert watched.said == [("unreadable", "served")] * 2

    def test_what_was_never_right_is_told_at_once(self, watched):
        watched.look()

        assert watched.said == [("missing", "nothing")]

    def test_files_that_come_later_are_taken(self, watched):
        watched.look()
        watched.put(FIRST.chain, FIRST.key)

        assert watched.look()

    def test_files_that_do_not_change_are_not_read_again(self, watched, monkeypatch):
        watched.put(FIRST.chain, FIRST.key)
        watched.look(), watched.look(SETTLE_SECONDS * 2)
        monkeypatch.setattr("runtime.tls.files.read_files", lambda _files: pytest.fail("it is read"))

        assert not watched.look()
