import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.mp4 import Box, BoxSplitter, box_bytes, boxes, find, full_box_bytes
from runtime.errors import PeerFault

kinds = st.sampled_from([b"moof", b"mdat", b"free", b"uuid"])


class TestABox:
    @given(st.lists(st.tuples(kinds, st.binary(max_size=60)), max_size=6))
    def test_is_read_as_it_was_written(self, made):
        data = b"".join(box_bytes(kind, body) for kind, body in made)

        assert [(box.kind, box.body) for box in boxes(data)] == made
        assert b"".join(box.encode() for box in boxes(data)) == data

    def test_may_have_a_length_of_64_bits_or_reach_to_the_end(self):
        data = b"\0\0\0\1free" + (20).to_bytes(8, "big") + b"four" + b"\0\0\0\0mdatrest"

        assert [(box.kind, box.body) for box in boxes(data)] == [(b"free", b"four"), (b"mdat", b"rest")]
        assert b"".join(box.encode() for box in boxes(data)) == data

    def test_that_was_made_gets_a_head(self):
        assert Box(b"free", b"x").encode() == b"\0\0\0\x09freex"

    def test_is_found_by_its_path(self):
        data = box_bytes(b"moov", box_bytes(b"a   "), box_bytes(b"trak", full_box_bytes(b"tkhd", 1, 7, b"x")))
        box = find(data, b"moov", b"trak", b"tkhd")

        assert (box.version, box.flags, box.content) == (1, 7, b"x")

    def test_that_is_missing_is_named(self):
        with pytest.raises(PeerFault, match="no box trak"):
            find(box_bytes(b"moov"), b"moov", b"trak")

    @pytest.mark.parametrize(
        "data", [b"\0\0\0\x09free", b"\0\0\0\7free", b"\0\0\0\1free" + bytes(8), b"\0\0"]
    )
    def test_that_is_cut_off_is_refused(self, data):
        with pytest.raises(PeerFault, match="cut off"):
            list(boxes(data))

    @given(st.binary(max_size=200))
    def test_of_any_bytes_is_one_or_refused(self, data):
        try:
            found = list(boxes(data))
        except PeerFault:
            return

        assert b"".join(box.encode() for box in found) == data


class TestAStream:
    @given(st.integers(1, 50))
    def test_comes_out_the_same_however_it_is_cut(self, size):
        data = b"".join(box_bytes(b"mdat", bytes(length)) for length in (0, 5, 70, 1))
        splitter = BoxSplitter()
        found = [box for at in range(0, len(data), size) for box in splitter.feed(data[at : at + size])]

        assert b"".join(box.encode() for box in found) == data

    @pytest.mark.parametrize("data", [b"\0\0\0\0mdat", b"\x7f\0\0\0mdat", b"\0\0\0\3mdat"])
    def test_does_not_take_a_box_without_an_end_that_comes(self, data):
        with pytest.raises(PeerFault, match="no length"):
            BoxSplitter().feed(data + bytes(100))

    @given(st.binary(max_size=2000))
    def test_may_be_anything(self, data):
        splitter = BoxSplitter()
        try:
            found = splitter.feed(data)
        except PeerFault:
            return

        assert data.startswith(b"".join(box.encode() for box in found))
