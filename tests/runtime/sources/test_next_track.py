from concurrent.futures import Future

import pytest

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable, ScriptFault
from runtime.plan import Next, Origin, shown_address
from runtime.sources.next_track import RETRY, NextSource, understood
from runtime.sources.web_tracks import PATIENCE
from runtime.testing import ManualClock

PCM = PcmFormat(rate=10)
LENGTHS = {"a.mp3": 60.0, "b.mp3": 60.0}


class Chooser:
    """Is asked for the next track, and answers when the test wants it to."""

    def __init__(self):
        self.told = []
        self.answers = []

    def __call__(self, playing):
        self.told.append(playing)
        self.answers.append(Future())
        return self.answers[-1]

    def answer(self, text):
        self.answers[-1].set_result(text)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def chooser():
    return Chooser()


@pytest.fixture
def chosen(tmp_path, clock, chooser, web):
    web.now = clock.now
    return NextSource(
        Next(None, origin=Origin("station.lss", 8)),
        node="chosen",
        base=tmp_path,
        media=Silent(PCM, LENGTHS),
        clock=clock.now,
        choose=chooser,
        web=web,
    )


def wait(source, clock, seconds):
    """Time passes, and nothing is heard of the source."""
    for _ in range(round(seconds * 10)):
        clock.advance(0.1)
        assert source.ready in (True, False)


def hear(source, clock, seconds):
    for _ in range(round(seconds)):
        assert source.ready
        source.pull(10)
        clock.advance(1)


class TestTheNextTrack:
    def test_is_asked_for_at_once_when_nothing_plays(self, chosen, clock, chooser):
        wait(chosen, clock, 0.2)
        chooser.answer("a.mp3")
        wait(chosen, clock, 0.2)

        assert chosen.ready
        assert chosen.now_playing.path == "a.mp3"
        assert chooser.told[0]["title"] == ""

    def test_is_asked_for_shortly_before_the_end_and_told_what_plays(self, chosen, clock, chooser):
        wait(chosen, clock, 0.2)
        chooser.answer({"path": "a.mp3", "artist": "Ada", "title": "One"})
        wait(chosen, clock, 0.2)
        hear(chosen, clock, 39)
        asked_before = len(chooser.told)
        hear(chosen, clock, 2)

        assert asked_before == 1
        assert len(chooser.told) == 2
        assert (chooser.told[1]["artist"], chooser.told[1]["title"]) == ("Ada", "One")

    def test_follows_without_a_gap(self, chosen, clock, chooser):
        wait(chosen, clock, 0.2)
        chooser.answer("a.mp3\n")
        wait(chosen, clock, 0.2)
        hear(chosen, clock, 45)
        chooser.answer('{"path": "b.mp3", "title": "Two"}')
        hear(chosen, clock, 20)

        assert str(chosen.now_playing.title) == "Two"


class TestWhenNothingComesOfIt:
    def test_a_late_answer_is_not_waited_for_and_the_next_one_is_asked_for_later(
        self, chosen, clock, chooser, origins
    ):
        wait(chosen, clock, 10.5)
        first = chooser.answers[0]
        wait(chosen, clock, RETRY)

        assert not chosen.ready
        assert first.cancelled()
        assert len(chooser.told) == 2
        assert origins() == [
            (
                "station.lss:8",
                (
                    'next "chosen": no next track: no answer within 10 s; what the script names after it plays; '
                    "asking again in 10 s"
                ),
            )
        ]

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "it is a web page, not a path"),
            ("", "it names nothing"),
            (None, "it names nothing"),
            ("a.mp3\nb.mp3\n", "in 2 lines, not one path"),
            ('{"path": ', "it begins like JSON and is none"),
            ({"title": "x"}, "neither a path nor an object with one"),
            ("gone.mp3", "gone.mp3: there is no such file"),
        ],
    )
    def test_an_answer_that_names_no_track_is_refused_in_words(
        self, chosen, clock, chooser, origins, answer, words
    ):
        wait(chosen, clock, 0.2)
        chooser.answer(answer)
        wait(chosen, clock, 0.3)

        assert not chosen.ready
        assert words in origins()[0][1]

    def test_a_chooser_that_fails_is_told(self, chosen, clock, chooser, origins):
        wait(chosen, clock, 0.2)
        chooser.answers[-1].set_exception(ScriptFault("it ended with 1"))
        wait(chosen, clock, 0.2)

        assert "no next track: it ended with 1" in origins()[0][1]

    def test_the_same_trouble_is_told_once(self, chosen, clock, chooser, origins):
        for _ in range(3):
            wait(chosen, clock, 0.2)
            chooser.answer("")
            wait(chosen, clock, RETRY)

        assert len(origins()) == 1


class TestAnAnswer:
    def test_may_carry_tags(self):
        found = understood('{"path": "a.mp3", "artist": "Ada", "year": 1999, "x": [1]}')

        assert (found.path, dict(found.tags)) == ("a.mp3", {"artist": "Ada", "year": "1999"})

    def test_may_be_an_annotate_uri(self):
        assert understood('annotate:title="Sea":a.mp3').tags["title"] == "Sea"

    def test_is_nothing_else(self):
        with pytest.raises(MediaUnreadable):
            understood(42)


class TestAnAddressAsTheNextTrack:
    URL = "https://x.example/b.mp3?key=hush"

    def test_plays_once_it_is_there(self, chosen, clock, chooser, web, tmp_path):
        wait(chosen, clock, 0.2)
        chooser.answer(f'annotate:title="Sea":{self.URL}')
        wait(chosen, clock, 5)
        before = chosen.ready
        web.has(self.URL, tmp_path / "b.mp3", "audio/mpeg")
        wait(chosen, clock, 0.3)

        assert not before
        assert str(chosen.now_playing.title) == "Sea"
        assert chosen.now_playing.path == shown_address(self.URL)
        assert len(chooser.told) == 1

    def test_may_be_in_an_object(self, chosen, clock, chooser, web, tmp_path):
        web.has(self.URL, tmp_path / "b.mp3")
        wait(chosen, clock, 0.2)
        chooser.answer({"path": self.URL, "artist": "Ada", "title": "Sea"})
        wait(chosen, clock, 0.3)

        assert str(chosen.now_playing.title) == "Ada - Sea"

    def test_that_cannot_be_had_is_told_and_another_one_asked_for(self, chosen, clock, chooser, web, origins):
        web.lacks(self.URL)
        wait(chosen, clock, 0.2)
        chooser.answer(self.URL)
        wait(chosen, clock, RETRY + 1)

        assert len(chooser.told) == 2
        assert origins()[0][1].startswith(
            f'next "chosen": no next track: {shown_address(self.URL)}: the server answered 404; '
        )

    def test_that_is_late_is_told_and_another_one_asked_for(self, chosen, clock, chooser, origins):
        wait(chosen, clock, 0.2)
        chooser.answer(self.URL)
        wait(chosen, clock, PATIENCE + RETRY + 1)

        assert len(chooser.told) == 2
        assert "is still on its way after 10 s" in origins()[0][1]
