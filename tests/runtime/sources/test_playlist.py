import random
import threading

import numpy as np
import pytest

from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.media.title import Title
from runtime.plan import Origin, Playlist
from runtime.sources.playlist import RESCAN, RETRY, PlaylistSource, PlaylistTracks
from runtime.testing import ManualClock

PCM = PcmFormat()


@pytest.fixture
def playlist(tmp_path):
    """The tracks of the folder "music" in a script's folder."""

    def make(order="sequential", path="music/") -> PlaylistTracks:
        plan = Playlist(path, order, origin=Origin("station.lss", 4))
        return PlaylistTracks(plan, "music", tmp_path, Decoding(PCM), random.Random(1), ManualClock().now)

    return make


def opened(tracks: PlaylistTracks, now: float = 0.0):
    found = tracks.open_next(now)
    if isinstance(found, float):
        return found
    segment, decoder = found
    decoder.close()
    return segment


class TestAFolderOfMusic:
    def test_gives_one_file_after_the_other_with_its_title(self, playlist, write_audio, music):
        write_audio("music/1.mp3", music(0.3), artist="Ada", title="One")
        write_audio("music/2.flac", music(0.3))

        tracks = playlist()
        segments = [opened(tracks) for _ in range(3)]

        assert [segment.title for segment in segments] == [
            Title("Ada", "One"),
            Title(title="2"),
            Title("Ada", "One"),
        ]
        assert [segment.path for segment in segments] == ["music/1.mp3", "music/2.flac", "music/1.mp3"]
        assert len({segment.id for segment in segments}) == 3
        assert str(segments[0].origin) == "station.lss:4"

    def test_takes_in_what_has_come_when_a_round_is_over(self, playlist, write_audio, music):
        write_audio("music/1.flac", music(0.3))
        tracks = playlist()
        opened(tracks)
        write_audio("music/2.flac", music(0.3))

        assert [opened(tracks).path for _ in range(2)] == ["music/1.flac", "music/2.flac"]

    def test_takes_in_what_has_come_after_a_while_in_a_long_round(self, playlist, write_audio, music):
        for name in "13":
            write_audio(f"music/{name}.flac", music(0.3))
        tracks = playlist()
        opened(tracks)
        write_audio("music/2.flac", music(0.3))

        assert opened(tracks, RESCAN).path == "music/2.flac"


class TestFilesThatCannotBePlayed:
    def test_are_told_once_with_the_reason_and_the_line(
        self, playlist, write_audio, music, tmp_path, origins
    ):
        write_audio("music/2.flac", music(0.3))
        (tmp_path / "music" / "1.mp3").write_text("not music\n" * 100)
        (tmp_path / "music" / "3.mp3").touch()
        tracks = playlist()

        paths = [opened(tracks).path for _ in range(4)]

        assert paths == ["music/2.flac"] * 4
        assert origins() == [
            (
                "station.lss:4",
                'playlist "music/": music/1.mp3 is left out: it is not audio, or is damaged from its beginning',
            ),
            ("station.lss:4", 'playlist "music/": music/3.mp3 is left out: the file is empty'),
        ]

    def test_are_tried_again_when_they_have_changed(self, playlist, write_audio, music, tmp_path):
        write_audio("music/2.flac", music(0.3))
        (tmp_path / "music" / "1.flac").write_text("still being copied")
        tracks = playlist()
        first = [opened(tracks).path for _ in range(2)]
        write_audio("music/1.flac", music(0.3))

        second = {opened(tracks).path for _ in range(2)}

        assert first == ["music/2.flac"] * 2
        assert second == {"music/1.flac", "music/2.flac"}

    def test_that_end_too_soon_are_told(self, playlist, write_audio, music, origins):
        path = write_audio("music/1.mp3", music(3))
        data = bytearray(path.read_bytes())
        data[20_000:22_000] = b"\xaa" * 2000
        path.write_bytes(data)
        tracks = playlist()
        segment, decoder = tracks.open_next(0.0)
        for _ in decoder:
            pass
        decoder.close()

        tracks.finished(segment, decoder, None)

        ((_, text),) = origins()
        assert "music/1.mp3 is damaged" in text


class TestAFolderWithNothingToPlay:
    @pytest.mark.parametrize(
        ("names", "reason"),
        [
            (None, "there is no such folder"),
            ([], "it is empty"),
            (["cover.jpg", "notes.txt"], "it holds no audio files (2 others)"),
            (["a.mp3", "b.mp3"], "none of its 2 files can be played"),
        ],
    )
    def test_is_told_once_and_looked_at_again(self, playlist, tmp_path, origins, names, reason):
        if names is not None:
            (tmp_path / "music").mkdir()
        for name in names or ():
            (tmp_path / "music" / name).touch()
        tracks = playlist()

        waits = [opened(tracks, now) for now in (0.0, 3.0, 6.0)]

        assert waits == [RETRY] * 3
        about_folder = [text for _, text in origins() if "is left out" not in text]
        assert about_folder == [
            f'playlist "music/": {reason}; what the script names after it plays; looking again every {RETRY:g} s'
        ]

    def test_heals_by_itself(self, playlist, write_audio, music, origins):
        tracks = playlist()
        first = opened(tracks)
        write_audio("music/1.flac", music(0.3))

        second = opened(tracks, RETRY)

        assert first == RETRY
        assert second.path == "music/1.flac"
        assert origins()[-1][1] == 'playlist "music/": it has something to play again'


class TestTheSource:
    def test_joins_tracks_to_the_sample(self, write_audio, music, tmp_path):
        one, two = music(0.7, 1), music(0.5, 2)
        write_audio("music/1.flac", one)
        write_audio("music/2.flac", two)
        clock = ManualClock()
        source = PlaylistSource(
            Playlist("music", "sequential"),
            node="music",
            base=tmp_path,
            media=Decoding(PCM),
            rng=random.Random(1),
            clock=clock.now,
        )
        while source._queue.work(clock.now()) == 0:
            pass

        heard = []
        while len(heard) < 60 and (block := source.pull(1764)) is not None:
            heard.append(block)
            source._queue.work(clock.now())
        sound = np.concatenate([block.samples for block in heard])

        expected = np.concatenate([one, two, one])[: len(sound)]
        assert len(sound) >= 1.2 * 44_100
        assert np.abs(sound[: len(expected)] - expected).max() < 1.1 / 32768

    def test_reads_in_a_thread_of_its_own(self, write_audio, music, tmp_path, monkeypatch):
        write_audio("music/1.flac", music(0.5), artist="Ada")
        decoded = threading.Event()
        monkeypatch.setattr(PlaylistTracks, "finished", lambda *_: decoded.set())
        source = PlaylistSource(
            Playlist("music"),
            node="music",
            base=tmp_path,
            media=Decoding(PCM),
            rng=random.Random(1),
            clock=lambda: 0.0,
        )
        source.start()
        assert decoded.wait(10)

        playing, block = source.now_playing, source.pull(100)
        source.stop()

        assert block is not None
        assert block.segment is playing
        assert not source.ready


class TestATrack:
    def test_brings_what_its_tags_say_about_how_to_play_it(self, playlist, write_audio, music):
        write_audio(
            "music/1.flac", music(0.3), liq_fade_in="2", REPLAYGAIN_TRACK_GAIN="-7.5 dB", jingle="true"
        )

        segment = opened(playlist())

        assert (segment.kind, segment.hints.fade_in, segment.hints.replaygain_db) == ("jingle", 2.0, -7.5)
