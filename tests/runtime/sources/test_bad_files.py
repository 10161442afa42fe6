"""Files that hang, lie or break off in the middle: the programme goes on, and each is told once."""

import os
from datetime import UTC, datetime

import pytest

from runtime.plan import Fallback, Mount, Mp3, Playlist, Station, Tone
from runtime.station.virtual import VirtualStation

BEGIN = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def play(tmp_path):
    """Plays the folder "music", and a tone where it has nothing, without waiting."""
    sources = {
        "radio": Fallback(("music", "tone")),
        "music": Playlist("music/", "sequential"),
        "tone": Tone(),
    }
    station = Station(str(tmp_path), sources=sources, mounts={"/r": Mount("/r", "radio", Mp3())})

    def played(seconds):
        virtual = VirtualStation(station, "radio", BEGIN, sound=True)
        heard = list(virtual.play(seconds))
        virtual.stop()
        return heard

    return played


class TestAFolderWithBadFiles:
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a thing of Unix")
    def test_plays_the_good_ones_without_a_gap(self, play, tmp_path, write_audio, music, origins):
        write_audio("music/1.mp3", music(3.0))
        os.mkfifo(tmp_path / "music" / "2 never written.mp3")
        (tmp_path / "music" / "3 page.mp3").write_text("<html>502 Bad Gateway</html>" * 100)
        write_audio("music/4.mp3", music(3.0))
        heard = play(15)

        assert {each.block.segment.path for each in heard} == {"music/1.mp3", "music/4.mp3"}
        assert not any(each.on_floor for each in heard)
        assert sorted(text for _, text in origins()) == [
            'playlist "music/": music/2 never written.mp3 is left out: it is no ordinary file',
            'playlist "music/": music/3 page.mp3 is left out: it is not audio, or is damaged from its beginning',
        ]

    def test_passes_over_what_turns_bad_in_the_middle_and_says_so_once(
        self, play, tmp_path, write_audio, music, origins
    ):
        write_audio("music/1.mp3", music(6.0))
        good = (tmp_path / "music" / "1.mp3").read_bytes()
        half = len(good) // 2
        (tmp_path / "music" / "1.mp3").write_bytes(good[:half] + bytes(20_000) + good[half + 20_000 :])
        write_audio("music/2.mp3", music(3.0))
        heard = play(8)

        assert {each.block.segment.path for each in heard} >= {"music/1.mp3", "music/2.mp3"}
        assert not any(each.on_floor or each.block.segment.kind == "tone" for each in heard)
        assert sum(each.block.length for each in heard) == 8 * 44_100
        assert len([text for _, text in origins() if "music/1.mp3" in text]) <= 1
