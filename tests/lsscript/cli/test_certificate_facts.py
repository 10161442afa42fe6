"""What the check says of certificates in files."""

from datetime import UTC, datetime, timedelta

import pytest

from lsscript.cli.certificate_facts import certificate_facts
from lsscript.cli.compile import compile_file
from runtime.testing.authority import Authority

AUTHORITY = Authority()
NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path):
    good = AUTHORITY.issue("radio.example", ends=NOW + timedelta(days=60))
    old = AUTHORITY.issue("radio.example", ends=NOW - timedelta(days=3, hours=1))
    locked = good.encrypted_key(b"tea")
    for name, data in {
        "radio.pem": good.chain, "radio.key": good.key, "locked.key": locked, "radio.pfx": good.pfx(b"tea"),
        "old.pem": old.chain, "old.key": old.key, "hello.pem": b"hello",
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    return tmp_path


class TestFacts:
    def test_a_good_one_has_nothing_wrong(self, folder):
        facts = certificate_facts(folder, "radio.pem", "radio.key", "")

        assert (facts.wrong, facts.odd) == ("", ())
        assert facts.covers("radio.example")
        assert not facts.covers("other.example")

    def test_an_old_one_is_odd(self, folder):
        assert certificate_facts(folder, "old.pem", "old.key", "").odd == ("it expired 3 days ago",)

    @pytest.mark.parametrize(
        ("files", "password", "argument", "reason"),
        [
            (("radio.pem", "old.key"), "", "key", "old.key is not the key of radio.example"),
            (("radio.pem", "locked.key"), "", "password", "the key is encrypted"),
            (("radio.pem", "locked.key"), "milk", "password", "the password does not open it"),
            (("radio.pfx", ""), "milk", "password", "the password does not open it"),
            (("hello.pem", "radio.key"), "", "certificate", "it is no certificate"),
            (("radio.pem", "hello.pem"), "", "key", "the key in it is damaged, or none"),
            (("radio.pem", ""), "", "certificate", "it holds a certificate and no key"),
        ],
    )
    def test_a_mistake_is_told_of_its_argument(self, folder, files, password, argument, reason):
        facts = certificate_facts(folder, *files, password)

        assert (facts.argument, facts.wrong) == (argument, reason)


class TestTheCheck:
    def test_reads_the_files_beside_the_script(self, folder):
        script = folder / "station.lss"
        script.write_text(
            'server(https=8443)\ntls.files("radio.pem", "old.key")\nmount("/m", blank(), mp3())\n'
        )
        found = compile_file(script)

        assert [each.code for each in found.diagnostics] == ["LSS440"]
        assert found.station is not None
