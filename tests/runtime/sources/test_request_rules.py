"""Requests of listeners: by the rules, refused in words."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable
from runtime.plan import RequestQueue, RequestRules, Times
from runtime.sources.request_queue import RequestQueueSource, RequestRefused

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
RULES = RequestRules(
    person=900.0, title=7200.0, artist=1800.0, per_hour=4, when=Times(8 * 3600.0, 22 * 3600.0), inside="music"
)


class Clock:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at

    def pass_(self, minutes):
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(tmp_path, clock):
    def make(rules=RULES):
        lengths = dict.fromkeys([f"{name}.mp3" for name in "abcdefgh"], 100.0)
        media = Silent(PcmFormat(rate=10), lengths)
        return RequestQueueSource(
            RequestQueue(rules=rules),
            node="wishes",
            base=tmp_path,
            media=media,
            clock=lambda: 0.0,
            wall=clock,
        )

    return make


def song(name, artist=""):
    return f'annotate:artist="{artist or name}":music/{name}.mp3'


def why(queue, person, uri):
    try:
        queue.ask(person, uri)
    except RequestRefused as refused:
        return str(refused)
    return ""


class TestAListener:
    def test_asks_for_one_song_and_waits(self, queue, clock):
        wishes = queue()

        assert why(wishes, "anna", song("a")) == ""
        clock.pass_(5)
        assert why(wishes, "anna", song("b")) == "you have just asked for a song; try again in 10 min"
        assert why(wishes, "ben", song("b")) == ""
        clock.pass_(10)
        assert why(wishes, "anna", song("c")) == ""

    def test_is_not_given_a_song_that_waits(self, queue):
        wishes = queue()
        wishes.ask("anna", song("a"))

        assert why(wishes, "ben", song("a")) == "this song waits already, or plays"

    def test_is_not_given_a_song_or_an_artist_again_too_soon(self, queue, clock):
        wishes = queue()
        wishes.remove(wishes.ask("anna", song("a", "Ada")).id)
        clock.pass_(20)

        assert (
            why(wishes, "ben", song("a", "Ada"))
            == "this song was requested a short time ago; try again in 1 h 40 min"
        )
        assert (
            why(wishes, "ben", song("b", "ADA"))
            == "this artist was requested a short time ago; try again in 10 min"
        )

    def test_finds_the_hour_full(self, queue, clock):
        wishes = queue()
        for name in "abcd":
            assert why(wishes, name, song(name)) == ""
            clock.pass_(1)

        assert why(wishes, "eve", song("e")) == "there are enough requests in this hour; try again in 56 min"

    def test_is_told_the_time_of_day(self, queue, clock):
        clock.pass_(11 * 60)

        assert why(queue(), "anna", song("a")) == "nothing can be requested at this time of day"

    @pytest.mark.parametrize("path", ["../secret.mp3", "/etc/passwd", "music/../../a.mp3", "spots/a.mp3"])
    def test_is_given_nothing_from_elsewhere(self, queue, path):
        with pytest.raises(MediaUnreadable, match="not requested from there"):
            queue().ask("anna", path)

    def test_is_told_of_a_song_that_is_not_there_and_loses_nothing(self, queue):
        wishes = queue()
        with pytest.raises(MediaUnreadable):
            wishes.ask("anna", song("nowhere"))

        assert why(wishes, "anna", song("a")) == ""

    def test_is_remembered_over_a_restart_without_his_name(self, queue):
        wishes, again = queue(), queue()
        wishes.ask("192.0.2.7", song("a"))
        parts = wishes.remembered()
        again.recall(parts)

        assert "192.0.2.7" not in str(parts)
        assert "you have just asked" in why(again, "192.0.2.7", song("b"))


class TestTheStationsOwnPeople:
    def test_are_bound_by_no_rule(self, queue):
        wishes = queue()

        assert [wishes.push(song("a")).id for _ in range(6)] == [1, 2, 3, 4, 5, 6]
