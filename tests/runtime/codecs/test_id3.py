from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.id3 import v2_length


class TestATag:
    def test_says_how_long_it_is_in_four_times_seven_bits(self):
        assert v2_length(b"ID3\x04\x00\x00\x00\x00\x02\x01") == 10 + 257

    def test_with_a_footer_is_ten_bytes_longer(self):
        assert v2_length(b"ID3\x04\x00\x10\x00\x00\x02\x01") == 20 + 257

    def test_is_none_with_lengths_of_eight_bits(self):
        assert v2_length(b"ID3\x04\x00\x00\x00\x00\x82\x01") == 0

    @given(st.binary(max_size=20))
    def test_of_any_bytes_has_a_bounded_length(self, data):
        assert 0 <= v2_length(data) < 1 << 28
