import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.mpegts import AAC_ADTS, Programme, Stream, parse_pat, parse_pmt, pat_bytes, pmt_bytes
from runtime.codecs.mpegts.tables import crc32_mpeg
from runtime.errors import PeerFault

PMT = pmt_bytes(
    Programme(1, 256, (Stream(AAC_ADTS, 256, b"\x0a\x04und\0"), Stream(21, 257)), b"\x25\x01x", 3)
)


class TestTables:
    def test_have_the_checksum_of_the_standard(self):
        assert crc32_mpeg(b"123456789") == 0x0376E6E7

    def test_name_programmes_and_their_streams(self):
        assert parse_pat(pat_bytes({1: 0x1000, 2: 0x20})) == {1: 0x1000, 2: 0x20}
        assert parse_pmt(PMT) == Programme(
            1, 256, (Stream(AAC_ADTS, 256, b"\x0a\x04und\0"), Stream(21, 257)), b"\x25\x01x", 3
        )

    @pytest.mark.parametrize("at", range(0, len(PMT), 3))
    def test_that_are_damaged_are_refused(self, at):
        damaged = PMT[:at] + bytes((PMT[at] ^ 0x10,)) + PMT[at + 1 :]
        with pytest.raises(PeerFault, match="damaged"):
            parse_pmt(damaged)

    @given(st.binary(max_size=80))
    def test_of_any_bytes_are_read_or_refused(self, body):
        section = b"\x02\xb0" + bytes((len(body) + 4,)) + body
        try:
            parse_pmt(section + crc32_mpeg(section).to_bytes(4, "big"))
        except PeerFault as fault:
            assert fault.status == 415  # noqa: PT017 - it may be read as well

    def test_have_bounded_room(self):
        with pytest.raises(ValueError, match="no room"):
            pmt_bytes(Programme(1, 256, (Stream(15, 256),), bytes(1100)))
