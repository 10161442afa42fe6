import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.mpegts import Pes, parse_pes, pes_bytes
from runtime.errors import PeerFault


class TestAPesPacket:
    @given(st.integers(0, 2**33 - 1) | st.none(), st.binary(max_size=300))
    def test_is_read_as_it_was_written(self, time, data):
        assert parse_pes(pes_bytes(Pes(0xC0, time, data))) == Pes(0xC0, time, data)

    def test_begins_its_time_anew_every_26_hours(self):
        assert parse_pes(pes_bytes(Pes(0xC0, 2**33 + 5, b""))).time == 5

    def test_may_leave_its_length_open(self):
        whole = pes_bytes(Pes(0xC0, 7, b"sound"))

        assert parse_pes(whole[:4] + b"\0\0" + whole[6:]) == Pes(0xC0, 7, b"sound")

    @given(st.binary(max_size=60), st.sampled_from([b"", b"\0\0\1\xc0", b"\0\0\1\xc0\0\0\x84\x80"]))
    def test_of_any_bytes_is_read_or_refused(self, data, head):
        try:
            found = parse_pes(head + data)
        except PeerFault:
            return

        assert len(found.data) <= len(data) + 4

    def test_has_bounded_room(self):
        with pytest.raises(ValueError, match="no room"):
            pes_bytes(Pes(0xC0, 0, bytes(66_000)))
