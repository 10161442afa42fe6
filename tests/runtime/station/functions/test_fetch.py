"""`http.get` and `http.post`, against a server of this machine."""

import asyncio

import pytest
from aiohttp import web

from runtime.errors import ScriptFault
from runtime.sources.fetched import Answer, NotThere
from runtime.station.functions.download import SLOW_FOR, Pace
from runtime.station.functions.fetch import LONGEST_ANSWER, MOST_REDIRECTIONS, Web, shown
from runtime.testing import ManualClock


async def hello(request):
    text = await request.text()
    return web.Response(
        text=f"{request.method} {text} {request.headers.get('X-Key', '')} {request.headers['User-Agent']}"
    )


async def away(request):
    number = int(request.match_info["number"])
    raise web.HTTPFound(f"/away/{number - 1}" if number else "/hello")


async def large(_request):
    return web.Response(body=b"x" * (LONGEST_ANSWER + 100))


async def latin(_request):
    return web.Response(
        body="für".encode("latin-1"), headers={"Content-Type": "text/plain; charset=iso-8859-1"}
    )


async def odd(_request):
    return web.Response(body=b"\xff\xfe!", headers={"Content-Type": "text/plain; charset=nonsense"})


async def never(_request):
    await asyncio.Future()


async def teapot(_request):
    return web.Response(status=418, text="short and stout")


def asked(path, *, method="GET", body=None, headers=(), seconds=5.0):
    """What a server of this machine answers."""

    async def scene():
        app = web.Application(client_max_size=1 << 22)
        app.add_routes(
            [
                web.route("*", "/hello", hello), web.get("/away/{number}", away), web.get("/large", large),
                web.get("/latin", latin), web.get("/odd", odd), web.get("/never", never), web.get("/teapot", teapot),
            ]
        )  # fmt: skip
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        client = Web("Test/1")
        try:
            return await client.fetch(method, f"http://127.0.0.1:{port}{path}", body, headers, seconds)
        finally:
            await client.stop()
            await runner.cleanup()

    return asyncio.run(scene())


def refused(url, headers=()):
    async def scene():
        client = Web("Test/1")
        try:
            return await client.fetch("GET", url, None, headers, 2.0)
        finally:
            await client.stop()

    return asyncio.run(scene())


class TestAnAnswer:
    def test_has_a_status_and_a_text(self):
        found = asked("/hello", method="POST", body="ö", headers=[("X-Key", "k")])

        assert (found.status, found.ok, found.text) == (200, True, "POST ö k Test/1")

    def test_that_is_no_2xx_is_not_ok_and_has_its_text(self):
        found = asked("/teapot")

        assert (found.status, found.ok, found.text) == (418, False, "short and stout")

    def test_is_read_in_its_own_letters(self):
        assert asked("/latin").text == "für"
        assert asked("/odd").text.endswith("!")

    def test_is_read_as_far_as_the_bound(self):
        assert len(asked("/large").text) == LONGEST_ANSWER

    def test_comes_behind_redirections_up_to_the_bound(self):
        assert asked(f"/away/{MOST_REDIRECTIONS - 1}").ok
        assert asked(f"/away/{MOST_REDIRECTIONS + 1}").error == "more than 5 redirections"


class TestNoAnswer:
    def test_within_the_time_is_said(self):
        assert asked("/never", seconds=0.05).error == "no answer within 0.05 s"

    @pytest.mark.parametrize(
        "url", ["", "file:///etc/passwd", "ftp://x/", "http://", "http://[bad", "javascript:1"]
    )
    def test_to_what_is_no_address(self, url):
        assert refused(url).error == "an address begins with http:// or https://"

    def test_with_a_field_that_would_be_several(self):
        assert refused("http://127.0.0.1/", [("A", "b\r\nC: d")]).error == "a field of a request is one line"

    def test_from_a_machine_that_refuses_shows_no_more_of_the_address_than_the_machine(self):
        error = refused("http://user:hush@127.0.0.1:1/hush?token=hush").error

        assert error.startswith("http://127.0.0.1 cannot be reached")
        assert "hush" not in error


class TestWhatIsShown:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("https://u:p@radio.example:8443/hook/TOKEN?x=y", "https://radio.example"),
            ("nonsense", "an address"),
            ("http://[", "an address"),
        ],
    )
    def test_of_an_address_is_its_machine(self, url, expected):
        assert shown(url) == expected


async def file(request):
    if request.headers.get("If-None-Match") == '"1"':
        return web.Response(status=304)
    return web.Response(
        body=b"sound", headers={"ETag": '"1"', "Last-Modified": "Fri, 01 May 2026 12:00:00 GMT"}
    )


async def cut_off(request):
    answer = web.StreamResponse(headers={"Content-Length": "500"})
    await answer.prepare(request)
    await answer.write(b"half")
    request.transport.close()
    return answer


async def live(request):
    answer = web.StreamResponse(headers={"icy-name": "Radio"})
    await answer.prepare(request)
    await answer.write(b"x" * 1000)
    await asyncio.Future()


async def round_and_round(_request):
    raise web.HTTPFound("/round")


async def elsewhere(_request):
    raise web.HTTPFound("/file")


def downloaded(path, target, known=""):
    """What a server of this machine has, written to a file."""

    async def scene():
        app = web.Application()
        app.add_routes(
            [
                web.get("/file", file),
                web.get("/cut", cut_off),
                web.get("/teapot", teapot),
                web.get("/live", live),
                web.get("/round", round_and_round),
                web.get("/to", elsewhere),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        client = Web("Test/1")
        try:
            port = runner.addresses[0][1]
            return await client.download(f"http://127.0.0.1:{port}{path}", target, known)
        finally:
            await client.stop()
            await runner.cleanup()

    return asyncio.run(scene())


async def stopped_in_the_middle(target):
    """What comes of a file without a length, while which the client is stopped."""

    async def answers(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n" + b"x" * 1000)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    client = Web("Test/1")
    try:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        coming = asyncio.create_task(client.download(url, target, ""))
        while not target.exists():  # noqa: ASYNC110 - it is made when the answer has begun, and no event tells of it
            await asyncio.sleep(0)
        await client.stop()
        return await coming
    finally:
        await client.stop()
        server.close()


def from_shoutcast(target):
    async def answers(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"ICY 200 OK\r\nicy-name: Radio\r\n\r\n")
        await writer.drain()
        writer.close()

    async def scene():
        server = await asyncio.start_server(answers, "127.0.0.1", 0)
        client = Web("Test/1")
        try:
            port = server.sockets[0].getsockname()[1]
            return await client.download(f"http://127.0.0.1:{port}/", target, "")
        finally:
            await client.stop()
            server.close()

    return asyncio.run(scene())


class TestThePaceOfADownload:
    def test_may_be_slow_for_a_moment(self):
        clock = ManualClock()
        pace = Pace(clock.now)
        pace.begin()
        clock.advance(SLOW_FOR - 1)

        pace.came(1)

    def test_is_too_slow_where_no_deadline_would_see_the_end(self):
        clock = ManualClock()
        pace = Pace(clock.now)
        pace.begin()
        for _ in range(round(SLOW_FOR) - 1):
            clock.advance(1)
            pace.came(100)
        clock.advance(1)

        with pytest.raises(ScriptFault, match=r"too slowly: 2\.9 KiB in 30 s"):
            pace.came(100)

    def test_is_measured_anew_every_while(self):
        clock = ManualClock()
        pace = Pace(clock.now)
        pace.begin()
        clock.advance(SLOW_FOR)
        pace.came(10_000_000)
        clock.advance(SLOW_FOR)

        with pytest.raises(ScriptFault, match="too slowly"):
            pace.came(100)


class TestAFileOfAnotherServer:
    def test_is_written_with_its_date_and_its_name(self, tmp_path):
        answer = downloaded("/file", tmp_path / "new" / "a.part")

        assert answer == Answer(
            new=True, modified=1777636800.0, etag='"1"', url=answer.url, kind="application/octet-stream"
        )
        assert (tmp_path / "new" / "a.part").read_bytes() == b"sound"

    def test_is_not_sent_again(self, tmp_path):
        assert not downloaded("/file", tmp_path / "a.part", '"1"').new
        assert not (tmp_path / "a.part").exists()

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/teapot", "answered 418"),
            ("/cut", "broke off before its end"),
            ("/live", "live stream"),
            ("/round", "5 redirections"),
        ],
    )
    def test_is_none_where_it_does_not_come_whole(self, path, words, tmp_path):
        with pytest.raises(ScriptFault, match=words):
            downloaded(path, tmp_path / "a.part")

    def test_says_where_it_was_in_the_end(self, tmp_path):
        assert downloaded("/to", tmp_path / "a.part").url.endswith("/file")

    def test_that_its_server_does_not_have_is_told_apart(self, tmp_path):
        with pytest.raises(NotThere, match="answered 404"):
            downloaded("/nowhere", tmp_path / "a.part")

    def test_that_is_cut_off_by_the_end_of_the_station_is_none(self, tmp_path):
        with pytest.raises(ScriptFault, match="the station ends"):
            asyncio.run(stopped_in_the_middle(tmp_path / "a.part"))

    def test_is_not_taken_from_a_server_that_says_icy(self, tmp_path):
        with pytest.raises(ScriptFault, match="live stream"):
            from_shoutcast(tmp_path / "a.part")

    def test_that_the_disk_does_not_take_is_told_so(self, tmp_path):
        (tmp_path / "a").write_text("no folder")

        with pytest.raises(ScriptFault, match="the disk does not take it"):
            downloaded("/file", tmp_path / "a" / "a.part")

    def test_is_none_at_an_address_of_something_else(self, tmp_path):
        with pytest.raises(ScriptFault, match="begins with http"):
            asyncio.run(Web("Test/1").download("file:///etc/passwd", tmp_path / "a.part", ""))
