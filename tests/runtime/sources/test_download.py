"""`download(…)`: fetched ahead of time, refused when it is not right, never older than it may be."""

import logging
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from runtime.audio.media import DecodingInStep
from runtime.audio.pcm import PcmFormat
from runtime.errors import ScriptFault
from runtime.plan import Download, Each, Origin, Secret
from runtime.sources.download import RETRY, DownloadSource
from runtime.sources.fetched import Answer, name_of
from runtime.testing import ManualClock

PCM = PcmFormat(rate=8000)
URL = "https://news.example/key/latest.wav?token=hush"
NOON = datetime(2026, 5, 1, 11, 57, tzinfo=UTC)


class Server:
    """Has a file, or says why not."""

    def __init__(self):
        self.content = b""
        self.modified = None
        self.problem = ""
        self.asked = []

    def __call__(self, url, path, known):
        self.asked.append(known)
        answer = Future()
        if self.problem:
            answer.set_exception(ScriptFault(self.problem))
        elif known and known == self.etag:
            answer.set_result(Answer(new=False))
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(self.content)
            answer.set_result(Answer(new=True, modified=self.modified, etag=self.etag))
        return answer

    @property
    def etag(self):
        return f'"{len(self.content)}/{hash(self.content)}"'


@pytest.fixture
def clock():
    return ManualClock(wall=NOON)


@pytest.fixture
def speech(write_audio):
    def make(seconds, before=0.0, behind=0.0):
        voice = 0.3 * np.sin(np.arange(round(seconds * 8000)) / 5)
        quiet = [np.zeros(round(each * 8000)) for each in (before, behind)]
        sound = np.concatenate([quiet[0], voice, quiet[1]])
        path = write_audio("speech.wav", np.stack([sound, sound], axis=1), 8000)
        return path.read_bytes()

    return make


@pytest.fixture
def server(speech):
    made = Server()
    made.content = speech(20)
    return made


@pytest.fixture
def news(tmp_path, clock, server):
    def make(**more):
        plan = Download(Secret(URL), Each(3600.0, 3480.0), origin=Origin("station.lss", 5), **more)
        return DownloadSource(
            plan,
            node="news",
            folder=tmp_path / "downloads",
            media=DecodingInStep(PCM),
            pcm=PCM,
            clock=clock.now,
            wall=clock.wall,
            fetch=server,
        )

    return make


def wait(source, clock, seconds):
    for _ in range(round(seconds * 2)):
        clock.advance(0.5)
        assert source.ready in (True, False)


def heard(source):
    """All of the file that plays now, in seconds."""
    length = 0
    while (block := source.pull(PCM.rate)) is not None:
        length += block.length
        if block.last:
            return length / PCM.rate
    raise AssertionError


class TestTheLatestFile:
    def test_is_fetched_at_the_start_and_at_its_moments(self, news, clock, server):
        source = news()
        wait(source, clock, 5)
        assert source.ready
        wait(source, clock, 120)

        assert len(server.asked) == 2
        assert heard(source) == pytest.approx(20)

    def test_plays_anew_when_there_is_a_new_one(self, news, clock, server, speech):
        source = news()
        wait(source, clock, 5)
        server.content = speech(30)
        wait(source, clock, 120)

        assert heard(source) == pytest.approx(30)

    def test_is_heard_without_the_silence_around_it(self, news, clock, server, speech):
        server.content = speech(10, before=2, behind=3)
        source = news()
        wait(source, clock, 2)

        assert heard(source) == pytest.approx(10.1, abs=0.02)

    def test_keeps_its_silence_where_that_is_wanted(self, news, clock, server, speech):
        server.content = speech(10, before=2, behind=3)
        source = news(trim=False)
        wait(source, clock, 2)

        assert heard(source) == pytest.approx(15)

    def test_is_there_at_once_after_a_restart_without_the_server(self, news, clock, server):
        wait(news(), clock, 5)
        server.problem = "the server answered 503"
        again = news()
        wait(again, clock, 1)

        assert heard(again) == pytest.approx(20)

    def test_leaves_one_file_in_the_folder(self, news, clock, server, speech, tmp_path):
        source = news()
        wait(source, clock, 5)
        server.content = speech(30)
        wait(source, clock, 120)

        assert len(list((tmp_path / "downloads").glob("*.wav"))) == 1


class TestWhatIsRefused:
    @pytest.mark.parametrize(("seconds", "words"), [(4, "it lasts 4 s"), (70, "it lasts 1 min 10 s")])
    def test_is_too_short_or_too_long(self, news, clock, server, speech, seconds, words, caplog):
        server.content = speech(seconds)
        source = news(most=60.0)
        wait(source, clock, 5)

        assert not source.ready
        assert words in caplog.text

    def test_is_no_sound(self, news, clock, server, caplog):
        server.content = b"<html>not found</html>" * 100
        source = news()
        wait(source, clock, 5)

        assert not source.ready
        assert "trying again every 20 s" in caplog.text

    def test_is_older_than_it_may_be_by_its_server(self, news, clock, server, caplog):
        server.modified = (NOON - timedelta(hours=2)).timestamp()
        source = news()
        wait(source, clock, 5)

        assert not source.ready
        assert "it is 2 h old, and may be 1 h old" in caplog.text

    def test_leaves_the_last_good_one_until_that_is_too_old(self, news, clock, server):
        source = news()
        wait(source, clock, 5)
        server.content = b"half a file"
        wait(source, clock, 3500)
        assert source.ready
        wait(source, clock, 120)

        assert not source.ready
        assert source.pull(100) is None

    def test_is_the_same_file_again_an_hour_later(self, news, clock, server):
        source = news()
        wait(source, clock, 5)
        server.modified, content = None, server.content
        server.content = content + b""
        wait(source, clock, 3700)

        assert not source.ready

    def test_is_tried_again_and_told_once(self, news, clock, server, caplog):
        server.problem = "the server answered 404"
        source = news()
        wait(source, clock, RETRY * 2 + 5)

        assert len(server.asked) == 3
        assert caplog.text.count("404") == 1

    def test_comes_when_the_server_has_it(self, news, clock, server):
        server.problem = "the server answered 404"
        source = news()
        wait(source, clock, 5)
        server.problem = ""
        wait(source, clock, RETRY)

        assert source.ready

    def test_is_an_error_after_two_misses(self, news, clock, server, caplog):
        server.problem = "the server answered 404"
        source = news()
        wait(source, clock, 2 * 3600)

        errors = [each for each in caplog.records if each.levelno == logging.ERROR]
        assert len(errors) == 1
        assert "2 times in a row" in errors[0].getMessage()


class TestWhatIsTold:
    def test_names_no_key(self, news, clock, server, caplog):
        server.problem = "no"
        wait(news(), clock, 2)

        assert "hush" not in caplog.text
        assert "/key/" not in caplog.text
        assert name_of(URL) == "news.example/…/latest.wav"
