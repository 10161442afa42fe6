import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.mpegts import PACKET_BYTES, PacketSplitter, TsPacket, parse_packet
from runtime.errors import PeerFault


def packet(number, pid=256, fill=b"x"):
    return TsPacket(pid, fill * 184, continuity=number & 15).encode()


class TestAPacket:
    @given(st.binary(min_size=187, max_size=187))
    def test_of_any_bytes_is_written_as_it_was_read_or_refused(self, rest):
        try:
            found = parse_packet(b"G" + rest)
        except PeerFault:
            return

        assert found.encode() == b"G" + rest

    def test_of_ffmpeg_is_written_as_it_was_read(self, encoded):
        data = encoded("mpegts")
        packets = [parse_packet(data[at : at + PACKET_BYTES]) for at in range(0, len(data), PACKET_BYTES)]

        assert b"".join(each.encode() for each in packets) == data
        assert {each.pid for each in packets} == {0, 0x11, 0x100, 0x1000}

    @pytest.mark.parametrize("data", [b"", b"G" * 187, b"H" * 188, b"G\0\0\x30\xb8" + bytes(183)])
    def test_that_is_none_is_refused(self, data):
        with pytest.raises(PeerFault, match="damaged"):
            parse_packet(data)


class TestAStream:
    @given(st.integers(1, 600))
    def test_comes_out_the_same_however_it_is_cut(self, size):
        data = b"".join(packet(number) for number in range(9))
        splitter = PacketSplitter()
        found = [each for at in range(0, len(data), size) for each in splitter.feed(data[at : at + size])]

        assert b"".join(each.encode() for each in found) == data

    @given(st.binary(min_size=1, max_size=500))
    def test_goes_on_after_garbage(self, rubbish):
        behind = b"".join(packet(number, 300, b"y") for number in range(8))
        splitter = PacketSplitter()
        found = splitter.feed(b"".join(packet(number) for number in range(4)) + rubbish + behind)

        assert sum(each.pid == 300 for each in found) >= 5
        assert len(splitter._buffer) <= 2 * PACKET_BYTES
