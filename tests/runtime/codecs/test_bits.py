import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.bits import HighBits, LowBits, OutOfBitsError

fields = st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, (1 << n) - 1))))


def packed(written: list[tuple[int, int]], *, high: bool) -> bytes:
    digits = ""
    for count, value in written:
        text = f"{value:0{count}b}" if count else ""
        digits += text if high else text[::-1]
    digits = digits.ljust(-(-len(digits) // 8) * 8, "0")
    return bytes(int(digits[at : at + 8][:: 1 if high else -1], 2) for at in range(0, len(digits), 8))


class TestFields:
    @given(fields)
    def test_come_back_highest_bit_first(self, written):
        bits = HighBits(packed(written, high=True))

        assert [bits.read(count) for count, _ in written] == [value for _, value in written]

    @given(fields)
    def test_come_back_lowest_bit_first(self, written):
        bits = LowBits(packed(written, high=False))

        assert [bits.read(count) for count, _ in written] == [value for _, value in written]

    @pytest.mark.parametrize("kind", [HighBits, LowBits])
    def test_are_not_read_past_the_end(self, kind):
        bits = kind(b"\xff")
        bits.read(5)

        with pytest.raises(OutOfBitsError):
            bits.read(4)

    def test_can_be_passed_over(self):
        bits = LowBits(b"\x0f\xf0")
        bits.skip(12)

        assert bits.read(4) == 0xF
        with pytest.raises(OutOfBitsError):
            bits.skip(1)
