"""Which episode comes next, and which were heard."""

import json

import pytest

from runtime.media.lists import Episode
from runtime.sources.episodes import Heard, in_turn, key_of
from runtime.sources.place import MOST_TIMES

FEED = [Episode("http://x/2", "two", 200.0), Episode("http://x/3", "three", 300.0), Episode("http://x/1", "one", 100.0),
        Episode("http://x/0", "undated")]  # fmt: skip


def titles(*how):
    return [each.title for each in in_turn(FEED, *how)]


class TestTheOrder:
    def test_is_by_date_whatever_the_feed_does(self):
        assert titles("newest", None) == ["three", "two", "one", "undated"]
        assert titles("oldest", None) == ["undated", "one", "two", "three"]

    def test_is_of_the_newest_ones_alone(self):
        assert titles("newest", 2) == ["three", "two"]
        assert titles("oldest", 2) == ["two", "three"]

    def test_without_dates_is_the_feeds(self):
        feed = [Episode(f"http://x/{number}") for number in range(3)]

        assert in_turn(feed, "newest", None) == feed
        assert in_turn(feed, "oldest", 2) == feed[1::-1]


class TestWhatWasHeard:
    def test_is_known_by_what_the_feed_knows_it_by(self):
        moved = [Episode("http://x/a?key=1", guid="7"), Episode("http://y/b?key=2", guid="7")]

        assert key_of(moved[0]) == key_of(moved[1])
        assert key_of(Episode("http://x/a")) != key_of(Episode("http://x/b"))

    def test_is_remembered_without_addresses(self):
        heard = Heard()
        heard.add(key_of(Episode("http://x/a?key=hush")))
        written = json.dumps(heard.remembered(None))
        again = Heard()

        assert again.recall(json.loads(written))
        assert key_of(Episode("http://x/a?key=hush")) in again
        assert "hush" not in written

    def test_takes_in_what_plays_when_the_station_has_ended_in_it_too_often(self):
        parts, begins = {"heard": []}, []
        for _ in range(MOST_TIMES + 1):
            heard = Heard()
            parts = json.loads(
                json.dumps(heard.remembered("a") if not parts["heard"] and not begins else parts)
            )
            begins.append(heard.recall(parts))
            parts = heard.remembered("a")

        assert begins == [True] * MOST_TIMES + [False]
        assert "a" in heard

    def test_is_bounded(self, monkeypatch):
        monkeypatch.setattr("runtime.sources.episodes.MOST_HEARD", 3)
        heard = Heard()
        for key in "abcde":
            heard.add(key)

        assert heard.remembered(None) == {"heard": ["c", "d", "e"]}

    @pytest.mark.parametrize("parts", [{}, {"heard": 1}, {"heard": [1]}])
    def test_that_is_damaged_is_refused(self, parts):
        with pytest.raises(ValueError, match="these"):
            Heard().recall(parts)
