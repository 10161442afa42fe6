import time

import pytest

from lsscript.cli.lss import main
from runtime.protocols.access import read_token

KEY = "a secret for signing"


@pytest.fixture
def place(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    return f"file:{tmp_path / 'key'}"


class TestAToken:
    def test_is_good_for_a_day(self, place, capsys):
        assert main(["token", "--secret", place]) == 0

        token = read_token(capsys.readouterr().out.strip(), KEY.encode())
        assert 86390 <= token.end - time.time() <= 86401

    def test_says_what_it_is_good_for(self, place, capsys):
        main(
            [
                "token",
                "--secret",
                place,
                "--for",
                "30min",
                "--mount",
                "/a",
                "--address",
                "192.0.2.7",
                "--user",
                "anna",
            ]
        )
        token = read_token(capsys.readouterr().out.strip(), KEY.encode())

        assert (token.mount, token.address, token.user) == ("/a", "192.0.2.7", "anna")
        assert token.end - time.time() <= 1801

    def test_takes_its_secret_from_the_environment(self, monkeypatch, capsys):
        monkeypatch.setenv("TOKEN_KEY", KEY)
        main(["token", "--secret", "env:TOKEN_KEY"])

        assert read_token(capsys.readouterr().out.strip(), KEY.encode())

    @pytest.mark.parametrize("place", ["", "env:NO_SUCH_NAME", "file:/no/such", "here", "file:"])
    def test_needs_a_secret(self, place, capsys):
        assert main(["token", "--secret", place]) == 2
        assert "the secret cannot be had" in capsys.readouterr().err

    def test_needs_one_that_is_long_enough(self, monkeypatch, capsys):
        monkeypatch.setenv("TOKEN_KEY", "short")

        assert main(["token", "--secret", "env:TOKEN_KEY"]) == 2

    def test_needs_a_length_of_time(self, place):
        with pytest.raises(SystemExit):
            main(["token", "--secret", place, "--for", "soon"])


class TestASecret:
    def test_is_new_each_time_and_long_enough(self, capsys):
        main(["token", "--new-secret"])
        main(["token", "--new-secret"])
        one, other = capsys.readouterr().out.split()

        assert one != other
        assert len(one) >= 40
