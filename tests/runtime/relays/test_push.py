"""A programme sent to another server; tests/interop has Icecast itself."""

import asyncio
import random

import pytest

from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan import IcecastOutput, Identity, Mp3, NodeId, Secret
from runtime.relays.pull import Dialer
from runtime.relays.push import MOST_BYTES, Push, PushOutput, pushes_of

CONTINUE = b"HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n"


def output_to(url: str) -> PushOutput:
    plan = IcecastOutput(url, NodeId("radio"), Mp3(128_000), Secret("s3cret"))
    return PushOutput(
        Push(NodeId("radio.push"), plan), Identity("Ours"), Dialer("x"), lambda: 0.0, random.Random(1)
    )


def frames(*data: bytes, title: str = "") -> list[Frame]:
    given = Title("", title) if title else None
    return [Frame(each, 0, 1152, given if number == 0 else None) for number, each in enumerate(data)]


async def until(true) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - another task makes it so
            await asyncio.sleep(0.005)


class Elsewhere:
    """A server that takes a stream, and notes what it is told."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heads: list[str] = []
        self.sound = b""
        self.writers: list[asyncio.StreamWriter] = []

    async def attend(self, reader, writer):
        self.writers.append(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        if head.startswith("GET"):
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
            writer.close()
            return
        answer = self.answers.pop(0) if self.answers else b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(answer)
        while data := await reader.read(4096):
            self.sound += data


def scene(act, *answers: bytes):
    async def played():
        elsewhere = Elsewhere(*answers)
        server = await asyncio.start_server(elsewhere.attend, "127.0.0.1", 0)
        output = output_to(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/radio.mp3")
        output.start()
        try:
            await act(output, elsewhere)
        finally:
            await output.stop()
            for writer in elsewhere.writers:
                writer.transport.abort()
            server.close()

    asyncio.run(played())


class TestAServerThatTakesIt:
    def test_gets_the_frames_in_order(self):
        async def act(output, elsewhere):
            await until(lambda: output.on)
            output.write(frames(b"one ", b"two "), 0, floor=False)
            output.write(frames(b"three"), 0, floor=False)
            await until(lambda: elsewhere.sound == b"one two three")

        scene(act)

    def test_may_say_200_behind_100_as_icecast_does(self):
        async def act(output, elsewhere):
            await until(lambda: output.on)
            elsewhere.writers[0].write(b"HTTP/1.0 200 OK\r\n\r\n")
            output.write(frames(b"sound"), 0, floor=False)
            await until(lambda: elsewhere.sound == b"sound")

            assert output.on

        scene(act)

    def test_is_told_the_title_that_plays_and_each_new_one(self):
        async def act(output, elsewhere):
            output.write(frames(b"a", title="Before"), 0, floor=False)
            await until(lambda: output.on and any("song=Before" in head for head in elsewhere.heads))
            output.write(frames(b"b", title="After"), 0, floor=False)
            await until(lambda: any("song=After" in head for head in elsewhere.heads))

        scene(act)


class TestAServerThatDoesNot:
    def test_is_told_once_with_the_reason_and_tried_again(self, caplog):
        async def act(output, elsewhere):
            await until(lambda: output.on)
            output.write(frames(b"sound"), 0, floor=False)
            await until(lambda: elsewhere.sound == b"sound")

        caplog.set_level("INFO")
        scene(act, b"HTTP/1.0 403 Mountpoint in use\r\n\r\n")

        assert "it does not let us in; trying again in" in caplog.text
        assert "takes the programme" in caplog.text
        assert "s3cret" not in caplog.text

    def test_costs_no_memory_beyond_a_bound(self):
        async def act(output, elsewhere):
            await until(lambda: output.on)
            output.on = False
            for _ in range(100):
                output.write(frames(bytes(MOST_BYTES // 10)), 0, floor=False)
            await asyncio.sleep(0)

            assert output._bytes <= MOST_BYTES

        scene(act)


class TestThePlan:
    def test_names_pushes_after_their_source(self):
        plan = output_to("http://a.example/x").push.plan

        assert list(pushes_of([plan, plan])) == ["radio.push", "radio.push.1"]

    def test_that_begins_with_nobody_there_waits(self, caplog):
        async def act():
            output = output_to("http://127.0.0.1:1/x")
            output.start()
            await until(lambda: "cannot be reached" in caplog.text)
            await output.stop()

        asyncio.run(act())

    @pytest.mark.parametrize("url", ["http://user:word@127.0.0.1:1/x"])
    def test_shows_no_account_that_stands_in_an_address(self, caplog, url):
        async def act():
            output = output_to(url)
            output.start()
            await until(lambda: "cannot be reached" in caplog.text)
            await output.stop()

        asyncio.run(act())

        assert "word" not in caplog.text.replace("password", "")
