"""What can be read of a source."""

from types import SimpleNamespace

from lsscript.check.declarations import fields_of
from lsscript.cli.compile import library
from runtime.audio.pcm import Segment
from runtime.media.title import Title
from runtime.station.functions.presence import Presence
from runtime.station.functions.readings import readings


def source(segment=None, remaining=None, level=None):
    return SimpleNamespace(id="music", now_playing=segment, remaining=remaining, ready=True, level=level)


class TestASource:
    def test_tells_what_it_plays_and_for_how_long(self):
        segment = Segment("music/1", "track", Title("Anna", "One", "First"), "a.mp3")
        found = readings(source(segment, 22_050, -14.25), 44_100)

        assert found == {
            "name": "music", "title": "One", "artist": "Anna", "album": "First", "filename": "a.mp3",
            "ready": True, "remaining": ("duration", 0.5), "level": ("level", -14.2),
        }  # fmt: skip

    def test_that_plays_nothing_tells_nothing(self):
        found = readings(source(), 44_100)

        assert (found["title"], found["filename"], found["remaining"]) == ("", "", None)

    def test_has_every_field_that_the_library_declares(self):
        found = {**readings(source(), 44_100), **Presence().fields("music")}

        assert set(found) == set(fields_of(library().declarations)["source"])
