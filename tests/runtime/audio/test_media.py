"""How files become sound."""

import pytest

from runtime.audio.media import UNKNOWN_LENGTH, Decoding, Silent
from runtime.audio.pcm import PcmFormat
from runtime.errors import MediaUnreadable
from runtime.media.title import Title

PCM = PcmFormat(rate=1000, channels=1)


class Tracks:
    """One file after the other."""

    def __init__(self, media, *paths):
        self.media = media
        self.paths = list(paths)

    def open_next(self, now):
        from runtime.audio.pcm import Segment

        if not self.paths:
            return 3.0
        path = self.paths.pop(0)
        return Segment(path.name, "track"), self.media.open(path, path.name)

    def finished(self, segment, decoded, error):
        pass


class TestWithoutSound:
    def test_a_file_is_silence_of_its_length_and_keeps_its_tags(self, tmp_path, write_audio, music):
        path = tmp_path / "1.flac"
        write_audio("1.flac", music(2.0), artist="Ada", title="One")
        opened = Silent(PCM).open(path, "1.flac")
        ((samples, last),) = opened

        assert opened.title == Title("Ada", "One")
        assert samples.shape == (2000, 1)
        assert last
        assert not samples.any()

    def test_a_length_that_is_given_needs_no_file(self, tmp_path):
        opened = Silent(PCM, {"Ada - One.mp3": 200.0}).open(tmp_path / "Ada - One.mp3", "music/Ada - One.mp3")

        assert (opened.title, opened.duration) == (Title("Ada", "One"), 200.0)

    def test_what_cannot_be_played_is_told_in_words(self, tmp_path):
        (tmp_path / "x.mp3").write_bytes(b"\0" * 3000)

        with pytest.raises(MediaUnreadable, match="not audio"):
            Silent(PCM).open(tmp_path / "x.mp3", "x.mp3")

    def test_a_file_without_a_length_lasts_some_minutes(self):
        assert UNKNOWN_LENGTH >= 60

    def test_a_queue_is_filled_by_whoever_looks_at_it(self, tmp_path):
        media = Silent(PCM, {"a.mp3": 1.0, "b.mp3": 2.0})
        reader = media.reader(Tracks(media, tmp_path / "a.mp3", tmp_path / "b.mp3"), lambda: 0.0, "music")
        heard = []
        while reader.queue.ready:
            block = reader.queue.pull(700)
            heard.append((block.segment.id, block.length, block.last))
        reader.stop()

        assert heard == [
            ("a.mp3", 700, False),
            ("a.mp3", 300, True),
            ("b.mp3", 700, False),
            ("b.mp3", 700, False),
            ("b.mp3", 600, True),
        ]


class TestWithSound:
    def test_a_probe_reads_tags_and_length_alone(self, tmp_path, write_audio, music):
        write_audio("1.mp3", music(2.0), artist="Ada", title="One")
        probe = Decoding(PCM).probe(tmp_path / "1.mp3", "1.mp3")

        assert probe.title == Title("Ada", "One")
        assert probe.duration == pytest.approx(2.0, abs=0.1)
