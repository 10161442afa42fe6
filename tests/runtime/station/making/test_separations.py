"""Which playlists choose by which rules."""

import pytest

from runtime.plan import Playlist, Separate, Station, Turns
from runtime.station.making import Separations


def station(**sources) -> Station:
    return Station("", sources=sources)


@pytest.fixture
def separations():
    return Separations()


class TestPlaylists:
    def test_below_one_separate_remember_together(self, separations):
        separations.use(
            station(
                auto=Separate(("turns",), artist=60.0),
                turns=Turns(("a", "b")),
                a=Playlist("a"),
                b=Playlist("b"),
                c=Playlist("c"),
            )
        )

        assert separations.of("a") is separations.of("b") is separations.of("auto")
        assert separations.of("c") is None

    def test_below_two_keep_the_rules_of_both(self, separations):
        inner = Separate(("music",), artist=60.0, title=600.0)
        separations.use(
            station(outer=Separate(("inner",), title=3600.0), inner=inner, music=Playlist("music"))
        )
        rules = separations.of("music").rules

        assert (rules.artist, rules.title, rules.album) == (60.0, 3600.0, None)


class TestAReload:
    def test_changes_the_rules_and_forgets_nothing(self, separations):
        separations.use(station(auto=Separate(("music",), artist=60.0), music=Playlist("music")))
        before = separations.of("music")
        separations.use(station(auto=Separate(("music",), artist=90.0), music=Playlist("music")))

        assert separations.of("music") is before
        assert before.rules.artist == 90.0
