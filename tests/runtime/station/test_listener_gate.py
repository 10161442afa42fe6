import asyncio

import pytest

from runtime.plan import ByAccounts, ByCountry, ByUrl, Listening, Seconds, Server
from runtime.protocols.access import Ask
from runtime.station.listener_gate import Judged, ListenerGate, Welcome
from runtime.stats.sessions import Sessions

ACCOUNTS, URL, COUNTRY = ByAccounts("a", sessions=1), ByUrl("http://x"), ByCountry("geo")


class Judge:
    def __init__(self, judged):
        self.judged, self.asked, self.left = judged, [], []

    async def judge(self, ask):
        self.asked.append(ask)
        await asyncio.sleep(0)
        return self.judged

    def gone(self, session, seconds, sent):
        self.left.append((session, seconds, sent))


class House:
    """A gate, its mounts and its judges."""

    def __init__(self, server=None, mounts=None, judges=None):
        self.sessions = Sessions(lambda: 0.0)
        self.mounts = {"/a": Listening()} if mounts is None else mounts
        self.judges = judges or {}
        self.gate = ListenerGate(
            server or Server(), lambda: self.mounts, self.sessions, lambda rule: self.judges[type(rule)]
        )
        self.number = 0

    def ask(self, *, mount="/a", ip="192.0.2.7"):
        self.number += 1
        return Ask(self.number, mount, mount, ip)

    def decided(self, count=1, **who):
        async def all_at_once():
            return await asyncio.gather(*(self.gate.decide(self.ask(**who)) for _ in range(count)))

        return asyncio.run(all_at_once())


class TestPlaces:
    def test_are_given_as_many_times_as_there_are(self):
        house = House(mounts={"/a": Listening(max_listeners=3)})

        assert sorted(told.status for told in house.decided(5)) == [200, 200, 200, 403, 403]

    def test_of_the_whole_server_count_all_mounts(self):
        house = House(Server(max_listeners=2), {"/a": Listening(), "/b": Listening()})

        assert [*house.decided(1, mount="/b"), *house.decided(2)][-1].words == "max listeners reached"

    def test_of_an_address_leave_others_alone(self):
        house = House(Server(max_per_address=1))

        assert [told.status for told in house.decided(2)] == [200, 403]
        assert house.decided(1, ip="192.0.2.8")[0].status == 200

    def test_are_found_on_the_next_mount(self):
        full = Listening(max_listeners=1, when_full="/b")
        house = House(mounts={"/a": full, "/b": Listening(max_listeners=1)})

        assert [(told.status, told.mount) for told in house.decided(3)] == [(200, ""), (200, "/b"), (403, "")]

    def test_are_not_looked_for_in_a_circle_for_ever(self):
        circle = {
            "/a": Listening(max_listeners=1, when_full="/b"),
            "/b": Listening(max_listeners=1, when_full="/a"),
        }

        assert House(mounts=circle).decided(3)[-1].status == 403

    def test_of_an_account_are_its_own(self):
        judges = {ByAccounts: Judge(Judged(user="anna"))}
        house = House(mounts={"/a": Listening(access=(ACCOUNTS,))}, judges=judges)

        assert sorted(told.kind for told in house.decided(3)) == ["", "account full", "account full"]


class TestJudges:
    def test_are_asked_cheap_ones_first_until_one_refuses(self):
        judges = {ByCountry: Judge(Welcome), ByAccounts: Judge(Judged(403, "no", "x")), ByUrl: Judge(Welcome)}
        house = House(mounts={"/a": Listening(access=(URL, ACCOUNTS, COUNTRY))}, judges=judges)
        told = house.decided()[0]

        assert (told.status, told.words) == (403, "no")
        assert [len(judges[kind].asked) for kind in (ByCountry, ByAccounts, ByUrl)] == [1, 1, 0]

    def test_of_the_server_hold_for_every_mount(self):
        house = House(Server(access=(COUNTRY,)), judges={ByCountry: Judge(Judged(403, "no", "country"))})

        assert house.decided()[0].kind == "country"

    def test_agree_on_the_least_time(self):
        judges = {ByCountry: Judge(Judged(seconds=60.0)), ByUrl: Judge(Judged(seconds=9.0, user="anna"))}
        house = House(mounts={"/a": Listening(access=(URL, COUNTRY))}, judges=judges)

        assert (house.decided()[0].seconds, house.decided()[0].user) == (9.0, "anna")

    def test_are_not_asked_about_one_for_whom_there_is_no_place(self):
        judge = Judge(Welcome)
        house = House(mounts={"/a": Listening(max_listeners=1, access=(URL,))}, judges={ByUrl: judge})
        house.decided(3)

        assert len(judge.asked) == 1

    def test_that_are_not_needed_after_a_change_are_forgotten(self):
        judge = Judge(Welcome)
        house = House(mounts={"/a": Listening(access=(URL,))}, judges={ByUrl: judge})
        house.decided()
        house.mounts = {"/a": Listening(max_duration=Seconds(5.0))}
        house.gate.show(Server())

        assert not house.gate._judges


class TestAnAnswer:
    @pytest.mark.filterwarnings("ignore")
    def test_comes_also_when_a_judge_fails(self, caplog):
        class Broken(Judge):
            async def judge(self, ask):
                raise RuntimeError("oh")

        house = House(mounts={"/a": Listening(access=(URL,))}, judges={ByUrl: Broken(None)})
        answers = []

        async def scene():
            house.gate.ask(house.ask(), answers.append)
            while not answers:  # noqa: ASYNC110 - a task of its own answers
                await asyncio.sleep(0)

        asyncio.run(scene())

        assert answers[0].status == 503
        assert "RuntimeError" not in answers[0].words
        assert house.sessions.taken() == 0
