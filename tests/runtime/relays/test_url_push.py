"""A programme sent wherever FFmpeg can; tests/interop has ffmpeg itself at the other end."""

import asyncio
import logging
import random
import threading

import pytest

from runtime.errors import NetworkFault
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan import IcecastOutput, Mp3, NodeId, Origin, Secret, UrlOutput
from runtime.relays.feed import MOST_BYTES, Feed
from runtime.relays.push import Push, pushes_of
from runtime.relays.remux import ByLibrary, ByProgram, sender_for
from runtime.relays.url_push import UrlPushOutput, shown_address

URL = "rtmp://live.example:1935/app/secretkey"


class Line:
    """The other end: takes everything, refuses, or takes nothing."""

    def __init__(self, kind="takes"):
        self.kind = kind
        self.heard = b""
        self.ended = threading.Event()
        self.cuts = 0

    def send(self, stream, entered):
        if self.kind == "refuses":
            raise NetworkFault("connection refused")
        entered()
        while self.kind == "takes" and (data := stream.read(1000)):
            self.heard += data
        if self.kind == "hangs":
            assert self.ended.wait(20)

    def cut(self):
        self.cuts += 1
        self.ended.set()


def output(*lines, clock=lambda: 0.0):
    plan = UrlOutput(Secret(URL), NodeId("radio"), Mp3(), origin=Origin("station.lss", 9))
    left = list(lines)
    return UrlPushOutput(
        Push(NodeId("radio.push"), plan), clock, random.Random(1), lambda: left.pop(0) if left else Line()
    )


async def until(true):
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - another thread makes it so
            await asyncio.sleep(0.005)


def frames(*data):
    return [Frame(each, 0, 1152, Title("A", "B")) for each in data]


class TestAnOutput:
    def test_sends_what_is_encoded_from_the_first_frame_of_an_encoder_on(self):
        line = Line()

        async def scene():
            push = output(line)
            push.start()
            await until(lambda: push.on)
            push.begin(44100, 0, ())
            push.write(frames(b"one", b"two"), 0, floor=False)
            await until(lambda: line.heard == b"onetwo")
            await push.stop()

        asyncio.run(scene())

    def test_is_told_once_when_it_is_refused_and_once_when_it_goes(self, caplog):
        caplog.set_level(logging.INFO)

        async def scene():
            push = output(Line("refuses"), Line("refuses"), Line())
            push.start()
            await until(lambda: push.on)
            await push.stop()

        asyncio.run(scene())

        assert caplog.text.count("connection refused") == 1
        assert "rtmp://live.example:1935 takes the programme" in caplog.text
        assert "secretkey" not in caplog.text

    def test_gives_up_a_line_that_takes_nothing(self, caplog):
        stuck, good = Line("hangs"), Line()

        async def scene():
            push = output(stuck, good)
            push.start()
            await until(lambda: push.on)
            push.write(frames(b"x" * (MOST_BYTES + 1)), 0, floor=False)
            await until(lambda: "too slowly" in caplog.text)
            await until(lambda: push.on)
            push.write(frames(b"again"), 0, floor=False)
            await until(lambda: good.heard == b"again")
            await push.stop()

        asyncio.run(scene())

        assert stuck.cuts >= 1

    def test_begins_a_new_line_with_a_new_encoder(self):
        first, second = Line(), Line()

        async def scene():
            push = output(first, second)
            push.start()
            await until(lambda: push.on)
            push.write(frames(b"one"), 0, floor=False)
            await until(lambda: first.heard == b"one")
            push.begin(44100, 0, ())
            await until(lambda: not push.on)
            await until(lambda: push.on)
            push.write(frames(b"two"), 0, floor=False)
            await until(lambda: second.heard == b"two")
            await push.stop()

        asyncio.run(scene())


class TestAFeed:
    def test_gives_all_that_waits_and_then_its_end(self):
        feed = Feed(b"head")
        feed.put(b"body")
        feed.close()

        assert [feed.read(3), feed.read(3), feed.read(9), feed.read(9)] == [b"hea", b"d", b"body", b""]

    def test_is_closed_when_too_much_waits(self):
        feed = Feed()
        feed.put(b"x" * (MOST_BYTES + 1))

        assert feed.too_slow
        assert feed.read(10) == b""


class TestWhoSends:
    @pytest.mark.parametrize(
        ("url", "container", "expected"),
        [
            ("rtmp://x/live", "", (ByLibrary, "flv")),
            ("SRT://x:7000", "", (ByProgram, "mpegts")),
            ("rtp://x:5004", "rtp", (ByLibrary, "rtp")),
        ],
    )
    def test_is_chosen_by_the_address(self, url, container, expected):
        sender = sender_for(url, Mp3(), container)

        assert (type(sender), sender.container, sender.given) == (*expected, "mp3")

    def test_says_in_words_that_nobody_listens_there(self):
        feed = Feed()
        feed.put(_mp3())
        feed.close()

        with pytest.raises(NetworkFault) as refused:
            sender_for("rtmp://127.0.0.1:1/live/secretkey", Mp3(), "").send(feed, lambda: None)

        assert str(refused.value)
        assert "secretkey" not in str(refused.value)

    def test_says_that_a_program_is_missing(self, monkeypatch):
        monkeypatch.setenv("PATH", "")

        with pytest.raises(NetworkFault, match="needs the program ffmpeg"):
            sender_for("srt://127.0.0.1:1", Mp3(), "").send(Feed(), lambda: None)


def _mp3() -> bytes:
    """Some silence."""
    import numpy as np

    from runtime.audio.encoder import make_encoder
    from runtime.audio.pcm import PcmFormat

    encoder = make_encoder(Mp3(), PcmFormat())
    found = encoder.encode(np.zeros((44100, 2), np.float32), None)
    return b"".join(frame.data for frame in [*found, *encoder.flush()])


class TestNames:
    def test_are_counted_among_all_outputs_of_a_source(self):
        url = UrlOutput(Secret(URL), NodeId("radio"), Mp3())
        icecast = IcecastOutput("http://x:8000/a", NodeId("radio"), Mp3(), Secret("x"))

        assert list(pushes_of((icecast, url))) == ["radio.push", "radio.push.1"]

    @pytest.mark.parametrize(
        ("url", "shown"),
        [(URL, "rtmp://live.example:1935"), ("srt://[::1", "an address"), ("udp://", "udp://somewhere")],
    )
    def test_show_no_key(self, url, shown):
        assert shown_address(url) == shown
