import pytest

from runtime.codecs.pieces import Beginning, Piece
from runtime.relays.stitch import LONGEST_SEARCH, Stitcher

MP3 = Beginning("audio/mpeg", "MP3", 44_100, 2)


def pieces(*numbers):
    return [Piece(b"frame %d" % number, 1152) for number in numbers]


def heard(stitcher, given):
    return [each.data for each in stitcher.take(given) if isinstance(each, Piece)]


@pytest.fixture
def broken_off():
    """A stream that broke off behind frame 9, and comes anew."""
    stitcher = Stitcher()
    stitcher.begin()
    stitcher.take([MP3, *pieces(*range(10))])
    stitcher.begin()
    return stitcher


class TestAStreamThatComesBack:
    def test_goes_on_where_it_broke_off(self, broken_off):
        assert heard(broken_off, [MP3, *pieces(4, 5, 6, 7)]) == []
        assert heard(broken_off, pieces(8, 9, 10, 11)) == [b"frame 10", b"frame 11"]
        assert not broken_off.is_searching

    def test_is_passed_on_whole_where_the_gap_was_too_long(self, broken_off):
        broken_off.take([MP3, *pieces(20, 21)])

        assert [each.data for each in broken_off.give_up([]) if isinstance(each, Piece)] == [
            b"frame 20",
            b"frame 21",
        ]

    def test_is_not_searched_without_an_end(self, broken_off):
        large = [Piece(b"%d" % number * 1000, 1152) for number in range(LONGEST_SEARCH // 1000)]

        assert heard(broken_off, large)
        assert not broken_off.is_searching

    def test_of_another_kind_is_another_stream(self, broken_off):
        other = Beginning("audio/aac", "AAC", 44_100, 2)

        assert broken_off.take([other, *pieces(1)]) == [other, *pieces(1)]

    def test_is_not_found_by_one_frame_of_silence(self, broken_off):
        assert heard(broken_off, [MP3, *pieces(9, 9, 9, 10)]) == []
        assert broken_off.is_searching


class TestSilence:
    def test_is_told_from_earlier_silence_by_what_stands_before_it(self):
        stitcher = Stitcher()
        stitcher.begin()
        stitcher.take([MP3, *pieces(0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0)])
        stitcher.begin()

        assert heard(stitcher, [MP3, *pieces(0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 3)]) == [b"frame 3"]


class TestTheFirstTime:
    def test_everything_is_passed_on_at_once(self):
        stitcher = Stitcher()
        stitcher.begin()

        assert stitcher.take([MP3, *pieces(1, 2)]) == [MP3, *pieces(1, 2)]
