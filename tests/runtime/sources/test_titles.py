import pytest

from runtime.audio.hints import Hints
from runtime.audio.pcm import Segment
from runtime.media.title import Title
from runtime.plan import Titles
from runtime.sources.titles import TitlesSource, filled, retitled


def segment(artist="", title="", kind="track", **custom):
    return Segment("1", kind, Title(artist, title), "music/ada - one.mp3", hints=Hints(custom=custom))


def shown(given, **plan):
    return str(retitled(given, Titles((), **plan)).title)


class TestATemplate:
    @pytest.mark.parametrize(
        ("template", "tags", "text"),
        [
            ("{artist} - {title}", {"artist": "Ada", "title": "One"}, "Ada - One"),
            ("{artist} - {title}", {"title": "One"}, "One"),
            ("{artist} - {title}", {"artist": "Ada"}, "Ada"),
            ("{artist} - {album} - {title}", {"artist": "Ada", "title": "One"}, "Ada - One"),
            ("{title} ({year})", {"title": "One", "year": "1999"}, "One (1999)"),
            ("Now: {title}", {"title": "One"}, "Now: One"),
            ("{artist} - {title}", {}, ""),
        ],
    )
    def test_leaves_nothing_behind_where_a_tag_is_missing(self, template, tags, text):
        assert filled(template, tags) == text

    def test_knows_every_tag_of_the_file(self):
        assert shown(segment("Ada", "One", genre="Folk"), template="{title} [{genre}]") == "One [Folk]"

    def test_knows_the_files_name(self):
        assert shown(segment(), template="{filename}") == "ada - one"


class TestCutting:
    def test_leaves_out_what_nobody_wants_to_read(self):
        given = segment("Ada", "One (OFFICIAL Video)")

        assert shown(given, cut=(" (Official Video)",)) == "Ada - One"

    def test_keeps_the_rest_as_it_is(self):
        assert shown(segment("Ada", "Two"), cut=(" (Official Video)",)) == "Ada - Two"


class TestNothingKnown:
    def test_is_what_the_script_says(self):
        assert shown(segment(), otherwise="Radio Example") == "Radio Example"

    def test_is_no_matter_of_silence(self):
        assert shown(segment(kind="silence"), otherwise="Radio Example") == ""


class TestHiding:
    def test_makes_a_jingle_of_a_track(self):
        assert retitled(segment("Ada", "Spot"), Titles((), hide=True)).kind == "jingle"


class TestTheSource:
    def test_gives_the_same_segment_for_the_same_segment(self, songs):
        source = TitlesSource(Titles((), otherwise="Radio"), node="radio", child=songs("music", 60))
        before = source.now_playing
        first, second = source.pull(10), source.pull(10)

        assert first.segment is second.segment is before
        assert str(first.segment.title) == "Radio"
