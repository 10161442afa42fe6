"""The web application, over connections as edges hand them over."""

import asyncio
import json
import logging
import socket
from pathlib import Path

import pytest

from runtime.kernel.events import EventBus
from runtime.servers.gallery import Gallery
from runtime.servers.stuck import STUCK_SECONDS
from runtime.servers.web import Show, WebServer
from runtime.testing import ManualClock

HOST = "Host: radio.example:8000"
JPEG = b"\xff\xd8\xff\xe0picture"


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def text(self):
        return self.body.decode()


class Web:
    """A web server, and peers that connect to it."""

    def __init__(self, status, *mounts, folder=Path(), hsts=0):
        clock = ManualClock()
        self.events = EventBus(clock.wall)
        self.gallery = Gallery(clock.wall)
        self.mounts = mounts
        self.server = WebServer(
            lambda: status(*self.mounts), Show(clock.wall, folder, self.gallery, self.events, lambda: hsts)
        )

    async def connect(self, request):
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        await self.server.take(ours, request)
        return theirs

    async def ask(self, *lines, method="GET"):
        first, *others = lines
        head = "\r\n".join([f"{method} {first} HTTP/1.1", HOST, *others, "", ""]).encode("latin-1")
        return await self.send(head)

    async def send(self, head):
        peer = await self.connect(head)
        async with asyncio.timeout(20):
            with peer:
                return Answer(await read_all(peer))


async def read_all(peer):
    data = b""
    while part := await asyncio.get_running_loop().sock_recv(peer, 65536):
        data += part
    return data


@pytest.fixture
def web(status, mount):
    """Play a story with a web server that is up."""

    def run(story, *mounts, **more):
        async def played():
            web = Web(status, *(mounts or [mount()]), **more)
            await web.server.start()
            try:
                return await story(web)
            finally:
                await web.server.stop()

        return asyncio.run(played())

    return run


@pytest.fixture
def ask(web):
    """The answer to one request."""
    return lambda *lines, method="GET", **more: web(lambda there: there.ask(*lines, method=method), **more)


class TestHsts:
    BY_TLS = ("Edge-Scheme: https", "Edge-Tls: TLSv1.3")

    def test_is_off_unless_the_script_wants_it(self, ask):
        assert "strict-transport-security" not in ask("/", *self.BY_TLS).headers

    def test_is_said_to_those_who_came_by_tls(self, ask):
        answer = ask("/", *self.BY_TLS, hsts=5_184_000)

        assert answer.headers["strict-transport-security"] == "max-age=5184000"

    @pytest.mark.parametrize(
        "came", [(), ("Edge-Scheme: http", "Edge-Tls: none"), ("Edge-Scheme: https", "Edge-Tls: none")]
    )
    def test_is_said_to_nobody_else(self, ask, came):
        assert "strict-transport-security" not in ask("/", *came, hsts=5_184_000).headers


class TestEveryAnswer:
    @pytest.mark.parametrize(
        "path", ["/", "/embed", "/nowplaying.json", "/cover/first.mp3", "/first.mp3.pls", "/none"]
    )
    def test_is_what_it_says_and_tells_nobody_who_asked(self, ask, path):
        headers = ask(path).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["server"].startswith("LegacyStream/")

    @pytest.mark.parametrize(
        "path", ["/", "/embed", "/history.json", "/events", "/cover/first.mp3", "/first.mp3.m3u"]
    )
    def test_has_a_head(self, ask, path):
        answer = ask(path, method="HEAD")

        assert (answer.status, answer.body) == (200, b"")

    def test_to_a_name_that_there_is_not_is_icecasts(self, ask):
        answer = ask("/none.mp3.m3u")

        assert (answer.status, answer.text) == (404, "The file you requested could not be found\r\n")

    def test_to_whoever_writes_says_that_he_cannot(self, ask):
        answer = ask("/", method="DELETE")

        assert (answer.status, answer.headers["allow"]) == (405, "GET,HEAD")


class TestFrames:
    def test_may_hold_the_small_player(self, ask):
        assert "frame-ancestors" not in ask("/embed").headers["content-security-policy"]

    def test_may_hold_no_other_page(self, ask):
        assert "frame-ancestors 'none'" in ask("/").headers["content-security-policy"]


class TestOtherSites:
    @pytest.mark.parametrize(
        "path", ["/nowplaying.json", "/history.json", "/cover/first.mp3", "/first.mp3.xspf"]
    )
    def test_may_read(self, ask, path):
        assert ask(path).headers["access-control-allow-origin"] == "*"

    def test_are_told_so_when_they_ask_first(self, ask):
        answer = ask("/nowplaying.json", "Origin: https://site.example", method="OPTIONS")

        assert (answer.status, answer.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")

    def test_may_not_read_the_page(self, ask):
        assert "access-control-allow-origin" not in ask("/").headers


class TestWhatPlays:
    def test_is_told_with_its_moment(self, ask):
        [mount] = json.loads(ask("/nowplaying.json").text)["mounts"]

        assert mount["title"] == {"artist": "Ann", "title": "One", "album": "", "text": "Ann - One"}
        assert mount["started"] == "2026-11-22T07:45:55+00:00"

    def test_is_told_of_one_mount(self, web, mount):
        answer = web(lambda there: there.ask("/nowplaying.json?mount=/b"), mount("/a"), mount("/b"))

        assert [each["path"] for each in json.loads(answer.text)["mounts"]] == ["/b"]

    def test_is_followed_by_what_has_played(self, web, mount, played):
        answer = web(lambda there: there.ask("/history.json"), mount(history=(played("Two"), played("One"))))
        [told] = json.loads(answer.text)["mounts"]

        assert [each["title"] for each in told["history"]] == ["Two", "One"]

    def test_does_not_say_where_the_file_is(self, web, mount, played):
        secret = played("One", path="private/one.mp3")
        for path in ("/", "/nowplaying.json", "/history.json", "/status-json.xsl"):
            answer = web(lambda there, path=path: there.ask(path), mount(playing=secret, history=(secret,)))

            assert b"private" not in answer.body


class TestPlaylists:
    @pytest.mark.parametrize(
        ("host", "told"),
        [
            ("radio.example", "radio.example"), ("192.0.2.1:80", "192.0.2.1:80"), ("[2001:db8::1]:8000", "[2001:db8::1]:8000"),
            ("a b", "radio.example:8000"), ('"><script>', "radio.example:8000"), ("user@evil.example", "radio.example:8000"),
            ("evil.example/path", "radio.example:8000"), ("x:999999", "radio.example:8000"), ("", "radio.example:8000"),
        ],
    )  # fmt: skip
    def test_name_the_station_as_the_asker_does_if_that_is_a_name(self, web, host, told):
        request = f"GET /first.mp3.m3u HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        answer = web(lambda there: there.send(request))

        assert answer.text == f"http://{told}/first.mp3\r\n"
        assert answer.headers["content-type"] == "audio/x-mpegurl"

    def test_say_https_behind_a_proxy_that_speaks_it(self, ask):
        assert ask("/first.mp3.m3u", "Edge-Scheme: https").text.startswith("https://radio.example:8000/")


class TestTheCover:
    def test_is_drawn_where_there_is_none(self, ask):
        answer = ask("/cover/first.mp3")

        assert answer.headers["content-type"] == "image/svg+xml"
        assert ">F</text>" in answer.text

    def test_is_the_files(self, web, mount, played, tmp_path):
        (tmp_path / "song.mp3").write_bytes(b"no audio")
        (tmp_path / "cover.jpg").write_bytes(JPEG)
        playing = played("One", path="song.mp3")
        current = f"/cover/first.mp3?v={playing.version}"
        answer = web(lambda there: there.ask(current), mount(playing=playing), folder=tmp_path)

        assert (answer.headers["content-type"], answer.body) == ("image/jpeg", JPEG)
        assert answer.headers["cache-control"] == "public, max-age=86400"

    def test_is_the_source_clients(self, web, mount, played):
        async def story(there):
            there.gallery.take("/first.mp3", "station", JPEG)
            return await there.ask("/cover/first.mp3?v=0")

        answer = web(story, mount(playing=played("One", client="/first.mp3")))

        assert (answer.body, answer.headers["cache-control"]) == (JPEG, "no-cache")

    def test_is_not_sent_again_to_who_has_it(self, web):
        async def story(there):
            first = await there.ask("/cover/first.mp3")
            return await there.ask("/cover/first.mp3", f"If-None-Match: {first.headers['etag']}")

        assert web(story).status == 304


class TestEvents:
    def test_come_as_they_happen(self, web, mount, played):
        async def story(there):
            there.events.start(asyncio.get_running_loop().call_soon_threadsafe)
            peer = await there.connect(f"GET /events HTTP/1.1\r\n{HOST}\r\n\r\n".encode())
            loop, data = asyncio.get_running_loop(), b""
            async with asyncio.timeout(20):
                while b"event: state" not in data:
                    data += await loop.sock_recv(peer, 65536)
                there.mounts = (mount(playing=played("Two")),)
                there.events.emit("track", "radio")
                while b"event: title" not in data:
                    data += await loop.sock_recv(peer, 65536)
            peer.close()
            return data

        data = web(story)

        assert b"Content-Type: text/event-stream" in data
        assert b"Two" in data


class TestAPeerThatReadsNothing:
    def test_is_let_go(self, web, mount, played, tmp_path):
        (tmp_path / "song.mp3").write_bytes(b"no audio")
        (tmp_path / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4_000_000))

        async def story(there):
            peer = await there.connect(f"GET /cover/first.mp3 HTTP/1.1\r\n{HOST}\r\n\r\n".encode())
            [transport] = there.server._transports
            async with asyncio.timeout(20):
                while not transport.get_write_buffer_size():  # noqa: ASYNC110 - there is no event for it
                    await asyncio.sleep(0)
            there.server.sweep(0.0)
            there.server.sweep(STUCK_SECONDS)
            with peer:
                return transport.is_closing()

        assert web(story, mount(playing=played("One", path="song.mp3")), folder=tmp_path)


class TestARequestThatCannotBeRead:
    @pytest.mark.parametrize(
        "lines",
        [
            "Content-Length: abc", "Content-Length: -1", "Content-Length: 1\r\nContent-Length: 2", f"{HOST}\r\n{HOST}",
            "Content-Length: 1\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip", "Bad Name: x",
        ],
    )  # fmt: skip
    def test_is_answered_in_words_and_told_at_debug(self, web, lines, caplog):
        caplog.set_level(logging.DEBUG, "legacystream.web")
        answer = web(lambda there: there.send(f"GET / HTTP/1.1\r\n{HOST}\r\n{lines}\r\n\r\n".encode()))

        assert (answer.status, answer.text[:26]) == (400, "The request cannot be read")
        assert [record.levelname for record in caplog.records if record.name.startswith("legacystream")] == [
            "DEBUG"
        ]
        assert not any(record.exc_info for record in caplog.records)


class TestAPageThatFails:
    def test_apologises_and_tells_all_in_the_log(self, caplog):
        async def story():
            def broken(*_):
                raise ValueError("no status")

            there = Web(broken)
            await there.server.start()
            try:
                return await there.ask("/")
            finally:
                await there.server.stop()

        answer = asyncio.run(story())

        assert (answer.status, "fault is the station's" in answer.text) == (500, True)
        assert "ValueError" in caplog.text
        assert "no status" not in answer.text
