from runtime.edge.intro import MOST_AT_ONCE, Intro
from runtime.media.tape import Tape, tape_bytes


def heard(intro, now):
    data = b""
    while piece := intro.take(now):
        data += piece
    return data


def tape(length=100_000, rate=1000.0):
    return Tape(memoryview(tape_bytes(bytes(number % 251 for number in range(length)), rate)))


class TestAnIntro:
    def test_comes_with_as_much_in_advance_as_a_player_holds(self):
        intro = Intro(tape(), ahead=5.0, now=10.0)

        assert len(heard(intro, 10.0)) == 5000

    def test_goes_on_at_its_own_pace(self):
        intro = Intro(tape(), ahead=5.0, now=10.0)
        heard(intro, 10.0)

        assert intro.take(10.0) == b""
        assert len(heard(intro, 12.5)) == 2500

    def test_ends(self):
        intro = Intro(tape(length=3000), ahead=5.0, now=0.0)

        assert len(heard(intro, 0.0)) == 3000
        assert intro.take(0.0) is None

    def test_is_handed_over_in_bounded_pieces(self):
        intro = Intro(tape(length=200_000, rate=1e6), ahead=5.0, now=0.0)

        assert len(intro.take(0.0)) == MOST_AT_ONCE

    def test_whose_memory_has_gone_ends(self):
        music = tape()
        intro = Intro(music, ahead=5.0, now=0.0)
        intro.take(0.0)
        music.close()

        assert intro.take(9.0) is None


class TestATape:
    def test_that_is_damaged_is_empty(self):
        data = bytearray(tape_bytes(b"music" * 100, 1000.0))
        data[50] ^= 1

        assert Tape(memoryview(data)).length == 0

    def test_that_claims_more_than_there_is_is_empty(self):
        assert Tape(memoryview(tape_bytes(b"music" * 100, 1000.0)[:200])).length == 0
        assert Tape(memoryview(b"short")).length == 0
