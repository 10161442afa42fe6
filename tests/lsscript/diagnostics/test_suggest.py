import pytest

from lsscript.diagnostics import nearest

NAMES = ("playlist", "single", "fallback", "mount", "mp3", "on.track")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Playlist", "playlist"),
        ("play_list", "playlist"),
        ("playlst", "playlist"),
        ("playilst", "playlist"),
        ("fallbakc", "fallback"),
        ("mp4", "mp3"),
        ("on_track", "on.track"),
        ("sngle", "single"),
    ],
)
def test_a_slip_is_recognised(slip, meant):
    assert nearest(slip, NAMES) == meant


@pytest.mark.parametrize("other", ["crossfade", "x", "", "mo", "singer_of_songs"])
def test_another_word_is_none(other):
    assert nearest(other, NAMES) is None


def test_the_nearest_of_several_wins():
    assert nearest("bitrat", ["bitrates", "bitrate"]) == "bitrate"
