import pytest

from runtime.codecs import mp3
from runtime.errors import MediaUnreadable
from runtime.mounts.intro import LARGEST_INTRO, read_intro
from runtime.protocols.icy import IcyExtractor
from runtime.testing import mp3_frame

FRAMES = [mp3_frame(number, seed=3) for number in range(120)]
FILE = b"".join(FRAMES)


class TestAFile:
    def test_is_cut_into_whole_frames_without_tags(self):
        tag = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10)
        intro = read_intro("x.mp3", tag + FILE + FILE[:100] + b"TAG" + bytes(125))

        assert intro.content_type == "audio/mpeg"
        assert intro.data == FILE
        assert intro.seconds == pytest.approx(120 * 1152 / 44100)

    @pytest.mark.parametrize(
        "data", [b"", b"no sound at all" * 1000, FILE[:200], b"RIFF0000WAVEfmt " + bytes(5000)]
    )
    def test_without_sound_is_told_in_words(self, data):
        with pytest.raises(MediaUnreadable, match=r"x\.mp3: "):
            read_intro("x.mp3", data)

    def test_has_a_bound(self):
        with pytest.raises(MediaUnreadable, match="16 MiB"):
            read_intro("x.mp3", bytes(LARGEST_INTRO + 1))

    def test_fits_mounts_of_its_format(self):
        intro = read_intro("x.mp3", FILE)

        assert intro.fits("audio/mpeg")
        assert not intro.fits("audio/ogg")

    def test_keeps_its_last_frame(self):
        for end in (b"", b"TAG" + bytes(125)):
            assert read_intro("x.mp3", FILE + end).data == FILE


class TestWithTitles:
    @pytest.mark.parametrize("interval", [20480, 16000, 8192, 417 * 7])
    def test_it_ends_where_a_title_block_ends(self, interval):
        extractor = IcyExtractor(interval)
        data = read_intro("x.mp3", FILE).with_titles(interval)
        audio = b"".join(each for each in extractor.extract(data) if isinstance(each, bytes))

        assert len(data) % (interval + 1) == 0
        assert audio[: len(FILE)] == FILE

    def test_it_is_filled_up_with_silent_frames_and_nothing_else(self):
        intro = read_intro("x.mp3", FILE)
        data = intro.with_titles(20480)
        audio = b"".join(data[start : start + 20480] for start in range(0, len(data), 20481))
        splitter = mp3.FrameSplitter()
        cut = b"".join(bytes(frame) for frame in splitter.feed(audio + FRAMES[0] * 2))

        assert cut.startswith(audio)
        assert splitter.skipped == 0
