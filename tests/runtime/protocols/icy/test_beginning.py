from hypothesis import given
from hypothesis import strategies as st

from runtime.protocols.icy import IcyExtractor, beginning, kept, title_block

BLOCK = title_block("Ada - One")
HEADER = b"fLaC and more" + b"\x81\0\0\0"


class TestANewcomer:
    def test_without_a_header_gets_blanks_for_the_frame_that_was_cut(self):
        assert beginning(kept(BLOCK), 7, 100) == (bytes(7), BLOCK)
        assert beginning(b"", 7, 100) == (bytes(7), b"")

    def test_gets_a_header_instead_of_blanks(self):
        first, block = beginning(kept(BLOCK, HEADER), 60, 100)

        assert (len(first), block) == (60, BLOCK)
        assert first == HEADER[:-3] + (43).to_bytes(3, "big") + bytes(43)

    @given(st.integers(0, 500), st.integers(20, 500), st.integers(4, 2000))
    def test_finds_each_title_where_it_is_due(self, lead, interval, length):
        lead %= interval
        header = b"h" * (length - 4) + b"\x81\0\0\0"
        first, _ = beginning(kept(BLOCK, header), lead, interval)
        rest = b"f" * (interval - lead) + BLOCK + b"f" * interval
        extractor = IcyExtractor(interval)
        sound = b"".join(part for part in extractor.extract(first + rest) if isinstance(part, bytes))

        assert sound.startswith(header[:-3])
        assert sound.endswith(b"f" * (2 * interval - lead))
        blanks = int.from_bytes(sound[length - 3 : length], "big")
        assert sound[length : length + blanks] == bytes(blanks)
        assert sound[length + blanks :] == b"f" * (2 * interval - lead)
