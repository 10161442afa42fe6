"""`lss certs`, of a station that does not run."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from lsscript.cli.lss import main
from runtime.testing.authority import Authority
from runtime.tls.certificate import Certificate
from runtime.tls.uploads import Uploads

AUTHORITY = Authority()
NOW = datetime.now(UTC)


def paper(*names, days=60.5):
    return AUTHORITY.issue(*names, ends=NOW + timedelta(days=days))


@pytest.fixture
def station(tmp_path):
    def made(*nodes):
        script = tmp_path / "station.lss"
        script.write_text("\n".join(["server(https=8443)", *nodes, 'mount("/m", blank(), mp3())', ""]))
        return str(script)

    return made


def put(folder, name, made):
    (folder / f"{name}.pem").write_bytes(made.chain + made.key)


class TestTheTable:
    def test_tells_of_every_certificate(self, station, tmp_path, capsys):
        put(tmp_path, "a", paper("a.example", "b.example"))

        assert main(["certs", station('tls.files("a.pem")')]) == 0
        heads, row = capsys.readouterr().out.splitlines()
        assert heads.split() == [
            "NAMES",
            "STATE",
            "DAYS",
            "ISSUER",
            "FROM",
            "NEXT",
            "RENEWAL",
            "LAST",
            "ATTEMPT",
        ]
        assert row.split() == [
            "a.example,",
            "b.example",
            "good",
            "60.5",
            "Test",
            "Authority",
            "a.pem",
            "-",
            "-",
        ]

    def test_says_what_is_wrong_and_the_exit_code_does_too(self, station, tmp_path, capsys):
        put(tmp_path, "old", paper("old.example", days=-3.1))

        assert main(["certs", station('tls.files("old.pem")', 'tls.files("lost.pem")')]) == 1
        told = capsys.readouterr().out
        assert "old.example: it expired 3 days ago" in told
        assert "missing" in told
        assert "there is no such file; relative paths begin in the folder of the script" in told

    def test_says_that_there_is_none(self, station, capsys):
        assert main(["certs", station()]) == 1
        assert capsys.readouterr().out.startswith("There is no certificate")

    def test_knows_what_was_uploaded(self, station, tmp_path, capsys):
        made = paper("up.example")
        Uploads(tmp_path / "station.state").keep(Certificate.from_pem(made.chain, made.key))

        assert main(["certs", station()]) == 0
        assert "up.example" in capsys.readouterr().out


class TestForMachines:
    def test_has_every_fact_and_no_key(self, station, tmp_path, capsys):
        put(tmp_path, "a", paper("a.example"))
        main(["certs", "--json", station('tls.files("a.pem")')])
        text = capsys.readouterr().out
        (row,) = json.loads(text)

        assert (row["names"], row["state"], row["days"], row["key"]) == (["a.example"], "good", 60.5, "ecdsa")
        assert "PRIVATE" not in text


class TestARevocation:
    """With a station that answers: `interop/test_certificates_by_themselves.py`."""

    def test_needs_a_station_on_the_air(self, station, capsys):
        assert main(["certs", "--revoke", "radio.example", station()]) == 2
        assert "the station that is on the air has it revoked" in capsys.readouterr().err


class TestAScriptThatCannotBeRead:
    def test_is_told(self, tmp_path, capsys):
        assert main(["certs", str(tmp_path / "none.lss")]) == 2
        assert capsys.readouterr().err
