import numpy as np
import pytest

from runtime.audio.pcm import Block, PcmFormat, Segment, joined


@pytest.fixture
def block():
    rows = np.arange(10, dtype=np.float32)
    return Block(np.stack([rows, rows], axis=1), Segment("a", "track"), offset=100, last=True)


class TestABlock:
    def test_is_cut_in_two_that_follow_each_other(self, block):
        head, tail = block.split(4)

        assert (head.length, head.offset, head.last) == (4, 100, False)
        assert (tail.length, tail.offset, tail.last) == (6, 104, True)
        assert tail.samples[0, 0] == 4

    def test_is_whole_again_when_its_parts_are_joined(self, block):
        again = joined(block.split(4))

        assert np.array_equal(again.samples, block.samples)
        assert (again.offset, again.last, again.segment) == (100, True, block.segment)


class TestAFormat:
    def test_counts_seconds_in_samples(self):
        assert PcmFormat().samples(0.04) == 1764

    def test_names_its_channels_as_ffmpeg_does(self):
        assert (PcmFormat(channels=1).layout, PcmFormat().layout) == ("mono", "stereo")


class TestASegment:
    def test_without_an_end_of_its_own_is_endless(self):
        assert [Segment("x", kind).endless for kind in ("track", "jingle", "tone", "silence", "floor")] == [
            False, False, True, True, True,
        ]  # fmt: skip
