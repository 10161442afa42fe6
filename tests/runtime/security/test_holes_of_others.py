"""The holes that Icecast, SHOUTcast and their like have had, each tried on the edge's front door or on what stands behind it.

The edge runs in the test's process, with no music: what is looked at is what a stranger gets, and what is left of him.
"""

import asyncio
import base64
import contextlib
import functools
import logging
import socket
import tracemalloc
from dataclasses import replace

import pytest

from runtime.edge import Edge
from runtime.edge import front_door as front_door_module
from runtime.edge import greeter as greeter_module
from runtime.kernel import SystemClock
from runtime.protocols.access import AddressRule, PasswordRule
from runtime.protocols.address import Networks
from runtime.protocols.http1 import HeadLimits
from runtime.protocols.icecast import Limits, ServedMount, Table

MOUNT = ServedMount("/r.mp3", "audio/mpeg", "r", headers=(("icy-name", "Radio"),))


def live(scenario):
    """Run an asynchronous test method with an edge at an address; no mistake of ours may reach the log."""

    @functools.wraps(scenario)
    def test(self, monkeypatch, caplog):
        caplog.set_level(logging.DEBUG)
        monkeypatch.setattr(greeter_module, "LINGER_SECONDS", 0.1)

        async def run():
            async with asyncio.timeout(50):
                door = Door()
                await door.open()
                try:
                    await scenario(self, door)
                finally:
                    await door.close()

        asyncio.run(run())

        assert "Traceback" not in caplog.text
        assert "mistake" not in caplog.text

    del test.__wrapped__
    return test


class Door:
    """An edge with one mount, and strangers."""

    def __init__(self):
        self.edge = Edge(SystemClock(), 1)
        self.address = ("127.0.0.1", 0)

    async def open(self, mount=MOUNT, **how):
        await self.edge.start()
        sock = socket.create_server(("127.0.0.1", 0))
        self.address = sock.getsockname()
        self.edge.listen("main", sock)
        self.serve(mount, **how)

    def serve(self, mount=MOUNT, **how):
        how = {"limits": Limits(station_wait=0.01), "pages": ("/status-json.xsl",), **how}
        self.edge.set_table(Table(mounts={mount.path: mount}, **how))

    async def close(self):
        await self.edge.stop()

    async def says(self, *pieces):
        """Everything that is answered; b"" for a connection that is just closed."""
        reader, writer = await asyncio.open_connection(*self.address)
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            async with asyncio.timeout(15):
                while data := await reader.read(65536):
                    answer += data
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        return answer

    async def is_well(self):
        answer = await self.says(b"HEAD /r.mp3 HTTP/1.0\r\n\r\n")

        assert answer.startswith((b"HTTP/1.0 200", b"HTTP/1.0 401"))


def status(answer):
    return int(answer.split()[1]) if answer else 0


class TestCve20010197FormatStrings:
    @live
    async def test_mean_nothing_in_any_field(self, door):
        for nasty in (b"%n%n%s%x", b"%%", b"{0.__class__}", b"${jndi:x}"):
            answer = await door.says(b"GET /" + nasty + b" HTTP/1.0\r\nUser-Agent: " + nasty + b"\r\n\r\n")

            assert status(answer) in (400, 404)
        await door.is_well()


class TestCve20010784Paths:
    @live
    async def test_never_leave_the_root(self, door):
        for path in (
            "/../etc/passwd", "/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/..\\..\\boot.ini", "/%5c..%5c", "/a/../../b",
            "/r.mp3/../../x", "/%00", "/r.mp3%00.html", "//../x", "/%c0%ae%c0%ae/", "/%", "/%2",
        ):  # fmt: skip
            answer = await door.says(f"GET {path} HTTP/1.0\r\n\r\n".encode())

            assert status(answer) in (400, 404), path
            assert b"root:" not in answer

    @live
    async def test_with_a_dot_or_a_slash_behind_are_no_other_files(self, door):
        for path in ("/status-json.xsl.", "/r.mp3.", "/admin/stats.xsl.", "/x.xsl%2e"):
            assert status(await door.says(f"GET {path} HTTP/1.0\r\n\r\n".encode())) == 404


class TestCve20020177LongRequests:
    @live
    async def test_are_cut_off(self, door):
        answer = await door.says(b"GET /" + b"a" * 2**20 + b" HTTP/1.0\r\n\r\n")

        assert status(answer) in (0, 414)
        await door.is_well()

    @live
    async def test_are_cut_off_also_without_an_end(self, door):
        assert status(await door.says(b"x" * 2**20)) in (0, 400, 414)
        await door.is_well()


class TestCve20041561ManyHeaders:
    @live
    async def test_are_refused(self, door):
        head = b"GET /r.mp3 HTTP/1.0\r\n" + b"a: b\r\n" * 10_000 + b"\r\n"

        assert status(await door.says(head)) in (0, 431)
        await door.is_well()

    @live
    async def test_take_no_memory_that_stays(self, door):
        async def crowd():
            head = b"GET /r.mp3 HTTP/1.0\r\n" + b"a: b\r\n" * 3000
            await asyncio.gather(*(door.says(head) for _ in range(20)))

        await crowd()
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3):
            await crowd()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert after - before < 512 * 1024

    @live
    async def test_up_to_the_bound_are_all_read(self, door):
        """Icecast looks at the first 32: an Authorization in the 40th is lost there."""
        door.serve(replace(MOUNT, rules=(PasswordRule.of("pw", "", b"s"),)))
        shown = b"Authorization: Basic " + base64.b64encode(b"a:pw")
        head = (
            b"HEAD /r.mp3 HTTP/1.0\r\n" + b"X-Filler: 1\r\n" * (HeadLimits().lines - 5) + shown + b"\r\n\r\n"
        )

        assert status(await door.says(head)) == 200


class TestCve20042027LongCredentials:
    @live
    async def test_are_wrong_credentials_and_no_more(self, door):
        rules = (PasswordRule.of("pw", "", b"s"),)
        door.serve(ServedMount("/r.mp3", "audio/mpeg", "r", rules=rules))
        for shown in (
            b"A" * 6000, b"!!!!", base64.b64encode(b"nocolon"), base64.b64encode(b"a\0:pw"),
            base64.b64encode(b"\xff\xfe:pw\xff"),
            b"", b"=", base64.b64encode(b":"), base64.b64encode(b"x" * 4000 + b":pw"),
        ):  # fmt: skip
            answer = await door.says(b"GET /r.mp3 HTTP/1.0\r\nAuthorization: Basic " + shown + b"\r\n\r\n")

            assert status(answer) == 401
        for header in (b"Basic", b"Basic ", b"Digest x", b"Negotiate", b"Bearer " + b"x" * 5000):
            assert (
                status(await door.says(b"GET /r.mp3 HTTP/1.0\r\nAuthorization: " + header + b"\r\n\r\n"))
                == 401
            )


class TestCve20114612Injection:
    @live
    async def test_by_line_ends_in_the_path_is_refused(self, door):
        answer = await door.says(b"GET /x%0d%0aSet-Cookie:%20a=b HTTP/1.0\r\n\r\n")

        assert status(answer) == 400
        assert b"Set-Cookie" not in answer

    @live
    async def test_of_a_page_into_a_page_is_escaped(self, door):
        answer = await door.says(b"GET /<script>alert(1)</script> HTTP/1.0\r\n\r\n")

        assert b"<script>" not in answer

    @live
    async def test_by_a_mounts_own_texts_makes_no_header(self, door):
        """Response splitting by what a relay or a DJ calls himself."""
        door.serve(
            ServedMount(
                "/r.mp3", "audio/mpeg", "r", headers=(("icy-name", "Radio\r\nX-Evil: 1\r\n\r\n<html>"),)
            )
        )
        head = await door.says(b"HEAD /r.mp3 HTTP/1.0\r\n\r\n")

        assert b"\r\nX-Evil" not in head
        assert head.count(b"\r\n\r\n") == 1


class TestSmuggling:
    @live
    async def test_finds_no_second_request(self, door):
        """One request a connection: what comes behind is never an answer's beginning."""
        two = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        answer = await door.says(two + b"GET /admin/stats HTTP/1.1\r\nHost: x\r\n\r\n")

        assert answer.count(b"HTTP/1.") == 1

    @live
    async def test_by_bent_headers_is_refused(self, door):
        for line in (
            b"Transfer-Encoding : chunked",
            b" folded: x",
            b"\tx: y",
            b"no colon",
            b"a\0b: c",
            b"a: b\0c",
            b"a\x0b: c",
            b": x",
        ):
            answer = await door.says(b"GET /r.mp3 HTTP/1.1\r\nHost: x\r\n" + line + b"\r\n\r\n")

            assert status(answer) == 400, line

    @live
    async def test_by_bent_request_lines_is_refused(self, door):
        for line in (
            b"GET  /r.mp3 HTTP/1.1",
            b"GET /r.mp3 HTTP/1.1 ",
            b"GET /r.mp3\tHTTP/1.1",
            b"get /r.mp3 HTTP/1.1",
            b"GET r.mp3 HTTP/1.1",
            b"GET /r.mp3",
            b"GET /r.mp3 HTTP/2.0",
            b"GET /a b HTTP/1.1",
            b"GET /r.mp3 HTTP/1.1x",
        ):
            assert status(await door.says(line + b"\r\n\r\n")) in (0, 400, 505), line

    @live
    async def test_by_half_a_handshake_is_refused_as_tls_does(self, door):
        alert, version, length, fatal = b"\x15", b"\x03\x03", b"\x00\x02", b"\x02"

        assert (await door.says(b"\x16\x03\x01\x02\x00\r\n\r\n")).startswith(alert + version + length + fatal)


class TestSlowClients:
    @live
    async def test_who_drip_their_heads_are_sent_away(self, door):
        door.serve(limits=Limits(head_seconds=0.3))
        reader, writer = await asyncio.open_connection(*door.address)
        writer.write(b"GET /r.mp3 HTTP/1.0\r\n")
        answer = asyncio.create_task(reader.read())
        for _ in range(40):
            if answer.done():
                break
            with contextlib.suppress(ConnectionError):
                writer.write(b"X: y\r\n")
            await asyncio.wait({answer}, timeout=0.05)
        writer.close()

        assert (await answer).startswith(b"HTTP/1.0 408")
        assert door.edge.counts()["refusals"]["slow head"] == 1

    @live
    async def test_who_say_nothing_cost_a_place_and_no_more(self, door):
        door.serve(limits=Limits(head_seconds=0.5))
        silent = [await asyncio.open_connection(*door.address) for _ in range(200)]
        await door.is_well()
        answers = [await reader.read() for reader, _ in silent]
        for _, writer in silent:
            writer.close()

        assert {status(answer) for answer in answers} == {408}
        assert door.edge.counts()["refusals"]["slow head"] == len(silent)

    @live
    async def test_of_one_address_do_not_take_the_places_of_all(self, door):
        before = front_door_module.MOST_PENDING_OF_ONE
        front_door_module.MOST_PENDING_OF_ONE = 20
        try:
            silent = [await asyncio.open_connection(*door.address) for _ in range(20)]
            answer = await door.says(b"GET /r.mp3 HTTP/1.0\r\n\r\n")
        finally:
            front_door_module.MOST_PENDING_OF_ONE = before
        for _, writer in silent:
            writer.close()

        assert status(answer) == 503

    @live
    async def test_who_read_nothing_hold_nobody_up(self, door):
        writers = []
        for _ in range(50):
            _, writer = await asyncio.open_connection(*door.address, limit=1)
            writer.write(b"GET /r.mp3 HTTP/1.0\r\n\r\n")
            writers.append(writer)
        await door.is_well()
        for writer in writers:
            writer.close()


class TestSpoofedAddresses:
    @live
    async def test_get_nobody_in(self, door):
        rules = (AddressRule(Networks(["198.51.100.0/24"]), Networks()),)
        door.serve(ServedMount("/r.mp3", "audio/mpeg", "r", rules=rules))
        for header in (
            "X-Forwarded-For: 198.51.100.7",
            "X-Real-IP: 198.51.100.7",
            "Forwarded: for=198.51.100.7",
            "Client-IP: 198.51.100.7",
            "True-Client-IP: 198.51.100.7",
            "CF-Connecting-IP: 198.51.100.7",
        ):
            assert status(await door.says(f"GET /r.mp3 HTTP/1.0\r\n{header}\r\n\r\n".encode())) == 403

    @live
    async def test_behind_a_trusted_proxy_get_nobody_in_either(self, door):
        rules = (AddressRule(Networks(["198.51.100.0/24"]), Networks()),)
        door.serve(ServedMount("/r.mp3", "audio/mpeg", "r", rules=rules), proxies=Networks(["loopback"]))
        answer = await door.says(b"GET /r.mp3 HTTP/1.0\r\nX-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n\r\n")

        assert status(answer) == 403


class TestGarbage:
    @live
    async def test_of_every_kind_is_refused_or_closed(self, door):
        import random

        door.serve(limits=Limits(head_seconds=0.1, station_wait=0.01))
        chance = random.Random(7)
        for _ in range(60):
            await door.says(chance.randbytes(chance.randrange(1, 3000)))
        await door.is_well()

    @live
    async def test_in_a_whole_requests_place_is_refused_in_words(self, door):
        answer = await door.says(b"\xff\xfe\xfd\r\n\r\n")

        assert status(answer) == 400
        assert b"Traceback" not in answer
        assert b".py" not in answer


@pytest.mark.parametrize("word", ["Traceback", "site-packages", "/runtime/"])
def test_no_answer_shows_our_own_insides(word):
    from runtime.errors import PeerFault
    from runtime.protocols.icecast import answer_fault

    answer = answer_fault(PeerFault("the path leaves the root"), Table(), SystemClock().wall())

    assert word.encode() not in answer
