import random
import threading

import numpy as np
import pytest

from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.audio.track_queue import Busy
from runtime.media.title import Title
from runtime.plan import Origin, Playlist, shown_address
from runtime.sources.opening import HANGS, LEAVE
from runtime.sources.playlist import PlaylistSource, PlaylistTracks
from runtime.sources.unreadable import TOLD_EACH
from runtime.sources.watch import RETRY
from runtime.sources.web_tracks import LOOK, PATIENCE, WebTracks
from runtime.testing import ManualClock

PCM = PcmFormat()


@pytest.fixture
def playlist(tmp_path, at_once):
    """The tracks of the folder "music" in a script's folder."""

    def make(order="sequential", path="music/", errands=at_once, **more) -> PlaylistTracks:
        plan = Playlist(path, order, origin=Origin("station.lss", 4))
        return PlaylistTracks(plan, "music", tmp_path, Decoding(PCM), random.Random(1), errands, **more)

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
            'PERFORMER "Ada"\nFILE "album.flac" WAVE\nTRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:30\n'
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
        tracks = playlist(path=songs("rtsp://x.example/\n2.flac\nannotate:x:3.flac\nnone.flac\n"))

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


X = "http://x.example"


@pytest.fixture
def on_the_web(web, write_audio, music):
    """Files of another server, each with a title of its own."""

    def have(*names, host=X):
        for name in names:
            path = write_audio(
                f"cache/{name.partition('?')[0].replace('/', '.')}", music(0.3), title=f"of {name}"
            )
            web.has(f"{host}/{name}", path, "audio/flac")

    return have


@pytest.fixture
def listed(playlist, web, tmp_path):
    """A list with these lines, and what is left of the running track."""

    def make(*lines, left=100.0, **more):
        path = tmp_path / "day.m3u"
        path.write_text("\n".join(lines))
        return playlist(path="day.m3u", web=WebTracks(web, lambda: left), **more)

    return make


class TestFilesOfTheWeb:
    def test_play_among_files_of_this_machine(self, listed, on_the_web, write_audio, music):
        on_the_web("a.flac", "b.flac")
        write_audio("music/1.flac", music(0.3))
        tracks = listed(f"{X}/a.flac", "music/1.flac", f'annotate:title="B",liq_cue_in="0.1":{X}/b.flac')

        segments = [opened(tracks) for _ in range(4)]

        assert [each.path for each in segments] == [
            f"{X}/a.flac",
            "music/1.flac",
            f"{X}/b.flac",
            f"{X}/a.flac",
        ]
        assert [each.title.title for each in segments] == ["of a.flac", "1", "B", "of a.flac"]
        assert segments[2].hints.cue_in == 0.1

    def test_are_called_as_the_list_says_where_they_say_nothing(self, listed, web, write_audio, music):
        web.has(f"{X}/stream?id=7", write_audio("cache/7.flac", music(0.3)))

        assert str(opened(listed("#EXTINF:3,Ada - One", f"{X}/stream?id=7")).title) == "Ada - One"

    def test_are_waited_for_while_another_track_plays(self, listed, on_the_web):
        tracks = listed(f"{X}/a.flac")
        waits = [tracks.open_next(now) for now in (0.0, 1.0, 500.0)]
        on_the_web("a.flac")

        assert waits == [LOOK] * 3
        assert opened(tracks, 501.0).path == f"{X}/a.flac"

    def test_that_come_soon_are_fetched_ahead(self, listed, on_the_web, web):
        on_the_web("a.flac")
        tracks = listed(*(f"{X}/{name}.flac" for name in "abcd"))
        opened(tracks)

        assert {url[-6:-5] for url in web.wanted} == {"a", "b", "c", "d"}

    def test_that_are_late_let_others_pass_and_play_later(self, listed, on_the_web, origins):
        on_the_web("b.flac")
        tracks = listed(f"{X}/a.flac?key=hush", f"{X}/b.flac", left=0.0)
        at_first = tracks.open_next(1.0)
        passed = opened_at_last(tracks, PATIENCE)
        again = opened_at_last(tracks, PATIENCE + 1)
        on_the_web("a.flac?key=hush")
        later = opened(tracks, PATIENCE + 2)

        assert at_first == LOOK
        assert [passed.path, again.path] == [f"{X}/b.flac"] * 2
        assert later.path.startswith(f"{X}/a.flac?")
        assert [text.partition("m3u")[2] for _, text in origins()] == [
            f'": {shown_address(X + "/a.flac?key=hush")} is still on its way after 10 s; it plays in a later round'
        ]

    def test_that_are_all_late_are_looked_at_now_and_then(self, listed):
        tracks = listed(f"{X}/a.flac", f"{X}/b.flac", left=0.0)

        assert 0.1 < next(wait for _ in range(20) if (wait := tracks.open_next(100.0))) < 5

    def test_that_cannot_be_had_are_told_once_and_tried_again(self, listed, web, on_the_web, origins):
        on_the_web("b.flac")
        web.lacks(f"{X}/a.flac")
        tracks = listed(f"{X}/a.flac", f"{X}/b.flac")
        paths = [opened_at_last(tracks).path for _ in range(3)]
        on_the_web("a.flac")

        assert paths == [f"{X}/b.flac"] * 3
        assert [text for _, text in origins()] == [
            f'playlist "day.m3u": {X}/a.flac is left out: the server answered 404'
        ]
        assert tracks.unreadable.reasons == {f"{X}/a.flac": "the server answered 404"}
        assert opened_at_last(tracks).path == f"{X}/a.flac"
        assert tracks.unreadable.reasons == {}

    def test_that_are_something_else_are_told(self, listed, web, tmp_path, origins):
        page = tmp_path / "page"
        page.write_text("<html>")
        web.has(f"{X}/a.flac", page, "text/html")
        web.has(f"{X}/b.flac", page, "audio/flac")
        tracks = listed(f"{X}/a.flac", f"{X}/b.flac")
        waits = [tracks.open_next(0.0) for _ in range(6)]

        assert max(waits) == RETRY
        assert [text.partition("m3u")[2] for _, text in origins()] == [
            f'": {X}/a.flac is left out: it is a web page (text/html), not a sound',
            f'": {X}/b.flac is left out: it is not audio, or is damaged from its beginning',
            f'": none of its 2 files can be played; what the script names after it plays; looking again every {RETRY:g} s',
        ]

    def test_are_chosen_by_the_rules_of_a_separation_as_far_as_they_are_there(self, listed, on_the_web, web):
        chosen = []

        class Rules:
            def choose(self, songs, now):
                chosen.append({song.path for song in songs})
                return

            def dropped(self, path):
                pass

        on_the_web("b.flac", "c.flac")
        tracks = listed(*(f"{X}/{name}.flac" for name in "abcdefgh"), order="shuffle", separation=Rules)
        first = opened_at_last(tracks)

        assert chosen[0] == {f"{X}/b.flac", f"{X}/c.flac"}
        assert first.path in chosen[0]
        assert len({url for url in web.wanted if url not in chosen[0]}) <= 3

    def test_that_come_into_a_list_are_played_beside_all_other_kinds_of_paths(
        self, listed, on_the_web, write_audio, music, tmp_path
    ):
        on_the_web("a.flac")
        elsewhere = write_audio("elsewhere/2.flac", music(0.3))
        write_audio("music/1.flac", music(0.3))
        tracks = listed("music/1.flac")
        first = opened(tracks)
        (tmp_path / "day.m3u").write_text(f"music/1.flac\n{elsewhere}\n{X}/a.flac\n{elsewhere.as_uri()}\n")
        then = [opened(tracks, 60.0).path for _ in range(4)]

        assert first.path == "music/1.flac"
        assert then == ["music/1.flac", elsewhere.as_posix(), f"{X}/a.flac", elsewhere.as_posix()]

    def test_may_be_the_pieces_of_a_cue_sheet(self, listed, web, write_audio, music, playlist, tmp_path):
        web.has(f"{X}/album.flac", write_audio("cache/1.flac", music(3)), "audio/flac")
        web.has(f"{X}/album.cue", tmp_path / "album")
        (tmp_path / "album").write_text(
            'PERFORMER "Ada"\nFILE "album.flac" WAVE\nTRACK 01 AUDIO\nTITLE "One"\nINDEX 01 00:00:00\n'
            'TRACK 02 AUDIO\nTITLE "Two"\nINDEX 01 00:01:00\n'
        )
        tracks = playlist(path=f"{X}/album.cue", web=WebTracks(web, lambda: 0.0))
        segments = [opened(tracks) for _ in range(2)]

        assert [str(each.title) for each in segments] == ["Ada - One", "Ada - Two"]
        assert [each.duration for each in segments] == [pytest.approx(1.0), pytest.approx(2.0)]

    def test_are_remembered_as_still_to_come_while_they_are_on_their_way(self, listed):
        tracks = listed(f"{X}/a.flac", f"{X}/b.flac")
        tracks.open_next(0.0)

        assert tracks.remembered("")["ahead"] == [f"{X}/a.flac"]


class TestAListOfTheWeb:
    URL = f"{X}/lists/day.m3u?key=hush"

    def test_plays_what_it_names_beside_it(self, playlist, web, on_the_web, tmp_path):
        path = tmp_path / "list"
        path.write_text(
            "#EXTINF:3,Ada - One\na.flac\n../b.flac\nhttp://y.example/c.flac\nfile:///etc/passwd\n"
        )
        web.has(self.URL, path, "audio/x-mpegurl")
        on_the_web("lists/a.flac", "b.flac")
        on_the_web("c.flac", host="http://y.example")
        tracks = playlist(path=self.URL, web=WebTracks(web, lambda: 0.0))

        paths = [opened_at_last(tracks).path for _ in range(3)]

        assert paths == [f"{X}/lists/a.flac", f"{X}/b.flac", "http://y.example/c.flac"]

    def test_that_cannot_be_had_is_told_without_its_key(self, playlist, web, origins):
        web.lacks(self.URL, "the server answered 503")
        tracks = playlist(path=self.URL, web=WebTracks(web, lambda: 0.0))
        tracks.open_next(0.0)
        shown = shown_address(self.URL)

        assert [text for _, text in origins()] == [
            f'playlist "{shown}": the server answered 503; what the script names after it plays; looking again every 3 s'
        ]

    def test_that_is_gone_plays_on(self, playlist, web, on_the_web, tmp_path, origins):
        path = tmp_path / "list"
        path.write_text("a.flac\n")
        web.has(self.URL, path)
        on_the_web("lists/a.flac")
        tracks = playlist(path=self.URL, web=WebTracks(web, lambda: 0.0))
        opened(tracks)
        web.lacks(self.URL, "the server answered 503")

        assert opened(tracks, 60.0).path == f"{X}/lists/a.flac"
        assert "its last list of 1 file is kept" in origins()[-1][1]

    def test_may_be_the_feed_of_a_podcast(self, playlist, web, on_the_web, tmp_path):
        path = tmp_path / "list"
        items = "".join(
            f"<item><title>Talk {name}</title><enclosure url='{X}/{name}.flac'/></item>" for name in "ab"
        )
        path.write_text(f"<rss><channel>{items}</channel></rss>")
        web.has(self.URL, path, "application/rss+xml")
        on_the_web("a.flac", "b.flac")
        tracks = playlist(path=self.URL, web=WebTracks(web, lambda: 0.0))

        assert [opened(tracks).path for _ in range(3)] == [f"{X}/a.flac", f"{X}/b.flac", f"{X}/a.flac"]


def opened_at_last(tracks, now=0.0):
    """The next track, whatever has to be tried before it."""
    return next(found for _ in range(200) if not isinstance(found := opened(tracks, now), float))
