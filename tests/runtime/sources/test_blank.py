from runtime.audio.pcm import PcmFormat
from runtime.plan import Blank, Seconds
from runtime.sources.blank import BlankSource

PCM = PcmFormat(rate=1000)


class TestSilence:
    def test_for_ever_never_ends(self):
        source = BlankSource(Blank(), node="quiet", pcm=PCM)

        blocks = [source.pull(400) for _ in range(5)]

        assert [block.offset for block in blocks] == [0, 400, 800, 1200, 1600]
        assert not any(block.last or block.samples.any() for block in blocks)

    def test_for_a_while_ends_to_the_sample(self):
        source = BlankSource(Blank(Seconds(1.0)), node="quiet", pcm=PCM)

        blocks = [source.pull(400) for _ in range(4)]

        assert [(block.length, block.last) for block in blocks] == [
            (400, False),
            (400, False),
            (200, True),
            (400, False),
        ]
        assert blocks[3].segment.id != blocks[0].segment.id
