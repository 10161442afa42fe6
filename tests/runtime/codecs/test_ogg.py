from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.ogg import (
    LARGEST_PAGE,
    NO_GRANULE,
    OggPage,
    PacketJoiner,
    PageReader,
    lacing_of,
    paginate,
)

packets = st.lists(st.binary(max_size=1500), min_size=1, max_size=30)
pages = st.builds(
    lambda serial, sequence, granule, body, marks: OggPage(
        serial, sequence, granule, lacing_of(body), body, *marks
    ),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(-1, 2**63 - 1),
    st.binary(max_size=3000),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
)


def slow_checksum(data: bytes) -> int:
    """As RFC 3533 describes it, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc


def read(data: bytes, step: int = 700) -> tuple[list[OggPage], PageReader]:
    reader = PageReader()
    found = [page for at in range(0, len(data), step) for page in reader.feed(data[at : at + step])]
    return found, reader


class TestAPage:
    def test_has_the_checksum_of_the_rfc(self):
        page = OggPage(0xDEADBEEF, 0, 0, b"\x13", bytes(range(19)), first=True).encode()

        checksum = int.from_bytes(page[22:26], "little")
        assert checksum == slow_checksum(page[:22] + bytes(4) + page[26:])

    @given(st.lists(pages, max_size=6), st.integers(1, 5000))
    def test_comes_back_as_it_was_written(self, written, step):
        found, reader = read(b"".join(page.encode() for page in written), step)

        assert found == written
        assert reader.skipped == 0

    @given(st.lists(pages, min_size=1, max_size=4), st.data())
    def test_with_a_flipped_bit_is_left_out_and_the_next_are_found(self, written, data):
        raw = bytearray(b"".join(page.encode() for page in written))
        place = data.draw(st.integers(0, len(written[0].encode()) - 1))
        raw[place] ^= 1 << data.draw(st.integers(0, 7))

        found, _ = read(bytes(raw) + OggPage(1, 2, 3, b"", b"").encode() * 1 + bytes(LARGEST_PAGE))

        assert [page for page in found if page in written[1:]] == written[1:]
        assert all(page in [*written, OggPage(1, 2, 3, b"", b"")] for page in found)

    @given(st.binary(max_size=5000), st.integers(1, 3000))
    def test_is_never_found_in_rubbish_nor_more_kept_than_one(self, rubbish, step):
        found, reader = read(rubbish, step)

        assert sum(len(page.encode()) for page in found) + reader.skipped <= len(rubbish)
        assert len(reader._buffer) <= LARGEST_PAGE


class TestPackets:
    @given(packets)
    def test_go_onto_pages_and_come_back(self, sent):
        joiner = PacketJoiner()

        made = paginate(sent, serial=7, sequence=3, granule=99)

        assert [packet for page in made for packet in joiner.feed(page)] == sent
        assert [page.sequence for page in made] == list(range(3, 3 + len(made)))

    def test_longer_than_a_page_go_over_several(self):
        packet = bytes(range(256)) * 600

        made = paginate([packet, b"next"], serial=1, sequence=0, granule=960)

        assert [page.continued for page in made] == [False, True, True]
        assert [page.granule for page in made] == [NO_GRANULE, NO_GRANULE, 960]
        joiner = PacketJoiner()
        assert [found for page in made for found in joiner.feed(page)] == [packet, b"next"]

    def test_whose_beginning_was_lost_are_left_out(self):
        made = paginate([bytes(100_000), b"next"], serial=1, sequence=0, granule=960)
        joiner = PacketJoiner()

        assert [packet for page in made[1:] for packet in joiner.feed(page)] == [b"next"]

    def test_beyond_all_bounds_are_left_out(self):
        made = paginate([bytes(1_100_000), b"next"], serial=1, sequence=0, granule=960)
        joiner = PacketJoiner()

        assert [packet for page in made for packet in joiner.feed(page)] == [b"next"]
