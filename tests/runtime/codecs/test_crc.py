from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.crc import crc8, crc16, push


class TestTheSums:
    def test_are_those_of_the_catalogue(self):
        assert crc8(b"123456789") == 0xF4
        assert crc16(b"123456789") == 0xFEE8

    @given(st.binary(max_size=300), st.binary(max_size=300))
    def test_of_a_whole_follow_from_those_of_its_parts(self, first, second):
        assert crc16(first + second) == push(crc16(first), len(second)) ^ crc16(second)

    @given(st.integers(0, 0xFFFF), st.integers(0, 1 << 40))
    def test_can_be_pushed_and_taken_back(self, rest, length):
        assert push(push(rest, length), -length) == rest
