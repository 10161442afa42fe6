import pytest

from runtime.audio.hints import Hints
from runtime.plan import Attach, Delay, Once
from runtime.sources.shaped import AttachSource, DelaySource, OnceSource


def played(source, seconds, step=10):
    """What is heard in so many seconds, a sample a second."""
    heard, now = [], 0
    while now < seconds:
        block = source.pull(step)
        name = "nothing" if block is None else block.segment.id
        if not heard or heard[-1] != name:
            heard.append(name)
        now += step if block is None else block.length
    return heard


@pytest.fixture
def attached(songs):
    def make(place, **ready):
        music, jingle = songs("music", 60), songs("jingle", 5, ready=ready.get("jingle", True))
        return AttachSource(Attach((), place), node="radio", children=[music, jingle]), music, jingle

    return make


class TestAppend:
    def test_puts_a_jingle_after_each_track(self, attached):
        source, _, _ = attached("after")

        assert played(source, 130) == ["music/0", "jingle/0", "music/1", "jingle/1"]

    def test_goes_on_without_one(self, attached):
        source, _, _ = attached("after", jingle=False)

        assert played(source, 150) == ["music/0", "music/1", "music/2"]

    def test_leaves_jingles_alone(self, songs):
        music, jingle = songs("music", 60, kind="jingle"), songs("jingle", 5)
        source = AttachSource(Attach((), "after"), node="radio", children=[music, jingle])

        assert played(source, 100) == ["music/0", "music/1"]

    def test_leaves_tracks_alone_whose_tags_want_it(self, songs):
        music, jingle = songs("music", 60, hints=Hints(no_append=True)), songs("jingle", 5)
        source = AttachSource(Attach((), "after"), node="radio", children=[music, jingle])

        assert played(source, 100) == ["music/0", "music/1"]

    def test_has_nothing_when_the_programme_has_nothing(self, attached):
        source, music, _ = attached("after")
        music.ready = False

        assert not source.ready
        assert source.pull(10) is None


class TestPrepend:
    def test_puts_a_jingle_before_each_track(self, attached):
        source, _, _ = attached("before")

        assert played(source, 130) == ["jingle/0", "music/0", "jingle/1", "music/1"]

    def test_leaves_tracks_alone_whose_tags_want_it(self, songs):
        music, jingle = songs("music", 60, hints=Hints(no_prepend=True)), songs("jingle", 5)
        source = AttachSource(Attach((), "before"), node="radio", children=[music, jingle])

        assert played(source, 100) == ["music/0", "music/1"]

    def test_plays_no_jingle_for_a_track_that_is_not_there(self, attached):
        source, music, _ = attached("before")
        music.ready = False

        assert source.pull(10) is None


class TestDelay:
    @pytest.fixture
    def rested(self, songs):
        self.now = 0.0
        music = songs("music", 60)
        return DelaySource(Delay((), 600.0), node="ads", children=[music], now=lambda: self.now)

    def test_plays_one_track_and_rests(self, rested):
        assert played(rested, 80) == ["music/0", "nothing"]
        assert not rested.ready

    def test_plays_again_after_its_rest(self, rested):
        played(rested, 80)
        self.now = 600.0

        assert rested.ready
        assert rested.pull(10).segment.id == "music/1"

    def test_rests_after_a_track_that_was_cut_off_too(self, rested):
        rested.pull(10)
        rested.leave(0)

        assert not rested.ready


class TestOnce:
    def test_plays_one_track_and_no_other(self, songs):
        source = OnceSource(Once(()), node="hello", children=[songs("music", 60)])

        assert played(source, 100) == ["music/0", "nothing"]
        assert not source.ready

    @pytest.mark.parametrize("end", ["skip", "leave"])
    def test_does_not_come_back_when_it_is_broken_off(self, songs, end):
        source = OnceSource(Once(()), node="hello", children=[songs("music", 60)])
        source.pull(10)
        source.skip() if end == "skip" else source.leave(0)

        assert not source.ready
