import logging

import pytest

from runtime.errors import OperatorFault
from runtime.tls.storage import Account, Storage

KEY = "-----BEGIN PRIVATE KEY-----\nONE\n-----END PRIVATE KEY-----\n"
KEY_2 = "-----BEGIN EC PRIVATE KEY-----\nTWO\n-----END EC PRIVATE KEY-----\n"
CHAIN = "".join(
    f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n" for body in ("LEAF", "CA")
)
CHAIN_2 = CHAIN.replace("LEAF", "NEXT")


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "tls")


class TestACertificate:
    def test_comes_back_with_its_key(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)

        found = storage.certificate("radio")
        assert (found.chain_pem, found.key_pem, found.previous) == (CHAIN, KEY, False)

    def test_that_was_never_kept_is_nothing(self, storage):
        assert storage.certificate("radio") is None

    def test_shows_no_key(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)

        assert "ONE" not in repr(storage.certificate("radio"))

    def test_stays_beside_the_new_one_until_that_is_proven(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)

        assert storage.certificate("radio").key_pem == KEY_2
        assert KEY in (storage.folder / "certificates" / "radio.before.pem").read_text()

    def test_is_forgotten_once_the_new_one_is_proven(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)
        storage.proven("radio")

        assert [path.name for path in (storage.folder / "certificates").iterdir()] == ["radio.pem"]
        assert storage.certificate("radio").key_pem == KEY_2

    def test_that_served_outlives_two_new_ones_that_did_not(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)

        assert KEY in (storage.folder / "certificates" / "radio.before.pem").read_text()

    def test_that_is_damaged_is_put_aside_with_a_word_and_the_one_before_serves(self, storage, caplog):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)
        _cut_off(storage.folder / "certificates" / "radio.pem")
        with caplog.at_level(logging.WARNING):
            found = storage.certificate("radio")

        assert (found.key_pem, found.previous) == (KEY, True)
        assert "radio.pem is put aside as radio.pem.damaged-1: its checksum does not fit" in caplog.text
        assert "TWO" not in caplog.text

    def test_that_was_lost_in_the_middle_of_a_swap_leaves_the_one_before(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)
        (storage.folder / "certificates" / "radio.pem").unlink()

        assert storage.certificate("radio").key_pem == KEY

    def test_survives_a_full_disk(self, storage, monkeypatch):
        storage.keep_certificate("radio", CHAIN, KEY)

        def no_room(_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", no_room)
        with pytest.raises(OperatorFault, match="the disk is full"):
            storage.keep_certificate("radio", CHAIN_2, KEY_2)

        assert storage.certificate("radio").key_pem == KEY

    def test_is_listed_by_its_label_also_when_only_the_one_before_is_left(self, storage):
        storage.keep_certificate("a", CHAIN, KEY)
        storage.keep_certificate("b", CHAIN, KEY)
        storage.keep_certificate("b", CHAIN_2, KEY_2)
        (storage.folder / "certificates" / "b.pem").unlink()

        assert storage.labels() == ("a", "b")

    def test_that_is_forgotten_leaves_no_key(self, storage):
        storage.keep_certificate("radio", CHAIN, KEY)
        storage.keep_certificate("radio", CHAIN_2, KEY_2)
        storage.keep_state("radio", {"attempts": 3})
        storage.forget_certificate("radio")

        assert (storage.certificate("radio"), storage.state("radio"), storage.labels()) == (None, {}, ())


class TestTheStateOfARenewal:
    def test_survives_a_restart(self, storage):
        storage.keep_state("radio", {"attempts": 3, "next": "2026-11-22T12:00:00+00:00"})

        assert Storage(storage.folder).state("radio") == {"attempts": 3, "next": "2026-11-22T12:00:00+00:00"}

    def test_that_is_damaged_begins_anew(self, storage, caplog):
        storage.keep_state("radio", {"attempts": 3})
        _cut_off(storage.folder / "renewal" / "radio.json")

        assert storage.state("radio") == {}
        assert "put aside" in caplog.text


class TestAnAccount:
    account = Account(
        "https://ca.example/dir",
        "https://ca.example/acct/1",
        KEY,
        "me@radio.example",
        "https://ca.example/terms",
    )

    def test_comes_back(self, storage):
        storage.keep_account(self.account)

        assert storage.account("https://ca.example/dir") == self.account

    def test_belongs_to_one_directory_and_one_binding(self, storage):
        storage.keep_account(self.account)

        assert storage.account("https://ca.example/staging") is None
        assert storage.account("https://ca.example/dir", "kid-1") is None

    def test_shows_no_key(self):
        assert "ONE" not in repr(self.account)


def _cut_off(path):
    path.write_bytes(path.read_bytes()[:-5])
