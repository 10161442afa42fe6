import random
import threading

import numpy as np
import pytest

from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.audio.track_queue import Busy
from runtime.media.title import Title
from runtime.plan import Origin, Playlist
from runtime.sources.opening import HANGS, LEAVE
from runtime.sources.playlist import PlaylistSource, PlaylistTracks
from runtime.sources.unreadable import TOLD_EACH
from runtime.sources.watch import RETRY
from runtime.testing import ManualClock

PCM = PcmFormat()


@pytest.fixture
def playlist(tmp_path, at_once):
    """The tracks of the folder "music" in a script's folder."""

    def make(order="sequential", path="music/", errands=at_once) -> PlaylistTracks:
        plan = Playlist(path, order, origin=Origin("station.lss", 4))
        return PlaylistTracks(plan, "music", tmp_path, Decoding(PCM), random.Random(1), errands)

    return make


def opened(tracks: PlaylistTracks, now: float = 0.0):
    found = tracks.open_next(now)
    if isinstance(found, float):
        return found
    segment, decoder = found
    decoder.close()
    return segment


def opened_or_waits(tracks: PlaylistTracks, now: float):
    found = tracks.open_next(now)
    return found if isinstance(found, float | Busy) else opened(tracks, now)


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

        assert opened(tracks, Playlist("").reload).path == "music/2.flac"


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
            (None, "there is no such folder or list"),
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
    def test_joins_tracks_to_the_sample(self, write_audio, music, tmp_path, at_once):
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
            errands=at_once,
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


class TestAList:
    @pytest.fixture
    def songs(self, write_audio, music):
        """A list of two files beside it: one with tags, one without."""
        write_audio("lists/sub/1.flac", music(0.3, 1), title="Own")
        write_audio("lists/2.flac", music(0.3, 2))

        def write(text, name="lists/day.m3u"):
            path = write_audio("lists/3.flac", music(0.3)).parent.parent / name
            path.write_text(text)
            return name

        return write

    def test_plays_in_its_own_order_with_what_it_says(self, playlist, songs):
        path = songs("#EXTINF:1,Ada - Two\n2.flac\n#EXTINF:1,Other\nsub\\1.flac\n")
        tracks = playlist(path=path)

        segments = [opened(tracks) for _ in range(3)]

        assert [segment.title for segment in segments] == [
            Title("Ada", "Two"),
            Title("", "Own"),
            Title("Ada", "Two"),
        ]
        assert [segment.path for segment in segments][:2] == ["lists/2.flac", "lists/sub/1.flac"]

    def test_of_cue_points_cuts_its_files(self, playlist, songs, write_audio, music):
        sound = music(3)
        write_audio("lists/album.flac", sound)
        sheet = (
            'PERFORMER "Ada"\nFILE "album.wav" WAVE\nTRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:30\n'
            'TRACK 02 AUDIO\nTITLE "Two"\nINDEX 01 00:02:15\n'
        )
        tracks = playlist(path=songs(sheet, "lists/album.cue"))

        heard = []
        for _ in range(2):
            segment, decoder = tracks.open_next(0.0)
            heard.append((segment.title, np.concatenate([samples for samples, _ in decoder])))
            decoder.close()

        assert [title for title, _ in heard] == [Title("Ada", "One"), Title("Ada", "Two")]
        together = np.concatenate([samples for _, samples in heard])
        assert np.abs(together - sound[30 * 588 :]).max() < 1.1 / 32768
        assert len(heard[0][1]) == (2 * 75 + 15 - 30) * 588

    def test_says_once_what_of_it_is_not_played(self, playlist, songs, origins):
        tracks = playlist(path=songs("http://x.example/\n2.flac\nannotate:x:3.flac\nnone.flac\n"))

        paths = [opened(tracks).path for _ in range(3)]

        assert paths == ["lists/2.flac"] * 3
        assert [text.partition('day.m3u": ')[2] for _, text in origins()] == [
            "left out: 1 address on a network",
            'lists/annotate:x:3.flac is left out: its annotate: cannot be read from "x:3.flac" on; it goes name="value",…:path',
            "lists/none.flac is left out: there is no such file",
        ]

    def test_that_has_changed_is_read_anew(self, playlist, songs):
        tracks = playlist(path=songs("2.flac\n"))
        opened(tracks)
        songs("3.flac\nsub/1.flac\n")

        assert [opened(tracks).path for _ in range(2)] == ["lists/3.flac", "lists/sub/1.flac"]

    def test_that_is_gone_plays_on(self, playlist, songs, tmp_path, origins):
        tracks = playlist(path=songs("2.flac\nsub/1.flac\n"))
        opened(tracks)
        (tmp_path / "lists/day.m3u").unlink()

        paths = [opened(tracks, RETRY * n).path for n in range(1, 5)]
        songs("2.flac\n")
        opened(tracks, 100)

        assert paths == ["lists/sub/1.flac", "lists/2.flac"] * 2
        assert [text.partition('day.m3u": ')[2] for _, text in origins()] == [
            "there is no such folder or list; its last list of 2 files is kept until it is there again",
            "it is there again, with 1 file",
        ]


class TestADiskThatIsGone:
    @pytest.mark.parametrize("leaves", ["nothing", "an empty folder"])
    def test_wipes_nothing_and_is_told_once(self, playlist, write_audio, music, tmp_path, origins, leaves):
        for name in "1234":
            write_audio(f"music/{name}.flac", music(0.3))
        tracks = playlist()
        first = opened(tracks)
        (tmp_path / "music").rename(tmp_path / "unplugged")
        if leaves == "an empty folder":
            (tmp_path / "music").mkdir()
        waits = [opened(tracks, RETRY * n) for n in range(1, 6)][1:]
        if leaves == "an empty folder":
            (tmp_path / "music").rmdir()
        (tmp_path / "unplugged").rename(tmp_path / "music")
        then = [opened(tracks, 100 + n) for n in range(3)]

        why = "it is empty" if leaves == "an empty folder" else "there is no such folder or list"
        assert first.path == "music/1.flac"
        assert waits == [RETRY] * 4
        assert len({segment.path for segment in then}) == 3
        assert [text.partition('music/": ')[2] for _, text in origins()] == [
            f"{why}; its last list of 4 files is kept until it is there again",
            "it is there again, with 4 files",
        ]

    def test_takes_one_file_that_was_removed_for_what_it_is(
        self, playlist, write_audio, music, tmp_path, origins
    ):
        for name in "123":
            write_audio(f"music/{name}.flac", music(0.3))
        tracks = playlist()
        opened(tracks)
        (tmp_path / "music/2.flac").unlink()

        assert [opened(tracks).path for _ in range(3)] == ["music/3.flac", "music/1.flac", "music/3.flac"]
        assert origins() == []

    def test_that_hangs_costs_one_file_and_no_other_its_turn(
        self, playlist, write_audio, music, slow, origins
    ):
        for name in "12":
            write_audio(f"music/{name}.flac", music(0.3))
        tracks = playlist(errands=slow)
        waits = [opened_or_waits(tracks, 0.0)]
        slow.sent.pop().do()
        waits += [opened_or_waits(tracks, now) for now in (0.0, HANGS, LEAVE)]
        hung, other = slow.sent
        other.do()
        found = opened(tracks, LEAVE + 1)
        hung.do()

        assert [type(wait) for wait in waits] == [Busy, Busy, float, Busy]
        assert found.path == "music/2.flac"
        assert hung._found == []
        assert "has not given music/1.flac for 5 s" in origins()[0][1]


class TestManyFilesThatCannotBePlayed:
    def test_are_told_as_a_number_and_can_be_asked_for(self, playlist, write_audio, music, tmp_path, origins):
        write_audio("music/z.flac", music(0.3))
        for number in range(60):
            (tmp_path / f"music/{number}.mp3").write_text("not music")
        tracks = playlist()

        for _ in range(3):
            opened(tracks)

        texts = [text for _, text in origins()]
        assert len([text for text in texts if "is left out" in text]) == TOLD_EACH
        assert texts[-1].endswith(
            '60 of its 61 files cannot be played; the command "playlist.unreadable music" lists them'
        )
        assert len(tracks.unreadable.reasons) == 60
