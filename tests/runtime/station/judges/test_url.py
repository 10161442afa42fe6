import asyncio
from dataclasses import replace

import pytest

from runtime.plan import ByUrl, Seconds, Secret
from runtime.protocols.access import Ask
from runtime.station.judges import url
from runtime.station.judges.url import UrlJudge
from runtime.stats.sessions import Session
from runtime.testing import ManualClock

RULE = ByUrl("http://auth.example/add", "http://auth.example/remove", headers=("X-Foo",))
ASK = Ask(
    7,
    "/a.mp3",
    "/a.mp3?x=1",
    "192.0.2.7",
    "VLC",
    user="anna",
    password="pw",
    headers={"x-foo": "1"},
    port=8000,
)
YES = {"icecast-auth-user": "1", "icecast-auth-timelimit": "60"}


class Address:
    """Somebody's auth server."""

    def __init__(self, answer=YES):
        self.answer, self.posts = answer, []

    async def __call__(self, url, body, headers, seconds):
        self.posts.append((url, body.decode(), headers, seconds))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def judge(address, rule=RULE, clock=None):
    return UrlJudge(rule, address, lambda: ("radio.example", 8000), (clock or ManualClock()).now)


def judged(one, ask=ASK):
    return asyncio.run(one.judge(ask))


class TestSomebodyComes:
    def test_and_the_address_is_asked_in_icecasts_words(self):
        address = Address()
        answer = judged(judge(address))

        assert (answer.status, answer.seconds, answer.user) == (200, 60.0, "anna")
        to, body, headers, seconds = address.posts[0]
        assert body.startswith(
            "action=listener_add&server=radio%2eexample&port=8000&client=7&mount=%2fa%2emp3%3fx%3d1&user=anna"
        )
        assert body.endswith("&ClientHeader.X-Foo=1")
        assert headers["Authorization"] == "Basic YW5uYTpwdw=="
        assert (to, seconds) == (RULE.add, 15.0)

    def test_and_is_refused_when_it_does_not_say_yes(self, caplog):
        caplog.set_level("INFO")
        answer = judged(judge(Address({"icecast-auth-message": "not today"})))

        assert (answer.status, answer.kind) == (401, "url")
        assert "not today" in caplog.text
        assert "pw" not in caplog.text

    def test_and_the_servers_own_password_is_shown_where_it_has_one(self):
        address = Address()
        judged(judge(address, replace(RULE, user="me", password=Secret("pw"))))

        assert address.posts[0][2]["Authorization"] == "Basic bWU6cHc="

    def test_and_nobody_is_asked_where_there_is_only_somebody_to_tell(self):
        address = Address()

        assert judged(judge(address, replace(RULE, add=""))).status == 200
        assert address.posts == []


class TestAnAddressThatDoesNotAnswer:
    @pytest.mark.parametrize("fault", [OSError("refused"), TimeoutError()])
    @pytest.mark.parametrize(("rule", "status"), [("closed", 401), ("open", 200)])
    def test_leaves_it_to_the_scripts_rule(self, fault, rule, status):
        assert judged(judge(Address(fault), replace(RULE, on_failure=rule))).status == status

    def test_lets_in_whom_it_let_in_a_moment_ago(self):
        address, clock = Address(), ManualClock()
        one = judge(address, clock=clock)
        judged(one)
        address.answer = TimeoutError()
        clock.advance(299)

        assert judged(one).seconds == 60.0
        assert judged(one, replace(ASK, password="other")).status == 401

        clock.advance(2)

        assert judged(one).status == 401

    def test_lets_nobody_in_whom_it_refused_last(self):
        address = Address()
        one = judge(address)
        judged(one)
        address.answer = {}
        judged(one)
        address.answer = TimeoutError()

        assert judged(one).status == 401

    def test_can_keep_nobody_for_a_moment_where_that_is_not_wanted(self):
        address, clock = Address(), ManualClock()
        one = judge(address, replace(RULE, cache=Seconds(0.0)), clock)
        judged(one)
        address.answer = TimeoutError()
        clock.advance(0.1)

        assert judged(one).status == 401


class TestSomebodyLeaves:
    def gone(self, one, address, session):
        async def scene():
            one.gone(session, 12.9, 1000)
            while not address.posts:  # noqa: ASYNC110 - a task of its own posts
                await asyncio.sleep(0)

        asyncio.run(scene())
        return address.posts[-1]

    def test_and_the_address_is_told_for_how_long_he_was_there(self):
        address = Address()
        one = judge(address)
        judged(one)
        address.posts.clear()
        to, body, headers, _ = self.gone(one, address, Session(7, "/a.mp3", 0.0, "192.0.2.7", "VLC"))

        assert to == RULE.remove
        assert "action=listener_remove&" in body
        assert "&user=anna&pass=pw&duration=12&ip=" in body
        assert headers["Authorization"] == "Basic YW5uYTpwdw=="

    def test_and_the_address_is_told_also_of_one_who_came_before_this_station(self):
        address = Address()
        _, body, _, _ = self.gone(
            judge(address), address, Session(9, "/a.mp3", 0.0, "192.0.2.7", "VLC", user="ben")
        )

        assert "&mount=%2fa%2emp3&user=ben&pass=&duration=12&" in body

    def test_and_an_address_that_cannot_be_told_costs_nothing_but_a_line(self, caplog):
        address = Address(OSError("refused"))
        self.gone(judge(address), address, Session(7, "/a.mp3", 0.0, "192.0.2.7"))

        assert "auth.example cannot be told" in caplog.text

    def test_and_those_of_whom_a_slow_address_could_not_be_told_are_counted(self, caplog, monkeypatch):
        monkeypatch.setattr(url, "MOST_TELLING", 1)
        address = Address()
        one = judge(address)

        async def scene():
            for number in range(3):
                one.gone(Session(number, "/a.mp3", 0.0, "192.0.2.7"), 1.0, 0)
            while not address.posts:  # noqa: ASYNC110 - a task of its own posts
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            one.gone(Session(9, "/a.mp3", 0.0, "192.0.2.7"), 1.0, 0)

        asyncio.run(scene())

        assert "auth.example takes too long: it was not told of 2 listeners who left" in caplog.text
