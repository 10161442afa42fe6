import numpy as np

from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.plan import Origin, Single
from runtime.sources.single import RETRY, SingleSource, SingleTracks

PCM = PcmFormat()


def tracks(folder, path="last.flac") -> SingleTracks:
    return SingleTracks(Single(path, origin=Origin("station.lss", 5)), "last", folder, Decoding(PCM))


class TestAFile:
    def test_comes_again_and_again_without_a_gap(self, write_audio, music, tmp_path):
        sound = music(0.4)
        write_audio("last.flac", sound)
        source = SingleSource(
            Single("last.flac"), node="last", base=tmp_path, media=Decoding(PCM), clock=lambda: 0.0
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

    def test_that_cannot_be_played_is_told_once_and_tried_again(self, tmp_path, origins, write_audio, music):
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

    def test_may_be_named_absolutely(self, tmp_path, write_audio, music):
        path = write_audio("elsewhere/last.flac", music(0.2))

        opened = tracks(tmp_path / "scripts", str(path)).open_next(0.0)

        assert not isinstance(opened, float)
        opened[1].close()
