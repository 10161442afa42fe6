"""Feeds of podcasts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.media.lists.rss import MOST_EPISODES, Episode, newest_episode, read_rss

FEED = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Talk</title>
 <item><title>Old &amp; good</title><pubDate>Fri, 01 May 2026 10:00:00 +0200</pubDate>
  <enclosure url="https://talk.example/1.mp3?a=1&amp;b=2" type="audio/mpeg" length="9"/></item>
 <item><title>New</title><itunes:title>no</itunes:title><pubDate>Sat, 02 May 2026 10:00:00 GMT</pubDate>
  <enclosure url="http://talk.example/2.mp3" type="audio/mpeg"/></item>
 <item><title>A film</title><pubDate>Sun, 03 May 2026 10:00:00 GMT</pubDate><enclosure url="http://x/3.mp4"
 type="video/mp4"/></item> <item><title>Words</title></item>
</channel></rss>"""


class TestAFeed:
    def test_has_the_episodes_with_a_sound(self):
        assert read_rss(FEED) == [
            Episode("https://talk.example/1.mp3?a=1&b=2", "Old & good", 1777622400.0),
            Episode("http://talk.example/2.mp3", "New", 1777716000.0),
        ]

    def test_has_a_newest_one(self):
        assert newest_episode(FEED).title == "New"

    def test_without_dates_has_its_first(self):
        items = "".join(f"<item><enclosure url='http://x/{number}.mp3'/></item>" for number in range(3))

        assert newest_episode(f"<rss><channel>{items}</channel></rss>".encode()).url == "http://x/0.mp3"

    def test_is_bounded(self):
        items = "<item><enclosure url='http://x/1.mp3'/></item>" * (MOST_EPISODES + 5)

        assert len(read_rss(f"<rss><channel>{items}</channel></rss>".encode())) == MOST_EPISODES

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"<html>", "its XML is broken in line 1"),
            (b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>', "declares a document type"),
            (b"<a>" * 40, "too deep"),
            (b"<rss><channel><title>x</title></channel></rss>", "none of its items has a sound"),
            (b"<rss><item><enclosure url='file:///etc/passwd'/></item></rss>", "none of its items"),
        ],
    )
    def test_that_is_none_is_refused_in_words(self, data, words):
        with pytest.raises(ValueError, match=words):
            newest_episode(data)

    @given(st.binary(max_size=300))
    def test_of_anything_is_read_or_refused(self, data):
        try:
            read_rss(data)
        except ValueError as wrong:
            assert str(wrong)  # noqa: PT017 - either is right
