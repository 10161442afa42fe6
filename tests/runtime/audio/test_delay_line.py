"""What is kept for a while: pieces on the disk, and the line they make."""

import numpy as np
import pytest

from runtime.audio.delay_line import WAITING, DelayLine, Pieces
from runtime.audio.hints import Hints
from runtime.audio.pcm import Block, PcmFormat, Segment
from runtime.audio.piece import Piece, as_bytes, from_bytes
from runtime.media.title import Title

PCM = PcmFormat(rate=100, channels=2)
NOW = 1_777_000_000 * PCM.rate
SONG = Segment(
    "music/1",
    "track",
    Title("Ada", "Öre"),
    "a.mp3",
    hints=Hints(fade_in=2.0, custom={"x": "y"}),
    duration=90.5,
)
NEXT = Segment("music/2", "jingle", Title("", "Ident"))


def block(length, segment=SONG, offset=0, last=False, at=0):
    ramp = np.arange(at, at + length, dtype=np.float32) % 1000 / 2000
    return Block(np.stack([ramp, -ramp], axis=1), segment, offset, last)


@pytest.fixture
def told():
    return []


@pytest.fixture
def pieces(tmp_path, told):
    return Pieces(tmp_path / "line", PCM, 0.0, lambda text, *values: told.append(text % values))


class TestAPiece:
    def test_is_the_same_behind_the_disk(self):
        piece = Piece(NOW)
        for each in (block(40), block(60, offset=40, last=True, at=40), block(30, NEXT, at=100)):
            piece.add(each)
        again = from_bytes(as_bytes(piece, PCM), PCM)

        assert (again.start, again.end) == (NOW, NOW + 130)
        song, ident = again.at(NOW + 10, 1000), again.at(NOW + 100, 1000)
        assert (song.segment.title, song.segment.hints.fade_in) == (Title("Ada", "Öre"), 2.0)
        assert (song.segment.duration, song.offset, song.last) == (90.5, 10, True)
        assert (ident.segment.kind, ident.last, ident.length) == ("jingle", False, 30)
        assert abs(song.samples - piece.at(NOW + 10, 1000).samples[0:1]).max() < 1
        assert np.allclose(again.at(NOW, 40).samples, piece.at(NOW, 40).samples, atol=1 / 32000)

    @pytest.mark.parametrize(
        "data",
        [b"", b"\n", b"{}\n", b'{"form": 1}\nxx', b"[]\n", b'{"form":1,"rate":100,"channels":2}\nfLaC'],
    )
    def test_that_is_none_is_none(self, data):
        assert from_bytes(data, PCM) is None

    def test_of_another_format_is_none(self):
        piece = Piece(NOW)
        piece.add(block(10))

        assert from_bytes(as_bytes(piece, PCM), PcmFormat(rate=200)) is None

    def test_that_was_cut_off_is_none(self):
        piece = Piece(NOW)
        piece.add(block(1000))
        data = as_bytes(piece, PCM)

        assert from_bytes(data[: len(data) // 2], PCM) is None


def fill(line, seconds, start=NOW):
    for at in range(0, seconds * PCM.rate, 50):
        line.put(start + at, block(50, at=at))
        while line.work():
            pass


class TestADelayLine:
    def test_gives_what_was_put_in_from_memory(self):
        line = DelayLine(700, PCM, None)
        fill(line, 20)

        assert line.get(NOW + 1234, 5).samples[:, 0].tolist() == block(5, at=1234).samples[:, 0].tolist()
        assert line.get(NOW + 2000, 5) is None
        assert line.get(NOW + 1990, 500).length == 10

    def test_gives_what_was_written_by_an_earlier_run(self, pieces):
        line = DelayLine(100 * PCM.rate, PCM, pieces)
        fill(line, 35)
        line.close()
        later = DelayLine(100 * PCM.rate, PCM, pieces)
        assert later.get(NOW + 2345, 5) is None
        assert not later.looked
        while later.work():
            pass

        assert later.looked
        assert np.allclose(later.get(NOW + 2345, 5).samples, block(5, at=2345).samples, atol=1 / 32000)

    def test_has_a_hole_where_nothing_was_put_in(self, pieces):
        line = DelayLine(100 * PCM.rate, PCM, pieces)
        fill(line, 12)
        fill(line, 12, NOW + 20 * PCM.rate)
        line.close()

        assert line.get(NOW + 1500, 5) is None
        while line.work():
            pass
        assert line.get(NOW + 2500, 5) is not None

    def test_removes_what_is_over(self, pieces):
        line = DelayLine(30 * PCM.rate, PCM, pieces)
        fill(line, 300)

        assert len(pieces.starts()) <= 30 / 10 + 4

    def test_removes_what_a_wrong_clock_has_put_there(self, pieces):
        line = DelayLine(30 * PCM.rate, PCM, pieces)
        fill(line, 12, NOW + 10**9)
        line.close()
        fill(DelayLine(30 * PCM.rate, PCM, pieces), 20)

        assert all(start < NOW + 10**8 for start in pieces.starts())

    def test_leaves_out_a_piece_that_is_damaged(self, pieces, told):
        line = DelayLine(100 * PCM.rate, PCM, pieces)
        fill(line, 35)
        line.close()
        for path in pieces.folder.glob("*.piece"):
            path.write_bytes(path.read_bytes()[:100])
        later = DelayLine(100 * PCM.rate, PCM, pieces)
        later.get(NOW + 1, 1)
        while later.work():
            pass

        assert later.get(NOW + 1, 1) is None
        assert "cannot be read" in told[0]

    def test_says_when_the_disk_has_no_room(self, tmp_path, told):
        full = Pieces(tmp_path, PCM, 1.1, lambda text, *values: told.append(text % values))
        line = DelayLine(100 * PCM.rate, PCM, full)
        fill(line, 35)

        assert told == [
            "less than 110% of the disk is free: what plays now will be missing later; trying again"
        ]

    def test_loses_the_oldest_where_the_disk_is_too_slow_and_says_so(self, pieces, told):
        line = DelayLine(1000 * PCM.rate, PCM, pieces)
        for at in range(0, (WAITING + 3) * 1000, 50):
            line.put(NOW + at, block(50))
        line.work()

        assert told == ["the disk is too slow: 20 s of what plays now will be missing later"]
