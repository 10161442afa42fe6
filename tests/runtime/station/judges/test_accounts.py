import asyncio
import os

import bcrypt
import pytest

from runtime.plan import ByAccounts
from runtime.protocols.access import Ask
from runtime.station.judges.accounts import AccountsJudge
from runtime.testing import ManualClock

DIGEST = bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode()


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def house(tmp_path, clock):
    (tmp_path / "members").write_text(f"anna:{DIGEST}\nben:5ebe2294ecd0e0f08eab7690d2a6ee69\n")
    return AccountsJudge(ByAccounts("members"), tmp_path, clock.now)


def judged(judge, user="", password="", ip="192.0.2.7"):
    return asyncio.run(judge.judge(Ask(1, "/a", "/a", ip, user=user, password=password)))


class TestAnAccount:
    @pytest.mark.parametrize("user", ["anna", "ben"])
    def test_lets_in_by_its_password(self, house, user):
        assert judged(house, user, "secret").user == user

    @pytest.mark.parametrize(
        ("user", "password"), [("anna", "wrong"), ("nobody", "secret"), ("", ""), ("anna", "")]
    )
    def test_lets_in_by_nothing_else(self, house, user, password):
        assert judged(house, user, password).status == 401

    def test_is_guessed_by_nobody(self, house, clock):
        guesses = [judged(house, "anna", f"guess {number}").kind for number in range(12)]

        assert guesses == ["password"] * 10 + ["flooded"] * 2
        assert judged(house, "anna", "secret").kind == "flooded"
        assert judged(house, "anna", "secret", ip="192.0.2.8").status == 200
        assert judged(house, "ben", "secret").status == 200

        clock.advance(61)

        assert judged(house, "anna", "secret").status == 200

    def test_is_not_guessed_by_asking_without_a_password(self, house):
        for _ in range(30):
            judged(house)

        assert judged(house, "anna", "secret").status == 200


class TestAFile:
    def test_that_has_changed_is_read_again(self, house, tmp_path):
        judged(house, "anna", "secret")
        (tmp_path / "members").write_text("carl:5ebe2294ecd0e0f08eab7690d2a6ee69\n")
        os.utime(tmp_path / "members", (9, 9))

        assert judged(house, "carl", "secret").status == 200

    def test_that_is_not_there_lets_nobody_in_and_says_so_once(self, tmp_path, clock, caplog):
        house = AccountsJudge(ByAccounts("none"), tmp_path, clock.now)

        assert judged(house, "anna", "secret").status == 401
        judged(house, "anna", "secret")
        assert caplog.text.count("nobody is let in") == 1
