"""The episodes of a podcast: each once, in their order."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import numpy as np
import pytest

from runtime.audio.media import DecodingInStep
from runtime.audio.pcm import PcmFormat
from runtime.plan import Each, Origin, Podcast, Secret
from runtime.sources.podcast import AGAIN, FEED_AGAIN, LATER, TRIES, PodcastSource
from runtime.testing import ManualClock

PCM = PcmFormat(rate=8000)
NOW = datetime(2026, 5, 1, 11, 57, tzinfo=UTC)
FEED = "https://talk.example/key/feed.xml?token=hush"


@pytest.fixture
def clock():
    return ManualClock(wall=NOW)


@pytest.fixture
def feed(web, tmp_path, write_audio):
    """A feed with episodes so many days old, each of so many seconds, by name."""

    def publish(trouble="", **episodes):
        items = []
        for name, (days, seconds) in episodes.items():
            url = f"https://talk.example/hush/{name}.wav"
            date = format_datetime(NOW - timedelta(days=days))
            items.append(
                f"<item><title>Talk {name}</title><guid>{name}</guid><pubDate>{date}</pubDate><enclosure url='{url}'/></item>"
            )
            if url not in web.found:
                voice = 0.3 * np.sin(np.arange(round(seconds * 8000)) / 5)
                web.has(url, write_audio(f"{name}.wav", np.stack([voice, voice], axis=1), 8000), "audio/wav")
        path = tmp_path / "feed.xml"
        path.write_text(f"<rss><channel>{''.join(items)}</channel></rss>")
        web.has(FEED, path, "application/rss+xml", trouble=trouble)

    return publish


@pytest.fixture
def podcast(web, clock):
    def make(**more):
        plan = Podcast(
            Secret(FEED), Each(3600.0, 3480.0), **{"least": 1.0, **more}, origin=Origin("station.lss", 5)
        )
        media = DecodingInStep(PCM)
        web.now = clock.now
        return PodcastSource(
            plan, node="talk", media=media, pcm=PCM, clock=clock.now, wall=clock.wall, web=web
        )

    return make


def wait(source, clock, seconds=2.0):
    for _ in range(round(seconds * 2)):
        clock.advance(0.5)
        assert source.ready in (True, False)


def heard(source, clock, most=10):
    """The titles that play from now on, until there is nothing more."""
    titles = []
    wait(source, clock)
    while source.ready and len(titles) < most:
        titles.append(str(source.now_playing.title))
        while not source.pull(PCM.rate).last:
            pass
        wait(source, clock)
    return titles


class TestEpisodes:
    def test_play_once_each_the_newest_first(self, podcast, feed, clock):
        feed(b=(5, 2), c=(3, 2), a=(9, 2))

        assert heard(podcast(), clock) == ["Talk c", "Talk b", "Talk a"]

    def test_play_from_the_oldest_on(self, podcast, feed, clock):
        feed(b=(5, 2), c=(3, 2), a=(9, 2))

        assert heard(podcast(order="oldest"), clock) == ["Talk a", "Talk b", "Talk c"]

    def test_are_those_that_the_feed_has_later_too(self, podcast, feed, clock):
        feed(a=(9, 2))
        source = podcast(order="oldest")
        before = heard(source, clock)
        feed(a=(9, 2), b=(0, 2))
        wait(source, clock, 120)

        assert before == ["Talk a"]
        assert heard(source, clock) == ["Talk b"]

    def test_are_so_many_of_the_newest(self, podcast, feed, clock):
        feed(b=(5, 2), c=(3, 2), a=(9, 2))

        assert heard(podcast(episodes=2, order="oldest"), clock) == ["Talk b", "Talk c"]

    def test_are_no_older_than_they_may_be(self, podcast, feed, clock):
        feed(b=(5, 2), c=(3, 2), a=(9, 2))

        assert heard(podcast(newest=6 * 86_400.0), clock) == ["Talk c", "Talk b"]

    def test_are_told_by_the_machine_and_the_name_of_their_file_alone(self, podcast, feed, clock):
        feed(a=(9, 2))
        source = podcast()
        wait(source, clock)

        assert source.now_playing.path == "talk.example/…/a.wav"

    def test_are_heard_without_the_silence_around_them(self, podcast, feed, web, write_audio, clock):
        sound = np.concatenate([np.zeros(8000), 0.3 * np.sin(np.arange(16000) / 5), np.zeros(8000)])
        web.has(
            "https://talk.example/hush/a.wav", write_audio("a.wav", np.stack([sound, sound], axis=1), 8000)
        )
        feed(a=(9, 2))
        source = podcast(trim=True)
        wait(source, clock)

        assert source.remaining / PCM.rate == pytest.approx(2.1, abs=0.02)


class TestAfterARestart:
    def test_what_was_heard_does_not_come_again(self, podcast, feed, clock):
        feed(a=(9, 2), b=(5, 2), c=(3, 2))
        first = podcast(order="oldest")
        wait(first, clock)
        while not first.pull(PCM.rate).last:
            pass
        wait(first, clock)
        first.pull(100)
        again = podcast(order="oldest")
        written = json.dumps(first.remembered())
        again.recall(json.loads(written))

        assert heard(again, clock) == ["Talk b", "Talk c"]
        assert "hush" not in written

    def test_with_other_arguments_it_comes_behind_what_still_plays(self, podcast, feed, clock):
        feed(a=(9, 2), b=(5, 2))
        before, after = podcast(), podcast(order="oldest")
        wait(before, clock)
        before.pull(100)
        after.recall(before.remembered())
        wait(after, clock)
        after.follow(before)

        assert heard(after, clock) == ["Talk a"]


class TestAnEpisodeThatCannotBePlayed:
    def test_is_passed_over_and_told_once(self, podcast, feed, web, clock, origins):
        web.lacks("https://talk.example/hush/b.wav", gone=True)
        feed(a=(9, 2), b=(5, 2), c=(3, 20))
        source = podcast(most=10.0)
        wait(source, clock, 10)

        assert heard(source, clock) == ["Talk a"]
        assert [text for _, text in origins()] == [
            'podcast "talk.example/…/feed.xml": Talk c: it lasts 20 s, and should last 1 s to 10 s; it is passed over',
            'podcast "talk.example/…/feed.xml": Talk b: the server answered 404; it is passed over',
        ]

    def test_is_tried_again_later(self, podcast, feed, web, clock, tmp_path):
        feed(a=(9, 2))
        url = "https://talk.example/hush/a.wav"
        good = web.found[url]
        page = tmp_path / "page"
        page.write_text("<html>")
        web.has(url, page)
        source = podcast()
        wait(source, clock, 10)
        web.found[url] = good
        soon = heard(source, clock)
        clock.advance(LATER)

        assert soon == []
        assert heard(source, clock) == ["Talk a"]

    def test_keeps_its_turn_while_its_server_is_away_for_a_while(self, podcast, feed, web, clock, origins):
        feed(a=(9, 2), b=(5, 2))
        url = "https://talk.example/hush/a.wav"
        good = web.found[url]
        web.lacks(url, "the server answered 503")
        source = podcast(order="oldest")
        wait(source, clock, TRIES / 2)
        nothing = source.ready
        web.found[url] = good
        wait(source, clock, 10)

        assert not nothing
        assert heard(source, clock) == ["Talk a", "Talk b"]
        assert [text.partition('xml": ')[2] for _, text in origins()] == [
            "Talk a: the server answered 503; trying again"
        ]

    def test_lets_others_have_their_turn_after_a_while(self, podcast, feed, web, clock):
        feed(a=(9, 2), b=(5, 2))
        url = "https://talk.example/hush/a.wav"
        good = web.found[url]
        web.lacks(url, "the server answered 503")
        source = podcast(order="oldest")
        wait(source, clock, TRIES + 10)
        first = heard(source, clock)
        web.found[url] = good
        clock.advance(AGAIN)

        assert first == ["Talk b"]
        assert heard(source, clock) == ["Talk a"]


class TestAFeed:
    @pytest.mark.parametrize(
        ("text", "words"),
        [("<html>", "its XML is broken in line 1"), ("<rss/>", "none of its items has a sound")],
    )
    def test_that_is_none_is_told_once_and_asked_for_again(
        self, text, words, podcast, feed, web, clock, origins, tmp_path
    ):
        feed(a=(9, 2))
        good = web.found[FEED]
        bad = tmp_path / "bad"
        bad.write_text(text)
        web.has(FEED, bad)
        source = podcast()
        wait(source, clock, 2 * FEED_AGAIN)
        told = [text for _, text in origins()]
        web.found[FEED] = good
        wait(source, clock, FEED_AGAIN)

        assert len(told) == 1
        assert words in told[0]
        assert heard(source, clock) == ["Talk a"]

    def test_that_cannot_be_had_is_told_and_its_last_copy_plays(self, podcast, feed, web, clock, origins):
        feed(trouble="the server answered 503", a=(9, 2))

        assert heard(podcast(), clock) == ["Talk a"]
        assert [text.partition('xml": ')[2] for _, text in origins()] == [
            "its feed: the server answered 503; trying again every 60 s"
        ]
