from runtime.codecs.aac import AudioConfig
from runtime.codecs.adts import LONGEST_FRAME, adts_frame, splitter

FRAMES = [adts_frame(AudioConfig(), bytes([n]) * 200) for n in range(8)]


class TestTags:
    def test_in_front_between_and_behind_are_passed_over(self):
        tag = b"ID3\x04\x00\x00" + bytes((0, 0, 2, 0)) + b"\xff\xf1\x50\x80" * 64
        behind = b"TAG" + b"title".ljust(125, b"\0")
        cutter = splitter()

        found = [*cutter.feed(tag + b"".join(FRAMES) + tag + b"".join(FRAMES) + behind), *cutter.finish()]

        assert found == FRAMES * 2
        assert cutter.skipped == 0


class TestASplitter:
    def test_holds_no_more_than_a_frame_back(self):
        cutter = splitter()

        assert [frame for data in FRAMES for frame in cutter.feed(data)] == FRAMES[:-1]

    def test_trusts_no_frame_that_nothing_confirms(self):
        cutter = splitter()

        assert cutter.feed(FRAMES[0] + bytes(500)) == []
        assert cutter.finish() == []

    def test_gives_the_last_frame_before_rubbish(self):
        cutter = splitter()

        assert cutter.feed(b"".join(FRAMES) + bytes(500)) == FRAMES

    def test_keeps_no_more_than_a_frame_of_rubbish(self):
        cutter = splitter()
        for _ in range(100):
            cutter.feed(b"\xff\xf1\x50\x80" * 500)

        assert len(cutter._buffer) <= LONGEST_FRAME + 2000
