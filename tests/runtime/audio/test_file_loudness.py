import threading

import numpy as np
import pytest

from runtime.audio.file_loudness import FileLoudness, Measuring
from runtime.audio.hints import Hints
from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat

PCM = PcmFormat()


class Shelf:
    """Opens files that hold their own level in dB, and counts."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.closed = threading.Semaphore(0)
        self.hints = Hints()

    def open(self, path, shown, said=None):
        self.opened.append(shown)
        self.samples = np.full((PCM.rate, 2), 0.0, np.float32)
        steps = np.arange(PCM.rate) / PCM.rate
        level = float(path.read_text())
        self.samples[:] = (10 ** (level / 20) * np.sin(2 * np.pi * 1000 * steps))[:, None]
        return self

    probe = reader = errands = None

    def __iter__(self):
        yield self.samples, True

    def close(self) -> None:
        self.closed.release()


@pytest.fixture
def shelf():
    return Shelf()


def until_known(loudness: FileLoudness, *names: str) -> None:
    """Wait for the thread that measures."""
    thread = next((each for each in threading.enumerate() if each.name == "measures loudness"), None)
    if thread is not None:
        thread.join(10)
    assert all(loudness.of(name) for name in names)


class TestTheLoudnessOfAFile:
    def test_is_known_soon_after_somebody_wants_it(self, shelf, tmp_path):
        (tmp_path / "a.mp3").write_text("-20")
        loudness = FileLoudness(shelf, PCM)
        loudness.begin()
        loudness.want(tmp_path / "a.mp3", "music/a.mp3")
        until_known(loudness, "music/a.mp3")

        assert loudness.of("music/a.mp3").loudness == pytest.approx(-20, abs=0.1)

    def test_is_found_out_only_if_somebody_cares(self, shelf, tmp_path):
        (tmp_path / "a.mp3").write_text("-20")
        loudness = FileLoudness(shelf, PCM)
        loudness.want(tmp_path / "a.mp3", "a.mp3")
        before = list(shelf.opened)
        loudness.begin()
        until_known(loudness, "a.mp3")

        assert (before, shelf.opened) == ([], ["a.mp3"])

    def test_is_remembered_by_content_whatever_the_name(self, shelf, tmp_path):
        (tmp_path / "a.mp3").write_text("-20")
        first = FileLoudness(shelf, PCM, tmp_path / "loudness.jsonl")
        first.begin()
        first.want(tmp_path / "a.mp3", "a.mp3")
        until_known(first, "a.mp3")
        (tmp_path / "a.mp3").rename(tmp_path / "b.mp3")
        second = FileLoudness(shelf, PCM, tmp_path / "loudness.jsonl")
        second.begin()
        second.want(tmp_path / "b.mp3", "b.mp3")
        until_known(second, "b.mp3")

        assert shelf.opened == ["a.mp3"]
        assert second.of("b.mp3").loudness == pytest.approx(-20, abs=0.1)

    def test_is_measured_anew_where_the_memory_is_spoilt(self, shelf, tmp_path):
        (tmp_path / "a.mp3").write_text("-20")
        (tmp_path / "loudness.jsonl").write_bytes(b'{"file": "x", "lufs"\n\xff\n[]\n{"file":1}\n')
        loudness = FileLoudness(shelf, PCM, tmp_path / "loudness.jsonl")
        loudness.begin()
        loudness.want(tmp_path / "a.mp3", "a.mp3")
        until_known(loudness, "a.mp3")

        assert shelf.opened == ["a.mp3"]

    def test_is_not_known_of_what_cannot_be_read_and_that_is_told(self, shelf, tmp_path, caplog):
        loudness = FileLoudness(shelf, PCM)
        loudness.begin()
        loudness.want(tmp_path / "gone.mp3", "gone.mp3")
        until_known(loudness)

        assert loudness.of("gone.mp3") is None
        assert "gone.mp3: its loudness cannot be measured" in caplog.text

    def test_goes_without_a_memory_where_the_disk_is_full(self, shelf, tmp_path, caplog):
        (tmp_path / "a.mp3").write_text("-20")
        loudness = FileLoudness(shelf, PCM, tmp_path / "no" / "folder")
        loudness.begin()
        loudness.want(tmp_path / "a.mp3", "a.mp3")
        until_known(loudness, "a.mp3")

        assert "loudness cannot be remembered" in caplog.text


class TestOpeningAFile:
    def test_has_it_measured_unless_its_tags_say_how_loud_it_is(self, shelf, tmp_path):
        (tmp_path / "a.mp3").write_text("-20")
        loudness = FileLoudness(shelf, PCM)
        media = Measuring(shelf, loudness)
        media.open(tmp_path / "a.mp3", "a.mp3")
        shelf.hints = Hints(replaygain_db=-3.0)
        media.open(tmp_path / "a.mp3", "tagged.mp3")
        loudness.begin()
        until_known(loudness, "a.mp3")

        assert shelf.opened == ["a.mp3", "tagged.mp3", "a.mp3"]

    def test_reads_ahead_as_ever(self):
        media = Measuring(Decoding(PCM), FileLoudness(Decoding(PCM), PCM))

        assert media.reader([], lambda: 0.0, "music").queue is not None
