"""DJs with accounts: their times, the green room, priorities, a kick that lasts."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from source_house import OK, House, Place, house, put, until, update

from runtime.plan import Account, Gate, Origin, Seconds, Secret, Times
from runtime.servers import source_connection
from runtime.testing import mp3_frame

SOUND = b"".join(mp3_frame(number) for number in range(60))
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def account(user, start=0, end=0, **more):
    return Account(Secret("pw"), user, Times(start * 3600.0, end * 3600.0), **more)


ANNA = account("anna", 18, 20, early=Seconds(900.0))
BEN = account("ben", 20, 22, early=Seconds(900.0))
CHIEF = account("chief", priority=10)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(source_connection, "LINGER_SECONDS", 0.0)
    monkeypatch.setattr(source_connection, "WATCH_SECONDS", 0.001)


def place(takeover="refuse", *accounts, **more):
    return Place("/live", gate=Gate(accounts or (ANNA, BEN, CHIEF), takeover, **more))


def evening(made: House, hour: int, minute: int = 0) -> None:
    made.clock.set_wall(EVENING.replace(hour=hour, minute=minute))


def names(made):
    return [(name, details["user"]) for name, _, details in made.events]


class TestWhoComesAtTheWrongTime:
    def test_is_told_when_its_time_begins(self, caplog):
        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 12)
                heard = await (await made.comes(put(login="anna:pw"))).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 403")
                assert heard.endswith(
                    b"This account may not publish now; its time begins on Monday, 2026-11-23 at 18:00"
                )
                assert not stage.sessions

        asyncio.run(play())
        assert "its time begins on Monday" in caplog.text

    def test_a_little_early_waits_and_goes_on_by_itself(self, caplog):
        caplog.set_level("INFO")

        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 17, 50)
                anna = await made.comes(put(login="anna:pw"))
                assert await anna.hears() == OK
                await anna.says(SOUND)
                await asyncio.sleep(0.01)
                assert not stage.sessions
                evening(made, 18)
                await until(lambda: stage.sessions)

                assert stage.incoming.format_name == "MP3"
                assert names(made) == [("connect", "anna")]

        asyncio.run(play())
        assert (
            '"anna" from 192.0.2.1 waits, heard by nobody: its time begins on Monday, 2026-11-23 at 18:00'
            in caplog.text
        )


class TestAtTheEndOfItsTime:
    def test_a_show_is_faded_out_and_the_next_goes_on_at_once(self):
        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 19, 50)
                anna = await made.comes(put(login="anna:pw"))
                await anna.hears()
                stage.session.fade = 0.05
                ben = await made.comes(put(login="ben:pw"))
                assert await ben.hears() == OK
                assert len(stage.sessions) == 1
                evening(made, 20)
                await until(lambda: len(stage.sessions) == 2)
                assert stage.sessions[0].ended is None
                await anna.hears_the_end()

                assert [each.ended for each in stage.sessions] == [False, None]
                assert names(made) == [("connect", "anna"), ("connect", "ben"), ("disconnect", "anna")]

        asyncio.run(play())

    def test_its_program_is_refused_until_its_next_time(self):
        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 19, 50)
                anna = await made.comes(put(login="anna:pw"))
                await anna.hears()
                evening(made, 20)
                await anna.hears_the_end()
                again = await (await made.comes(put(login="anna:pw"))).hears_the_end()

                assert again.startswith(b"HTTP/1.0 403")
                assert b"2026-11-24 at 18:00" in again

        asyncio.run(play())


class TestPriority:
    def test_the_chief_takes_over_and_nobody_from_him(self):
        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 19)
                anna = await made.comes(put(login="anna:pw"))
                await anna.hears()
                assert await (await made.comes(put(login="chief:pw"))).hears() == OK
                await anna.hears_the_end()
                again = await (await made.comes(put(login="anna:pw"))).hears_the_end()

                assert again.endswith(b"Mountpoint in use")

        asyncio.run(play())

    def test_who_waits_goes_on_when_he_has_gone(self):
        async def play():
            stage = place("wait")
            async with house(stage) as made:
                evening(made, 19)
                chief = await made.comes(put(login="chief:pw"))
                await chief.hears()
                anna = await made.comes(put(login="anna:pw"))
                assert await anna.hears() == OK
                await anna.says(SOUND)
                chief.sock.close()
                await until(lambda: len(stage.sessions) == 2)
                await anna.says(SOUND)
                await until(lambda: stage.session.heard)

                assert stage.session.heard == SOUND

        asyncio.run(play())

    def test_a_title_is_his_whose_account_tells_it(self):
        async def play():
            stage = place("wait")
            async with house(stage) as made:
                evening(made, 19)
                chief = await made.comes(put(login="chief:pw"))
                await chief.hears()
                anna = await made.comes(put(login="anna:pw"))
                await anna.hears()
                await (
                    await made.comes(update("mount=/live&mode=updinfo&song=A+-+One", "anna:pw"))
                ).hears_the_end()
                assert stage.sessions[0].titles == []
                chief.sock.close()
                await until(lambda: len(stage.sessions) == 2)

                assert stage.session.titles == ["A - One"]

        asyncio.run(play())


class TestAKick:
    def test_lasts(self):
        async def play():
            stage = place()
            async with house(stage) as made:
                evening(made, 19)
                anna = await made.comes(put(login="anna:pw"))
                await anna.hears()
                assert made.server.kick("/live", 600.0)
                await anna.hears_the_end()
                refused = await (await made.comes(put(login="anna:pw"))).hears_the_end()
                assert refused.endswith(b"This account was sent away; it may come back in 10 min")
                made.clock.advance(600.0)
                evening(made, 19, 30)

                assert await (await made.comes(put(login="anna:pw"))).hears() == OK

        asyncio.run(play())

    def test_of_nobody_is_told(self):
        async def play():
            async with house(place()) as made:
                assert not made.server.kick("/live")

        asyncio.run(play())


class TestAPattern:
    def test_gives_each_path_its_own_client(self):
        async def play():
            grown = {}

            def grow(path):
                grown[path] = Place(path)
                return grown[path].stage

            wild = Place("/dj/*", grow=grow)
            async with house(wild) as made:
                for path in ("/dj/anna", "/dj/ben"):
                    assert await (await made.comes(put(path))).hears() == OK
                taken = await (await made.comes(put("/dj/anna"))).hears_the_end()

                assert taken.endswith(b"Mountpoint in use")
                assert set(grown) == {"/dj/anna", "/dj/ben"}
                assert (await (await made.comes(put("/other"))).hears_the_end()).startswith(b"HTTP/1.0 404")

        asyncio.run(play())

    def test_has_a_bound(self):
        async def play():
            async with house(Place("/dj/*", grow=lambda path: None)) as made:
                heard = await (await made.comes(put("/dj/anna"))).hears_the_end()

                assert heard.endswith(b"too many sources connected")

        asyncio.run(play())


class TestADumpFile:
    def test_keeps_what_was_heard(self, tmp_path):
        async def play():
            stage = place("refuse", CHIEF, dump=str(tmp_path / "%Y-%m-%d.mp3"))
            async with house(stage) as made:
                evening(made, 19)
                chief = await made.comes(put(login="chief:pw"))
                await chief.says(SOUND)
                await until(lambda: stage.session.heard == SOUND)
                chief.sock.close()
                await until((tmp_path / "2026-11-23.mp3").is_file)
                await until(lambda: (tmp_path / "2026-11-23.mp3").read_bytes() == SOUND)

        asyncio.run(play())


class TestTheEvents:
    def test_say_who_came_and_who_left_and_why(self):
        async def play():
            stage = place("refuse", CHIEF)
            async with house(stage) as made:
                chief = await made.comes(put("/live", "chief:pw", "User-Agent: butt 0.1.41"))
                await chief.hears()
                made.clock.advance(2.0)
                made.server.kick("/live")
                who = {"path": "/live", "user": "chief", "address": "192.0.2.1", "program": "butt 0.1.41"}

                assert made.events == [
                    ("connect", "/live", who),
                    ("disconnect", "/live", {**who, "seconds": 2.0, "reason": "it was sent away"}),
                ]

        asyncio.run(play())


class TestAScriptThatChanges:
    def test_leaves_alone_who_is_on_a_place_that_stays(self):
        async def play():
            stays, goes = place("refuse", CHIEF), Place("/other")
            async with house(stays, goes) as made:
                one, other = await made.comes(put(login="chief:pw")), await made.comes(put("/other"))
                await one.hears()
                await other.hears()
                again = replace(stays.stage, origin=Origin("radio.lss", 99))
                made.server.show([again])
                await other.hears_the_end()
                taken = await (await made.comes(put(login="chief:pw"))).hears_the_end()

                assert (stays.session.ended, goes.session.ended) == (None, False)
                assert taken.endswith(b"Mountpoint in use")
                assert (await (await made.comes(put("/other"))).hears_the_end()).startswith(b"HTTP/1.0 404")

        asyncio.run(play())

    def test_changes_one_account_and_nobody_else_notices(self):
        async def play():
            stage = place("refuse", CHIEF, account("ben"))
            async with house(stage) as made:
                one = await made.comes(put(login="chief:pw"))
                await one.hears()
                other = Account(Secret("new"), "ben")
                made.server.show([replace(stage.stage, gate=Gate((CHIEF, other), "refuse"))])
                wrong = await (await made.comes(put(login="ben:pw"))).hears_the_end()
                known = await (await made.comes(put(login="ben:new"))).hears_the_end()

                assert [each.ended for each in stage.sessions] == [None]
                assert (wrong[9:12], known.endswith(b"Mountpoint in use")) == (b"401", True)

        asyncio.run(play())

    @pytest.mark.parametrize(("password", "ended"), [("pw", None), ("new", False)])
    def test_sends_away_whose_password_is_another_now(self, password, ended):
        async def play():
            stage = place("refuse", CHIEF)
            async with house(stage) as made:
                one = await made.comes(put(login="chief:pw"))
                await one.hears()
                now = Account(Secret(password), "chief", priority=3)
                made.server.show([replace(stage.stage, gate=Gate((now,), "refuse"))])
                if ended is not None:
                    await one.hears_the_end()

                assert stage.session.ended is ended

        asyncio.run(play())

    def test_has_another_place_there_and_the_stream_goes_on_in_it(self):
        async def play():
            before, after = place("refuse", CHIEF), place("refuse", CHIEF)
            async with house(before) as made:
                one = await made.comes(put(login="chief:pw"))
                await one.hears()
                await one.says(b"some sound")
                await until(lambda: before.session.heard)
                await made.comes(update("mount=/live&mode=updinfo&song=Live+now", "chief:pw"))
                await until(lambda: before.session.titles)
                made.server.show([after.stage])
                await one.says(b"and more")
                await until(lambda: after.session.heard)
                waits = await (await made.comes(put(login="chief:pw"))).hears_the_end()

                assert (before.session.ended, after.session.ended) == (True, None)
                assert (after.session.titles, after.session.heard) == (["Live now"], b"and more")
                assert waits.endswith(b"Mountpoint in use")

        asyncio.run(play())
