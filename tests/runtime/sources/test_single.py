import numpy as np
import pytest

from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.audio.track_queue import Busy
from runtime.plan import Origin, Single, shown_address
from runtime.sources.opening import HANGS
from runtime.sources.single import RETRY, SingleSource, SingleTracks
from runtime.sources.web_tracks import LOOK

PCM = PcmFormat()


@pytest.fixture
def tracks(at_once):
    """The tracks of a single file in a folder."""

    def make(folder, path="last.flac", errands=at_once, **more) -> SingleTracks:
        plan = Single(path, origin=Origin("station.lss", 5))
        return SingleTracks(plan, "last", folder, Decoding(PCM), errands, **more)

    return make


class TestAFile:
    def test_comes_again_and_again_without_a_gap(self, write_audio, music, tmp_path, at_once):
        sound = music(0.4)
        write_audio("last.flac", sound)
        source = SingleSource(
            Single("last.flac"),
            node="last",
            base=tmp_path,
            media=Decoding(PCM),
            clock=lambda: 0.0,
            errands=at_once,
        )
        while source._queue.work(0.0) == 0:
            pass

        blocks = []
        while sum(block.length for block in blocks) < 100_000:
            block = source.pull(1764)
            assert block is not None
            blocks.append(block)
            source._queue.work(0.0)
            source._queue.work(0.0)

        heard = np.concatenate([block.samples for block in blocks])[:100_000]
        expected = np.tile(sound, (7, 1))[:100_000]
        assert np.abs(heard - expected).max() < 1.1 / 32768
        assert len({block.segment.id for block in blocks}) >= 6

    def test_that_cannot_be_played_is_told_once_and_tried_again(
        self, tracks, tmp_path, origins, write_audio, music
    ):
        last = tracks(tmp_path)

        waits = [last.open_next(now) for now in (0.0, 3.0, 6.0)]
        write_audio("last.flac", music(0.2))
        opened = last.open_next(9.0)

        assert waits == [RETRY] * 3
        assert not isinstance(opened, float)
        opened[1].close()
        assert origins() == [
            (
                "station.lss:5",
                'single "last.flac": there is no such file; what the script names after it plays; trying again every 3 s',
            ),
            ("station.lss:5", 'single "last.flac": it can be played again'),
        ]

    def test_may_be_named_absolutely(self, tracks, tmp_path, write_audio, music):
        path = write_audio("elsewhere/last.flac", music(0.2))

        opened = tracks(tmp_path / "scripts", str(path)).open_next(0.0)

        assert not isinstance(opened, float)
        opened[1].close()

    def test_may_be_annotated(self, tracks, tmp_path, write_audio, music):
        write_audio("last.flac", music(2), title="Own")
        uri = 'annotate:title="New",liq_cue_in="0.5",liq_cue_out="1.25",jingle="true":last.flac'

        segment, decoder = tracks(tmp_path, uri).open_next(0.0)
        length = sum(len(samples) for samples, _ in decoder)
        decoder.close()

        assert length == round(0.75 * 44_100)
        assert (segment.title.title, segment.kind, segment.path) == ("New", "jingle", "last.flac")
        assert (segment.hints.cue_in, segment.hints.cue_out) == (0.5, 1.25)

    def test_whose_annotation_cannot_be_read_says_so(self, tracks, tmp_path, origins):
        assert tracks(tmp_path, 'annotate:title="x:last.flac').open_next(0.0) == RETRY
        assert "its annotate: cannot be read" in origins()[0][1]

    def test_on_a_disk_that_hangs_is_waited_for(self, tracks, tmp_path, write_audio, music, slow, origins):
        write_audio("last.flac", music(0.2))
        last = tracks(tmp_path, errands=slow)

        first, then = last.open_next(0.0), last.open_next(HANGS)
        slow.sent[0].do()
        _, decoder = last.open_next(HANGS + 2)
        decoder.close()

        assert isinstance(first, Busy)
        assert isinstance(then, float)
        assert [text for _, text in origins()] == [
            'single "last.flac": the disk has not given last.flac for 5 s; what plays now goes on while it can',
            'single "last.flac": the disk answers again, after 7 s',
        ]


class TestAFileOfTheWeb:
    URL = "https://x.example/last.flac?key=hush"

    def test_plays_once_it_is_there(self, tracks, web, write_audio, music, tmp_path):
        last = tracks(tmp_path, f'annotate:title="Sea":{self.URL}', web=web)
        before = last.open_next(0.0)
        web.has(self.URL, write_audio("cache.flac", music(0.2)), "audio/flac")
        segment, decoder = last.open_next(1.0)
        decoder.close()

        assert before == LOOK
        assert (str(segment.title), segment.path) == ("Sea", shown_address(self.URL))

    def test_that_cannot_be_had_is_told_once(self, tracks, web, tmp_path, origins):
        web.lacks(self.URL)
        last = tracks(tmp_path, self.URL, web=web)

        shown = shown_address(self.URL)

        assert [last.open_next(now) for now in (0.0, 3.0)] == [RETRY, RETRY]
        assert [text for _, text in origins()] == [
            f'single "{shown}": the server answered 404; what the script names after it plays; trying again every 3 s'
        ]
