"""A whole edge on the air: whoever listens, asks, or harms."""

import asyncio
import json
import socket
from dataclasses import replace

import pytest

from runtime.edge import Edge
from runtime.edge import edge as edge_module
from runtime.kernel import SystemClock
from runtime.media.ring import RingWriter
from runtime.media.tape import tape_bytes
from runtime.protocols.access import MOST_WRONG, AddressRule, PasswordRule
from runtime.protocols.address import Networks
from runtime.protocols.icecast import Limits, ServedMount, Table
from runtime.protocols.icy import IcyExtractor, IcyTitle
from runtime.testing import mp3_frame

from .broadcast import FRAME_US, INTERVAL, MOUNT, SHAPE, Broadcast, Piece, live, until


class TestListening:
    @live
    async def test_begins_with_a_burst_and_goes_on_without_a_gap(self, air):
        player = await air.listen()
        head = await player.head()
        for _ in range(20):
            air.play(3)
            await player.hear(len(player.heard) + 1)
        heard = await player.catch_up(air)

        assert head.startswith("HTTP/1.0 200 OK\r\n")
        assert "icy-metaint" not in head
        assert air.played.endswith(heard)

    @live
    async def test_with_titles_tells_the_current_one_with_the_first_block(self, air):
        air.play(60, title="now playing")
        player = await air.listen("Icy-MetaData: 1")
        head = await player.head()
        air.play(60)
        heard = await player.catch_up(air)
        parts = IcyExtractor(INTERVAL).extract(heard)

        assert head.endswith(f"icy-metaint:{INTERVAL}")
        assert {part.title for part in parts if isinstance(part, IcyTitle)} == {"now playing"}
        assert air.played.endswith(b"".join(part for part in parts if isinstance(part, bytes)))

    @live
    async def test_goes_on_for_a_player_that_closes_its_own_direction(self, air):
        player = await air.listen()
        player.sock.shutdown(socket.SHUT_WR)
        await player.head()
        await player.hear(10000)
        air.play(50)

        assert air.played.endswith(await player.catch_up(air))

    @live
    async def test_begins_as_soon_as_there_is_audio(self, air):
        late = ServedMount("/late", "audio/mpeg", "late/plain", tick=0.02)
        await air.put_on_table((MOUNT, late))
        player = await air.listen(path="/late")
        await player.head()
        memory = Piece("late/plain")
        writer = RingWriter(memory.buf, SHAPE, epoch=1, now_ns=0)
        writer.append(b"the first sound", duration_us=FRAME_US)
        writer.commit(0)
        air.edge.give_memory(memory)

        assert await player.hear(15) == b"the first sound"

    @live
    async def test_is_told_to_the_station_with_its_end(self, air):
        player = await air.listen("Icy-MetaData: 1")
        await player.head()
        (came,) = (await air.hear("came")).fields["listeners"]
        player.close()
        while air.edge.counts()["mounts"]["/r.mp3"]["listeners"]:
            air.play(1)
            await asyncio.sleep(0.005)
        (gone,) = (await air.hear("gone")).fields["listeners"]

        assert (came["mount"], came["agent"], came["icy"], came["ip"]) == (
            "/r.mp3",
            "test",
            True,
            "127.0.0.1",
        )
        assert (gone["id"], gone["reason"]) == (came["id"], "left")
        assert gone["bytes"] > 16000


class TestNotListening:
    @live
    async def test_is_asking_for_the_head(self, air):
        player = await air.listen(method="HEAD")
        await player.head()

        assert await player.rest() == b""
        assert air.edge.counts()["mounts"]["/r.mp3"] == {"listeners": 0, "bytes": 0, "slow": 0}

    @live
    async def test_is_a_preflight(self, air):
        player = await air.listen("Origin: http://page", method="OPTIONS")

        assert (await player.head()).startswith("HTTP/1.0 204")
        assert await player.rest() == b""

    @live
    async def test_is_asking_whether_the_station_is_on_the_air(self, air):
        air.play(1)
        player = await air.listen(path="/onair?mount=/r.mp3")

        assert (await player.head()).startswith("HTTP/1.0 200")
        assert json.loads(await player.rest())["onair"] is True

    @live
    async def test_is_asking_for_a_mount_that_is_not_there(self, air):
        await air.put_on_table(pages=("/",))
        player = await air.listen(path="/nope.mp3")

        assert (await player.head()).startswith("HTTP/1.0 404")
        assert b"<b>404 - The file you requested could not be found</b>" in await player.rest()


class TestHandingOver:
    @live
    async def test_gives_the_station_the_socket_and_every_byte(self, air):
        request = b"SOURCE /live HTTP/1.0\r\nContent-Type: audio/mpeg\r\n\r\n\xff\xfb first audio"
        player = await air.connect(request)
        message = await air.hear("connection")
        loop = asyncio.get_running_loop()
        with message.socket() as sock:
            sock.setblocking(False)
            await loop.sock_sendall(sock, b"HTTP/1.0 200 OK\r\n\r\n")
            await player.head()
            await loop.sock_sendall(player.sock, b"more audio")
            more = await loop.sock_recv(sock, 100)

        assert message.blob == request
        assert message.fields["peer"] == list(player.sock.getsockname())
        assert more == b"more audio"

    @live
    async def test_waits_a_moment_for_a_station_that_is_away(self, air):
        await air.lose_station()
        await air.connect(b"GET / HTTP/1.1\r\n\r\n")
        await air.link()

        message = await air.hear("connection")
        message.discard()

        assert message.blob == b"GET / HTTP/1.1\r\n\r\n"

    @live
    async def test_is_refused_in_words_when_it_stays_away(self, air):
        await air.put_on_table(limits=Limits(station_wait=0.05))
        await air.lose_station()
        player = await air.connect(b"GET / HTTP/1.1\r\n\r\n")

        assert (await player.head()).startswith("HTTP/1.0 503")
        assert await player.rest() == b"the station is away; please try again in a moment\r\n"


class TestASourceClientThatSpeaksNoHttp:
    @pytest.mark.parametrize(
        "opening",
        [
            b"hackme\r\n",
            b"dj:hackme\nicy-name:x\n\n",
            b"SOURCE hackme /live\nx-audiocast-name:x\n\n",
            b"\x5a\x00\x10\x09\x00\x03\x32\x2e\x31\x00",
        ],
    )
    def test_is_handed_over_with_every_byte(self, opening, monkeypatch):
        @live
        async def scenario(self, air):
            await air.put_on_table(sources=True)
            await air.connect(opening)
            message = await air.hear("connection")
            message.discard()

            assert message.blob == opening

        scenario(self, monkeypatch)

    @live
    async def test_may_drip_its_password(self, air):
        await air.put_on_table(sources=True)
        player = await air.connect(b"hack")
        await asyncio.get_running_loop().sock_sendall(player.sock, b"me\n")
        message = await air.hear("connection")
        message.discard()

        assert message.blob == b"hackme\n"

    @live
    async def test_is_no_request_where_nobody_takes_it(self, air):
        player = await air.connect(b"hackme\r\n\r\n")

        assert (await player.head()).startswith("HTTP/1.0 400")

    @live
    async def test_does_not_keep_listeners_from_being_told_from_it(self, air):
        await air.put_on_table(sources=True)
        player = await air.connect(b"G")
        await asyncio.get_running_loop().sock_sendall(player.sock, b"ET /r.mp3 HTTP/1.0\r\n\r\n")

        assert (await player.head()).startswith("HTTP/1.0 200")


class TestWhileTheStationIsAway:
    @live
    async def test_listeners_stay_and_new_ones_join(self, air):
        player = await air.listen()
        await player.head()
        await player.catch_up(air)
        await air.lose_station()
        newcomer = await air.listen()
        await newcomer.head()
        await newcomer.catch_up(air)
        air.restart_writers()
        air.play(40)
        for each in (player, newcomer):
            await each.catch_up(air)

        assert air.played.endswith(player.heard)
        assert air.played.endswith(newcomer.heard)

    @live
    async def test_health_is_degraded(self, air):
        await air.lose_station()
        player = await air.listen(path="/healthz")

        assert (await player.head()).startswith("HTTP/1.0 200")
        assert json.loads(await player.rest())["status"] == "degraded"

    @live
    async def test_its_successor_is_told_of_everybody_who_is_here(self, air):
        player = await air.listen()
        await player.head()
        (before,) = (await air.hear("came")).fields["listeners"]
        await air.lose_station()
        await air.link()
        (again,) = (await air.hear("came")).fields["listeners"]

        assert again["id"] == before["id"]

    @live
    async def test_many_restarts_leave_one_stream_without_a_gap(self, air):
        plain, titled = await air.listen(), await air.listen("Icy-MetaData: 1")
        for player in (plain, titled):
            await player.head()
        for _ in range(20):
            air.plain.append(b"never committed", duration_us=FRAME_US)
            air.restart_writers()
            air.play(11, title="after a restart")
            for player in (plain, titled):
                await player.hear(len(player.heard) + 1)
        await plain.catch_up(air)
        await titled.catch_up(air)
        parts = IcyExtractor(INTERVAL).extract(titled.heard)

        assert air.played.endswith(plain.heard)
        assert b"".join(part for part in parts if isinstance(part, bytes)) in air.played


class TestWhoHarmsNobody:
    @live
    async def test_is_a_stalled_listener_who_is_dropped_and_counted(self, air):
        stalled, well = await air.listen(receive_bytes=4096), await air.listen()
        await well.head()
        while not air.edge.counts()["mounts"]["/r.mp3"]["slow"]:
            air.play(30)
            await well.hear(len(well.heard) + 1)
        (gone,) = (await air.hear("gone")).fields["listeners"]

        assert gone["reason"] == "slow"
        assert well.heard in air.played
        assert len(await stalled.rest()) < len(air.played)

    @live
    async def test_is_one_who_drips_his_request(self, air):
        await air.put_on_table(limits=Limits(head_seconds=0.05))
        player = await air.connect(b"GET /r.mp3 HTT")

        assert (await player.head()).startswith("HTTP/1.0 408")

    @live
    async def test_is_one_whose_request_never_ends(self, air):
        player = await air.connect(b"GET / HTTP/1.0\r\n" + b"X: y\r\n" * 10_000)

        assert (await player.head()).startswith("HTTP/1.0 431")

    @live
    async def test_is_one_who_hangs_up_at_once(self, air):
        (await air.connect(b"GET /r")).close()
        player = await air.listen()

        assert (await player.head()).startswith("HTTP/1.0 200")


class TestLimits:
    @live
    async def test_of_listeners_are_told_in_words(self, air):
        await air.put_on_table(limits=Limits(max_listeners=1))
        await (await air.listen()).head()
        second = await air.listen()

        assert (await second.head()).startswith("HTTP/1.0 403")
        assert await second.rest() == b"max listeners reached\r\n"
        assert air.edge.counts()["refusals"] == {"full": 1}

    @live
    async def test_of_connections_hold_at_the_door(self, air):
        await air.put_on_table(limits=Limits(max_connections=1))
        await (await air.listen()).head()
        second = await air.connect(b"")

        assert (await second.head()).startswith("HTTP/1.0 503")

    def test_of_a_crowd_at_the_door_are_followed_by_tidying_up_once(self, monkeypatch):
        edge, tidied = Edge(SystemClock(), 1), []
        monkeypatch.setattr(edge_module.gc, "collect", lambda: tidied.append(True))
        for pending in (0, edge_module.CROWD, 10, 10, 0):
            edge._door.pending = pending
            edge._tidy_up()

        assert tidied == [True]

    def test_of_open_files_bound_connections_too(self):
        edge = Edge(SystemClock(), 1, open_files=edge_module.FILES_KEPT)

        assert not edge.is_full()
        edge._door.pending = 1
        assert edge.is_full()


class TestAProxy:
    @live
    async def test_that_is_trusted_says_who_listens(self, air):
        await air.put_on_table(version=2, proxies=Networks(["loopback"]))
        await (await air.listen("X-Forwarded-For: 192.0.2.1, 198.51.100.7")).head()

        assert (await air.hear("came")).fields["listeners"][0]["ip"] == "198.51.100.7"

    @live
    async def test_that_is_not_trusted_is_the_listener_himself(self, air):
        await (await air.listen("X-Forwarded-For: 198.51.100.7")).head()

        assert (await air.hear("came")).fields["listeners"][0]["ip"] == "127.0.0.1"

    async def announced(self, air, opening):
        await air.put_on_table(version=2, proxies=Networks(["loopback"]))
        player = await air.connect(opening)
        await asyncio.get_running_loop().sock_sendall(player.sock, b"GET /r.mp3 HTTP/1.0\r\n\r\n")
        await player.head()
        (came,) = (await air.hear("came")).fields["listeners"]
        return came["ip"], came["port"]

    @live
    async def test_may_say_so_in_a_line_before_anything_else(self, air):
        line = b"PROXY TCP4 198.51.100.7 203.0.113.1 4711 443\r\n"

        assert await self.announced(air, line) == ("198.51.100.7", 4711)

    @live
    async def test_may_say_so_in_bytes_before_anything_else(self, air):
        addresses = bytes([198, 51, 100, 7, 203, 0, 113, 1]) + b"\x12\x67\x01\xbb"
        header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + addresses

        assert await self.announced(air, header) == ("198.51.100.7", 4711)

    @live
    async def test_that_is_a_stranger_is_no_proxy(self, air):
        player = await air.connect(b"PROXY TCP4 198.51.100.7 203.0.113.1 1 2\r\nGET /r.mp3 HTTP/1.0\r\n\r\n")

        assert (await player.head()).startswith("HTTP/1.0 400")


class TestRulesForListeners:
    async def keep(self, air, *rules, **how):
        mount = replace(MOUNT, rules=rules, **how)
        air.station.send("table", Table(version=9, mounts={mount.path: mount}).to_fields())
        await until(lambda: air.edge.table.version == 9)

    @live
    async def test_ask_for_a_password(self, air):
        await self.keep(air, PasswordRule.of("geheim", "", b"salt"))
        stranger, friend = await air.listen(), await air.listen("Authorization: Basic eDpnZWhlaW0=")
        head = await stranger.head()

        assert head.startswith("HTTP/1.0 401 Authentication Required")
        assert 'WWW-Authenticate: Basic realm="Icecast2 Server"' in head
        assert await stranger.rest() == b"You need to authenticate\r\n"
        assert (await friend.head()).startswith("HTTP/1.0 200")
        assert air.edge.counts()["refusals"] == {"password": 1}

    @live
    async def test_do_not_let_anybody_guess(self, air):
        await self.keep(air, PasswordRule.of("geheim", "", b"salt"))
        wrong, right = "Authorization: Basic eDpu", "Authorization: Basic eDpnZWhlaW0="
        for _ in range(MOST_WRONG):
            assert (await (await air.listen(wrong)).head()).startswith("HTTP/1.0 401")
        guesser = await air.listen(right)

        assert (await guesser.head()).startswith("HTTP/1.0 429")
        assert b"wait a minute" in await guesser.rest()

    @live
    async def test_count_nobody_who_only_asks(self, air):
        await self.keep(air, PasswordRule.of("geheim", "", b"salt"))
        for _ in range(MOST_WRONG + 2):
            assert (await (await air.listen()).head()).startswith("HTTP/1.0 401")

        assert (await (await air.listen("Authorization: Basic eDpnZWhlaW0=")).head()).startswith(
            "HTTP/1.0 200"
        )

    @live
    async def test_hold_for_head_too(self, air):
        await self.keep(air, PasswordRule.of("geheim", "", b"salt"))
        stranger = await air.listen(method="HEAD")

        assert (await stranger.head()).startswith("HTTP/1.0 401")
        assert await stranger.rest() == b""

    @live
    async def test_hold_while_the_station_is_away(self, air):
        await self.keep(air, AddressRule(Networks(), Networks(["loopback"])))
        await air.lose_station()

        assert (await (await air.listen()).head()).startswith("HTTP/1.0 403")

    @live
    async def test_end_when_the_time_is_over(self, air):
        await self.keep(air, max_duration=0.05)
        player = await air.listen()
        await player.head()
        await player.rest()

        assert (await air.hear("gone")).fields["listeners"][0]["reason"] == "the time is over"

    @live
    async def test_are_asked_of_the_station_where_it_must_judge(self, air):
        await self.keep(air, asks="closed")
        player = await air.listen("Authorization: Basic YTpi")
        asked = (await air.hear("ask")).fields
        air.station.send("told", {"id": asked["id"], "status": 200, "seconds": 0.0, "user": "a"})

        assert (await player.head()).startswith("HTTP/1.0 200")
        assert (await air.hear("came")).fields["listeners"][0]["user"] == "a"

    @live
    async def test_refuse_in_the_stations_words(self, air):
        await self.keep(air, asks="closed")
        player = await air.listen()
        asked = (await air.hear("ask")).fields
        air.station.send(
            "told", {"id": asked["id"], "status": 403, "words": "not\r\nhere", "kind": "country"}
        )

        assert (await player.head()).startswith("HTTP/1.0 403")


class TestAnIntro:
    async def broadcast(self, air, sound, icy_sound):
        for name, data in (("intro", sound), ("icy intro", icy_sound)):
            air.edge.give_memory(Piece(name, memoryview(bytearray(tape_bytes(data, 1e6) + bytes(4096)))))
        mount = replace(MOUNT, intro="intro", icy_intro="icy intro")
        air.station.send("table", Table(version=9, mounts={mount.path: mount}).to_fields())
        await until(lambda: air.edge.table.version == 9)

    @live
    async def test_comes_before_the_programme(self, air):
        intro = b"".join(mp3_frame(number, seed=8) for number in range(30))
        await self.broadcast(air, intro, b"")
        player = await air.listen()
        await player.head()
        heard = await player.hear(len(intro) + 5000)

        assert heard.startswith(intro)
        assert heard[len(intro) : len(intro) + 5000] in air.played

    @live
    async def test_leaves_titles_where_they_are_expected(self, air):
        intro = (bytes(INTERVAL) + b"\0") * 2
        await self.broadcast(air, b"", intro)
        air.play(1, title="Ada - One")
        player = await air.listen("Icy-MetaData: 1")
        await player.head()
        air.play(300)
        heard = await player.hear(len(intro) + 4 * INTERVAL)
        titles = [each for each in IcyExtractor(INTERVAL).extract(heard) if isinstance(each, IcyTitle)]

        assert heard.startswith(intro)
        assert IcyTitle("Ada - One") in titles


class TestTheStationsWord:
    @live
    async def test_ends_a_listener(self, air):
        player = await air.listen()
        await player.head()
        (came,) = (await air.hear("came")).fields["listeners"]
        air.station.send("kick", {"id": came["id"]})
        await player.rest()

        assert (await air.hear("gone")).fields["listeners"][0]["reason"] == "kicked"

    @live
    async def test_moves_a_listener_to_another_mount_on_the_same_connection(self, air):
        other = replace(MOUNT, path="/other.mp3")
        await air.put_on_table((MOUNT, other))
        player = await air.listen()
        await player.head()
        (came,) = (await air.hear("came")).fields["listeners"]
        air.station.send("move", {"ids": [came["id"]], "destination": "/other.mp3"})
        (moved,) = (await air.hear("came")).fields["listeners"]

        assert (moved["id"], moved["mount"]) == (came["id"], "/other.mp3")
        assert air.edge.counts()["mounts"]["/other.mp3"]["listeners"] == 1

    @live
    async def test_moves_nobody_to_what_his_player_does_not_play(self, air):
        other = replace(MOUNT, path="/other.ogg", content_type="audio/ogg")
        await air.put_on_table((MOUNT, other))
        player = await air.listen()
        await player.head()
        await air.hear("came")
        air.station.send("move", {"mount": "/r.mp3", "destination": "/other.ogg"})
        air.station.send("move", {"mount": "/r.mp3", "destination": "/nothing"})
        await player.catch_up(air)

        assert air.edge.counts()["mounts"]["/r.mp3"]["listeners"] == 1

    @live
    async def test_takes_a_mount_away_behind_its_last_byte(self, air):
        player = await air.listen()
        await player.head()
        await air.put_on_table(())
        air.edge.release_memory("r/plain")
        air.end()
        heard = await player.rest()

        assert (await air.hear("gone")).fields["listeners"][0]["reason"] == "the mount is gone"
        assert air.played.endswith(heard[-4000:])

    @live
    async def test_takes_a_mount_away_and_has_its_listeners_hear_another(self, air):
        fallback = replace(MOUNT, path="/other.mp3")
        player = await air.listen("Icy-MetaData: 1")
        await player.head()
        await air.hear("came")
        await air.put_on_table((fallback,), instead={"/r.mp3": "/other.mp3"})
        (moved,) = (await air.hear("came")).fields["listeners"]
        air.play(300, "From the other one")
        await player.hear(4 * INTERVAL)
        titles = [each for each in IcyExtractor(INTERVAL).extract(player.heard) if isinstance(each, IcyTitle)]

        assert moved["mount"] == "/other.mp3"
        assert titles[-1] == IcyTitle("From the other one")

    @live
    async def test_takes_a_mount_away_whose_path_means_another_now(self, air):
        await air.put_on_table((MOUNT,))
        player = await air.listen()
        await player.head()
        await air.hear("came")
        await air.put_on_table((replace(MOUNT, path="/new.mp3"),), aliases={"/r.mp3": "/new.mp3"})

        assert (await air.hear("came")).fields["listeners"][0]["mount"] == "/new.mp3"

    @live
    async def test_that_makes_no_sense_changes_nothing(self, air):
        air.station.send("table", {"mounts": [{"path": "/half"}]})
        air.station.send("kick", {})
        air.station.send("something new", {})
        player = await air.listen()

        assert (await player.head()).startswith("HTTP/1.0 200")

    @live
    async def test_changes_a_mounts_pace_under_its_listeners(self, air):
        player = await air.listen()
        await player.head()
        await player.catch_up(air)
        slower = ServedMount("/r.mp3", "audio/mpeg", "r/plain", "r/icy", INTERVAL, burst=1.0, tick=0.2)
        await air.put_on_table((slower,))
        air.play(40)

        assert air.played.endswith(await player.catch_up(air))


class TestBeforeTheFirstTable:
    def test_players_wait_a_moment(self):
        async def scenario():
            air = Broadcast()
            await air.open()
            player = await air.listen()
            await air.link()

            assert (await player.head()).startswith("HTTP/1.0 200")
            await air.__aexit__()

        asyncio.run(scenario())

    def test_players_are_refused_in_words_when_it_takes_too_long(self):
        async def scenario():
            air = Broadcast()
            air.edge.table = Table(limits=Limits(station_wait=0.05))
            await air.open()
            player = await air.listen()

            assert (await player.head()).startswith("HTTP/1.0 503")
            player.close()
            await air.__aexit__()

        asyncio.run(scenario())


class TestStopping:
    @live
    async def test_closes_every_connection_and_the_door(self, air):
        player = await air.listen()
        await player.head()
        waiting = await air.connect(b"GET /")
        await air.edge.stop()
        await player.rest()
        await waiting.rest()

        with pytest.raises(OSError, match=r"failed|refused|reset"):
            await air.listen()

    @live
    async def test_keeps_who_is_inside_when_only_the_door_closes(self, air):
        player = await air.listen()
        await player.head()
        air.edge.unlisten("main")
        air.play(40)

        assert air.played.endswith(await player.catch_up(air))


SLEEPING = ServedMount("/r.mp3", "", "", asleep=True)


class TestAMountThatSleeps:
    @live
    async def test_is_woken_by_its_first_listener_who_waits_for_it(self, air):
        await air.put_on_table([SLEEPING])
        player = await air.listen()
        message = await air.hear("rouse")
        await air.put_on_table([MOUNT])
        head = await player.head()
        air.play(20)

        assert message.fields["mount"] == "/r.mp3"
        assert head.startswith("HTTP/1.0 200 OK\r\n")
        assert air.played.endswith(await player.catch_up(air))

    @live
    async def test_that_does_not_wake_up_is_told_in_words(self, air):
        edge_module.ROUSE_SECONDS, before = 0.05, edge_module.ROUSE_SECONDS
        try:
            await air.put_on_table([SLEEPING])
            answer = await (await air.listen()).rest()
        finally:
            edge_module.ROUSE_SECONDS = before

        assert answer.startswith(b"HTTP/1.0 503")
        assert b"which does not answer" in answer

    @live
    async def test_is_no_trouble_for_those_who_watch_over_the_station(self, air):
        await air.put_on_table([SLEEPING])
        answer = await (await air.listen(path="/healthz")).rest()

        assert answer.startswith(b"HTTP/1.0 200")
