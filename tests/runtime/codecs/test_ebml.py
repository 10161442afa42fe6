import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.ebml import (
    Element,
    children,
    decimal,
    element_bytes,
    number,
    read_element,
    text,
    unknown_size,
)


class TestAnElement:
    def test_says_what_it_is_and_how_long(self):
        assert read_element(bytes.fromhex("1A45DFA3 9F")) == Element(0x1A45DFA3, 31, 5, 1)
        assert read_element(bytes.fromhex("A3 4210")) == Element(0xA3, 0x210, 3, 2)

    @pytest.mark.parametrize("width", range(1, 9))
    def test_whose_size_nobody_knew_says_so(self, width):
        assert read_element(b"\xe7" + unknown_size(width)) == Element(0xE7, None, 1 + width, width)

    def test_that_has_not_all_come_is_waited_for(self):
        whole = bytes.fromhex("1A45DFA3 4001")

        assert [read_element(whole[:length]) for length in range(6)] == [None] * 6

    @pytest.mark.parametrize("data", [b"\x00\x81", b"\x0f\x81", b"\xe7\x00"])
    def test_does_not_begin_with_just_any_byte(self, data):
        with pytest.raises(ValueError, match="no EBML"):
            read_element(data)

    @given(st.integers(0, 2**16), st.sampled_from([0xE7, 0x4282, 0x2AD7B1, 0x1A45DFA3]))
    def test_is_read_as_it_was_written(self, length, kind):
        assert list(children(element_bytes(kind, bytes(length)))) == [(kind, bytes(length))]

    @given(st.lists(st.binary(max_size=300), max_size=5), st.binary(max_size=3))
    def test_after_another_is_found_and_the_rest_left(self, bodies, rest):
        data = b"".join(element_bytes(0xE7, body) for body in bodies) + b"\x40" + rest[:0]

        assert list(children(data)) == [(0xE7, body) for body in bodies]


class TestABody:
    def test_is_a_number_a_decimal_or_text(self):
        assert number(b"\x0f\x42\x40") == 1_000_000
        assert number(bytes(9)) == 0
        assert decimal(bytes.fromhex("473B8000")) == 48_000.0
        assert decimal(bytes.fromhex("40E5888000000000")) == 44_100.0
        assert decimal(b"\x01") == 0.0
        assert text(b"A_OPUS\0\0") == "A_OPUS"
