"""Segments to events."""

from datetime import UTC, datetime

import pytest

from runtime.audio.pcm import Segment
from runtime.kernel.events import EventBus
from runtime.media.title import Title
from runtime.station.tracks import TrackEvents


@pytest.fixture
def told():
    """Segments, one after the other → the events (name, title)."""

    def tell(*segments):
        heard = []
        bus = EventBus(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        bus.subscribe(lambda event: heard.append((event.name, event.source, event.details["title"])))
        tracks = TrackEvents("radio", bus)
        for number, (kind, title) in enumerate(segments):
            tracks.begins(Segment(f"radio/{number}", kind, Title(title=title)))
        bus.stop()
        return heard

    return tell


class TestASegmentThatBegins:
    def test_is_a_track_and_a_new_title(self, told):
        assert told(("track", "One")) == [("track", "radio", "One"), ("metadata", "radio", "One")]

    def test_with_the_title_of_the_last_one_is_a_track_alone(self, told):
        names = [name for name, _, _ in told(("track", "One"), ("track", "One"))]

        assert names == ["track", "metadata", "track"]

    def test_silence_and_the_floor_are_no_tracks(self, told):
        assert told(("silence", ""), ("floor", "")) == []

    def test_a_jingle_is_a_track_and_no_new_title(self, told):
        names = [name for name, _, _ in told(("track", "One"), ("jingle", "ding"), ("track", "One"))]

        assert names == ["track", "metadata", "track", "track"]

    def test_after_silence_the_same_title_is_no_news(self, told):
        names = [name for name, _, _ in told(("track", "One"), ("silence", ""), ("track", "One"))]

        assert names == ["track", "metadata", "track"]
