import asyncio
import logging

import pytest
from source_house import OK, Place, head, house, put, until, update

from runtime.plan import one_account
from runtime.protocols.source import Login, Wants
from runtime.servers import source_server
from runtime.servers.accounts import FORGET_SECONDS, MOST_WRONG, WrongPasswords, opened
from runtime.servers.rota import STALE_SECONDS


class TestAnAccount:
    gate = one_account("pw", "anna")

    @pytest.mark.parametrize(("user", "password"), [("anna", "pw"), ("", "pw")])
    def test_opens_for_who_knows_it(self, user, password):
        assert opened(self.gate, [Login("anna", "no"), Login(user, password)])

    @pytest.mark.parametrize(
        ("user", "password"), [("anna", "PW"), ("source", "pw"), ("anna", ""), ("", "pä")]
    )
    def test_opens_for_nobody_else(self, user, password):
        assert not opened(self.gate, [Login(user, password)])

    def test_opens_for_nobody_without_credentials(self):
        assert not opened(self.gate, [])


class TestWrongPasswords:
    def test_lock_out_their_address_and_no_other(self):
        wrong = WrongPasswords()
        for _ in range(MOST_WRONG):
            wrong.count("192.0.2.1", "/live", 0.0)

        assert wrong.is_flooding("192.0.2.1", "/live", 1.0)
        assert not wrong.is_flooding("192.0.2.2", "/live", 1.0)
        assert not wrong.is_flooding("192.0.2.1", "/other", 1.0)
        assert not wrong.is_flooding("192.0.2.1", "/live", FORGET_SECONDS + 1.0)


class TestASourceClient:
    def test_is_heard_with_every_byte_it_sends(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put() + b"first ")

                assert await client.hears() == OK
                await client.says(b"second")
                await until(lambda: place.session.heard == b"first second")

        asyncio.run(play())

    def test_that_says_goodbye_has_ended_its_show(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put())
                client.sock.close()

                await until(lambda: place.session.ended is True)

        asyncio.run(play())

    def test_that_falls_silent_is_lost(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                await made.comes(put())
                made.clock.advance(11.0)
                for connection in list(made.server._connections):
                    connection._watch()

                assert place.session.ended is False

        asyncio.run(play())

    def test_that_drips_bytes_and_no_sound_does_not_keep_others_out(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put())
                await client.hears()
                for _ in range(4):
                    await client.says(b"x")
                    await asyncio.sleep(0.005)
                    made.clock.advance(5.0)
                    for connection in list(made.server._connections):
                        connection._watch()

                assert place.session.ended is False

        asyncio.run(play())

    def test_that_sends_sound_may_go_on(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put())
                for _ in range(8):
                    await client.says(b"x")
                    await asyncio.sleep(0.005)
                    place.session.seconds += 5.0
                    made.clock.advance(5.0)
                    for connection in list(made.server._connections):
                        connection._watch()

                assert place.session.ended is None

        asyncio.run(play())

    def test_that_sends_too_fast_waits(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put())
                place.session.full = True
                await client.says(b"one")
                await until(lambda: place.session.heard == b"one")
                await client.says(b"two")
                await asyncio.sleep(0.02)
                before = place.session.heard
                place.session.full = False
                place.on_room()
                await until(lambda: place.session.heard == b"onetwo")

                assert before == b"one"

        asyncio.run(play())

    def test_that_sends_no_sound_is_sent_away(self, caplog):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(put() + b"garbage")
                await client.hears_the_end()

                assert place.session.ended is False

        caplog.set_level(logging.INFO)
        asyncio.run(play())

        assert "no format that is understood" in caplog.text

    def test_of_shoutcast_finds_its_stage_by_its_password(self):
        async def play():
            one, two = Place("/one", "first"), Place("/two", "second")
            async with house(one, two) as made:
                client = await made.comes(b"second\n")
                assert await client.hears() == b"OK2\r\nicy-caps:11\r\n\r\n"
                await client.says(b"icy-name:x\n\nsound")
                await until(lambda: two.session.heard == b"sound")

                assert one.sessions == []

        asyncio.run(play())

    def test_of_shoutcast_may_name_its_stage(self):
        async def play():
            one, two, three = Place("/one"), Place("/two"), Place("/three")
            async with house(one, two, three) as made:
                await made.comes(b"/two:pw\n")
                await made.comes(b"pw:#3\n")
                await made.comes(b"pw\n")

                assert [len(each.sessions) for each in (one, two, three)] == [1, 1, 1]

        asyncio.run(play())

    def test_of_the_oldest_dialect_is_understood(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                client = await made.comes(b"SOURCE pw /live\nx-audiocast-name:Old\n\n")

                assert await client.hears() == b"OK\r\n\r\n"
                assert place.description.name == "Old"

        asyncio.run(play())


class TestARefusal:
    @pytest.mark.parametrize(
        ("data", "status", "words"),
        [
            (put("/live", "source:no"), b"401", b"You need to authenticate"),
            (put("/live", ""), b"401", b"You need to authenticate"),
            (put("/other"), b"404", b"takes no source client"),
            (head("PUT /live HTTP/1.1"), b"403", b"No Content-type given"),
            (head("PUT /live HTTP/1.1", "source:no"), b"401", b"You need to authenticate"),
            (b"no\r\n", b"invalid", b"password"),
        ],
    )
    def test_is_told_in_words(self, data, status, words):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                heard = await (await made.comes(data)).hears_the_end()

                assert status in heard.splitlines()[0]
                assert words in heard
                assert place.sessions == []

        asyncio.run(play())

    def test_meets_those_who_are_too_many(self, monkeypatch):
        monkeypatch.setattr(source_server, "MOST_UNDECIDED", 2)

        async def play():
            async with house(Place("/live")) as made:
                made.server.most_streams = 1
                waiting = [await made.comes(b"\x5a\0") for _ in range(3)]

                assert await (await made.comes(b"\x5a\0")).hears_the_end() == b""
                assert len(made.server._connections) == len(waiting)

        asyncio.run(play())

    def test_meets_a_stream_too_many(self):
        async def play():
            async with house(Place("/live"), Place("/other")) as made:
                made.server.most_streams = 1
                first = await (await made.comes(put("/live"))).hears()
                second = await (await made.comes(put("/other"))).hears_the_end()

                assert first == OK
                assert second.startswith(b"HTTP/1.0 403")
                assert b"too many sources connected" in second

        asyncio.run(play())

    def test_is_for_a_guesser_alone(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                for _ in range(MOST_WRONG):
                    await (await made.comes(put("/live", "source:no"))).hears_the_end()
                guesser = await (await made.comes(put())).hears_the_end()
                other = await (await made.comes(put(), "192.0.2.2")).hears()

                assert guesser.startswith(b"HTTP/1.0 429")
                assert other == OK

        asyncio.run(play())

    def test_without_credentials_is_counted_nowhere(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                for _ in range(MOST_WRONG + 5):
                    await (await made.comes(put("/live", ""))).hears_the_end()

                assert await (await made.comes(put())).hears() == OK

        asyncio.run(play())

    def test_names_the_mount_and_the_reason_in_the_log_and_never_the_password(self, caplog):
        async def play():
            async with house(Place("/live")) as made:
                await (await made.comes(put("/live", "source:hunter2"))).hears_the_end()

        asyncio.run(play())

        assert "a source client for /live from 192.0.2.1 was refused: wrong name or password" in caplog.text
        assert "hunter2" not in caplog.text


class TestASecondClient:
    def test_gets_icecast_2_5s_status_where_the_script_says_so(self):
        async def play():
            async with house(Place("/live")) as made:
                made.server.compat = "icecast-2.5"
                await made.comes(put())
                heard = await (await made.comes(put())).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 409")

        asyncio.run(play())

    def test_is_refused_while_the_first_sends(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                await made.comes(put())
                heard = await (await made.comes(put())).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 403")
                assert heard.endswith(b"Mountpoint in use")
                assert place.session.ended is None

        asyncio.run(play())

    def test_takes_over_where_the_script_says_so(self):
        async def play():
            place = Place("/live", takeover="replace")
            async with house(place) as made:
                first = await made.comes(put())
                await first.hears()
                second = await made.comes(put())

                assert await second.hears() == OK
                assert await first.hears_the_end() == b""
                assert [session.ended for session in place.sessions] == [False, None]

        asyncio.run(play())

    def test_takes_over_from_one_that_has_fallen_silent(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                await made.comes(put())
                made.clock.advance(STALE_SECONDS)

                assert await (await made.comes(put())).hears() == OK

        asyncio.run(play())

    def test_that_only_asks_takes_nothing(self):
        async def play():
            place = Place("/live", takeover="replace")
            async with house(place) as made:
                await made.comes(put())
                heard = await (
                    await made.comes(put("/live", "source:pw", "Content-Length: 0"))
                ).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 200")
                assert len(place.sessions) == 1

        asyncio.run(play())


class TestATitle:
    def test_reaches_the_client_it_is_for(self):
        async def play():
            one, two = Place("/one"), Place("/two")
            async with house(one, two) as made:
                await made.comes(put("/one"))
                await made.comes(put("/two"))
                heard = await (await made.comes(update("mount=/two&mode=updinfo&song=A+-+B"))).hears_the_end()

                assert b"<return>1</return>" in heard
                assert (one.session.titles, two.session.titles) == ([], ["A - B"])

        asyncio.run(play())

    def test_by_admin_cgi_reaches_the_client_that_is_there(self):
        async def play():
            one, two = Place("/one"), Place("/two")
            async with house(one, two) as made:
                await made.comes(put("/two"))
                asked = update("mode=updinfo&pass=pw&song=A", "", "/admin.cgi")
                heard = await (await made.comes(asked)).hears_the_end()

                assert b"Metadata update successful" in heard
                assert two.session.titles == ["A"]

        asyncio.run(play())

    def test_that_is_early_waits_for_its_stream(self):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                heard = await (await made.comes(update("mount=/live&mode=updinfo&song=A"))).hears_the_end()
                await made.comes(put())

                assert b"<return>1</return>" in heard
                assert place.session.titles == ["A"]

        asyncio.run(play())

    @pytest.mark.parametrize(
        ("query", "login", "words"),
        [
            ("mount=/live&mode=updinfo&song=A", "", b"You need to authenticate"),
            ("mount=/live&mode=updinfo&song=A", "source:no", b"You need to authenticate"),
            ("mount=/none&mode=updinfo&song=A", "source:pw", b"400 - Source does not exist"),
            ("mount=/live&song=A", "source:pw", b"400 - Missing parameter"),
            ("mount=/live&mode=jump", "source:pw", b"<message>No such action</message><return>0</return>"),
        ],
    )
    def test_that_cannot_be_is_told_so(self, query, login, words):
        async def play():
            place = Place("/live")
            async with house(place) as made:
                await made.comes(put())
                heard = await (await made.comes(update(query, login))).hears_the_end()

                assert words in heard
                assert place.session.titles == []

        asyncio.run(play())


class TestTheDoorman:
    @pytest.mark.parametrize(
        "data",
        [
            b"GET / HTTP/1.0\r\n\r\n",
            b"POST /x HTTP/1.0\r\n\r\n",
            b"GET /admin.cgi?mode=viewxml HTTP/1.0\r\n\r\n",
        ],
    )
    def test_leaves_pages_to_the_pages(self, data):
        async def play():
            async with house() as made:
                await made.comes(data)

                assert made.pages == [data]

        asyncio.run(play())

    def test_answers_a_request_without_a_host_itself(self):
        async def play():
            async with house() as made:
                heard = await (await made.comes(b"GET / HTTP/1.1\r\n\r\n")).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 400")
                assert made.pages == []

        asyncio.run(play())

    def test_answers_libshouts_poke(self):
        async def play():
            async with house() as made:
                heard = await (await made.comes(b"GET /admin/!POKE HTTP/1.1\r\n\r\n")).hears_the_end()

                assert heard.startswith(b"HTTP/1.0 400")

        asyncio.run(play())


def test_a_wish_shows_no_password():
    assert "pw" not in repr(Wants("/x", (Login("u", "pw"),), None, "", "icecast"))
