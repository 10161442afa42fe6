import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.audio.media import Silent
from runtime.audio.pcm import PcmFormat, Segment
from runtime.media.title import Title
from runtime.plan import Origin, Playlist, Separate
from runtime.sources.playlist import PlaylistSource
from runtime.sources.separation import Candidate, Heard, SeparateSource, Separation, shortfalls
from runtime.testing import ManualClock

HOUR = 3600.0
RULES = Separate((), artist=HOUR, title=4 * HOUR, origin=Origin("station.lss", 5))


def song(artist: str, title: str = "", album: str = "") -> Candidate:
    return Candidate(f"music/{artist} - {title}.mp3", Title(artist, title, album))


def begins(separation: Separation, candidate: Candidate, now: float) -> str:
    return separation.began(Segment("1", "track", candidate.title, candidate.path), now)


class TestShortfalls:
    def test_are_none_when_the_artist_was_heard_long_enough_ago(self):
        assert shortfalls(song("Ada", "Two"), [Heard(song("Ada", "One"), 0.0)], RULES, HOUR) == ()

    def test_say_by_how_much_a_rule_is_not_kept(self):
        (found,) = shortfalls(song("Ada", "Two"), [Heard(song("ADA", "One"), 0.0)], RULES, 720.0)

        assert str(found) == 'artist "ada" 12 min ago, not 1 h'
        assert found.weight == pytest.approx(0.8)

    def test_count_a_song_that_is_chosen_as_heard_just_now(self):
        (found,) = shortfalls(song("Ada", "Two"), [Heard(song("Ada", "One"))], RULES, 99_999.0)

        assert found.age == 0

    def test_compare_the_same_song_by_artist_and_title(self):
        heard = [Heard(song("Ada", "One"), 0.0)]

        assert [each.rule for each in shortfalls(song("Ada", "One"), heard, RULES, 2 * HOUR)] == ["title"]
        assert shortfalls(song("Bob", "One"), heard, RULES, 2 * HOUR) == ()

    def test_ask_nothing_of_songs_without_an_artist(self):
        assert (
            shortfalls(Candidate("a.mp3", Title()), [Heard(Candidate("b.mp3", Title()), 0.0)], RULES, 1.0)
            == ()
        )

    def test_compare_albums_where_that_is_asked_for(self):
        rules = Separate((), album=HOUR)

        assert shortfalls(song("Bob", "2", "Hits"), [Heard(song("Ada", "1", "Hits"), 0.0)], rules, 60.0)


class TestChoosing:
    def test_takes_the_first_that_keeps_the_rules(self):
        separation = Separation(RULES)
        begins(separation, song("Ada", "One"), 0.0)

        assert separation.choose([song("Ada", "Two"), song("Bob", "One")], 60.0) == song("Bob", "One")

    def test_takes_the_least_bad_one_where_none_does_and_says_so_once(self, origins):
        separation = Separation(RULES)
        begins(separation, song("Ada", "One"), 0.0)
        begins(separation, song("Bob", "One"), 600.0)

        chosen = separation.choose([song("Bob", "Two"), song("Ada", "Two")], 1200.0)
        separation.choose([song("Bob", "Three")], 1200.0)

        assert chosen == song("Ada", "Two")
        assert origins() == [
            (
                "station.lss:5",
                (
                    'separate: none of 2 songs keeps the rules: artist "ada" 20 min ago, not 1 h; the least bad one plays, '
                    '"Ada - Two"'
                ),
            )
        ]

    def test_keeps_what_another_playlist_holds_in_readiness_apart(self):
        separation = Separation(RULES)
        separation.choose([song("Ada", "One")], 0.0)

        assert separation.choose([song("Ada", "Two"), song("Bob", "One")], 7200.0) == song("Bob", "One")

    def test_forgets_a_song_that_could_not_be_opened(self):
        separation = Separation(RULES)
        separation.choose([song("Ada", "One")], 0.0)
        separation.dropped(song("Ada", "One").path)

        assert separation.choose([song("Ada", "Two"), song("Bob", "One")], 1.0) == song("Ada", "Two")

    def test_says_why_when_the_song_begins(self):
        separation = Separation(RULES)
        begins(separation, song("Ada", "One"), 0.0)
        separation.choose([song("Ada", "Two"), song("Bob", "One")], 60.0)

        assert begins(separation, song("Bob", "One"), 61.0) == "song 2 in line"

    def test_knows_of_a_song_that_was_heard_again_only_when_that_was_last(self):
        separation = Separation(RULES)
        for minute in range(10):
            begins(separation, song("Ada", "One"), 60.0 * minute)
            begins(separation, song("Bob", "Two"), 60.0 * minute + 30)

        assert [(path, at) for path, *_, at in separation.noted(0.0)] == [
            ("music/Ada - One.mp3", 540.0),
            ("music/Bob - Two.mp3", 570.0),
        ]

    def test_has_nothing_to_say_of_no_songs(self):
        assert Separation(RULES).choose([], 0.0) is None


class Radio:
    """Playlists of made-up files below a `separate`, in virtual time: a second a sample."""

    def __init__(self, folder, lengths: dict[str, float], rules: Separate, seed: int) -> None:
        (folder / "music").mkdir(exist_ok=True)
        for name in lengths:
            (folder / "music" / name).touch()
        pcm, clock = PcmFormat(rate=1), ManualClock()
        self.clock = clock
        separation = Separation(rules)
        music = PlaylistSource(
            Playlist("music"),
            node="music",
            base=folder,
            media=Silent(pcm, lengths),
            rng=random.Random(seed),
            clock=clock.now,
            separation=lambda: separation,
        )
        self.source = SeparateSource(
            rules, node="auto", children=[music], separation=separation, now=clock.now, wall=clock.wall
        )

    def play(self, hours: float) -> list[tuple[float, str]]:
        heard, end = [], self.clock.now() + hours * HOUR
        while self.clock.now() < end:
            assert self.source.ready
            block = self.source.pull(60)
            if not block.offset:
                heard.append((self.clock.now(), block.segment.title.artist))
            self.clock.advance(block.length)
        return heard


class TestALibraryInWhichTheRulesCanBeKept:
    @settings(max_examples=8, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 2**32), lengths=st.lists(st.integers(60, 600), min_size=60, max_size=60))
    def test_keeps_them_over_every_seam(self, tmp_path_factory, seed, lengths):
        names = {f"Artist {number % 30} - Song {number}.mp3": length for number, length in enumerate(lengths)}
        heard = Radio(tmp_path_factory.mktemp("radio"), names, Separate((), artist=1200.0), seed).play(12)
        last: dict[str, float] = {}

        for at, artist in heard:
            assert at - last.get(artist, -HOUR) >= 1200
            last[artist] = at


class TestALibraryThatIsTooSmall:
    def test_plays_all_the_same(self, tmp_path):
        heard = Radio(tmp_path, {"Ada - One.mp3": 180.0, "Ada - Two.mp3": 180.0}, RULES, 1).play(1)

        assert len(heard) == 20
