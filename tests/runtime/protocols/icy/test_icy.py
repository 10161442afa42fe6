import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.errors import OurFault
from runtime.protocols.icy import IcyExtractor, IcyTitle, Interleaver, read_block, title_block
from runtime.testing import mp3_frames

PIECES = st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=30)


def audio_of(parts):
    return b"".join(part for part in parts if isinstance(part, bytes))


def titles_of(parts):
    return [part.title for part in parts if isinstance(part, IcyTitle)]


class TestATitleBlock:
    def test_is_what_icecast_sends(self):
        expected = bytes.fromhex("0253747265616d5469746c653d2741202d2042273b") + bytes(12)

        assert title_block("A - B") == expected

    def test_of_no_title_is_still_said(self):
        assert title_block("") == b"\x01StreamTitle='';\0"

    def test_leaves_apostrophes_alone(self):
        assert b"StreamTitle='Y's';" in title_block("Y's")
        assert read_block(title_block("Y's")[1:]) == IcyTitle("Y's")

    def test_cannot_be_ended_early_by_a_title(self):
        block = title_block("A';StreamUrl='http://evil/';")

        assert read_block(block[1:]).url == ""

    def test_carries_an_address(self):
        assert read_block(title_block("A", "http://a/cover.jpg")[1:]) == IcyTitle("A", "http://a/cover.jpg")

    def test_drops_an_address_that_does_not_fit(self):
        assert read_block(title_block("t" * 4000, "u" * 100)[1:]) == IcyTitle("t" * 4000)

    def test_holds_no_line_ends_nor_nul(self):
        assert read_block(title_block("one\r\ntwo\0three\x85")[1:]).title == "one two three"

    @pytest.mark.parametrize("letter", ["a", "ä", "€", "𝄞"])
    def test_is_cut_at_a_character(self, letter):
        block = title_block(letter * 5000)
        title = read_block(block[1:]).title

        assert len(block) == 4081
        assert title == letter * len(title)
        assert len(title.encode()) > 4060

    @given(st.text(), st.text())
    def test_always_fits_and_always_ends(self, title, url):
        block = title_block(title, url)

        assert len(block) == 1 + 16 * block[0]
        assert block[1:].rstrip(b"\0").endswith(b"';")
        assert b"\0" not in block[1:].rstrip(b"\0")

    def test_in_latin_1_is_read_too(self):
        assert read_block(b"StreamTitle='Caf\xe9';\0\0").title == "Café"


class TestInterleaving:
    def test_says_a_title_once_and_then_that_it_goes_on(self):
        interleaver = Interleaver(4)
        interleaver.change_title("A")
        stream = b"".join(interleaver.interleave(frame).data for frame in (b"abcd", b"efgh", b"i"))

        assert stream == b"abcd" + title_block("A") + b"efgh" + b"\0" + b"i"

    def test_says_that_there_is_no_title_with_the_first_block(self):
        stream = Interleaver(4).interleave(b"abcdef").data

        assert stream == b"abcd" + title_block("") + b"ef"

    def test_keeps_the_running_title_for_newcomers(self):
        interleaver = Interleaver(4)
        interleaver.change_title("A")
        interleaver.interleave(b"abcdefgh")

        assert interleaver.block == title_block("A")

    def test_puts_a_new_title_right_before_its_first_frame(self):
        interleaver = Interleaver(4)
        interleaver.interleave(b"abcd")
        interleaver.change_title("new")

        assert interleaver.interleave(b"efgh").data == title_block("new") + b"efgh"

    def test_lets_newcomers_in_at_the_start_of_an_interval(self):
        interleaver = Interleaver(4)
        first, second, third = (interleaver.interleave(frame) for frame in (b"abcd", b"ef", b"gh"))

        assert (first.join, first.lead) == (0, 0)
        assert (second.data[second.join :], second.lead) == (b"ef", 0)
        assert third.join is None

    def test_tells_the_rest_of_a_frame_that_was_cut(self):
        interleaver = Interleaver(4)
        interleaver.interleave(b"abc")
        cut = interleaver.interleave(b"def")

        assert (cut.data[cut.join :], cut.lead) == (b"ef", 2)

    def test_of_mp3_at_49_frames_cuts_no_frame(self):
        interleaver = Interleaver(20480)
        pieces = [interleaver.interleave(frame.data) for frame in mp3_frames(500)]

        assert {piece.lead for piece in pieces} == {0}
        assert sum(piece.join is not None for piece in pieces) == 11

    def test_copes_with_frames_longer_than_the_interval(self):
        interleaver = Interleaver(3)
        piece = interleaver.interleave(b"abcdefgh")

        assert audio_of(IcyExtractor(3).extract(piece.data)) == b"abcdefgh"
        assert (piece.data[piece.join :], piece.lead) == (b"gh", 2)

    def test_needs_a_phase_within_the_interval(self):
        with pytest.raises(OurFault):
            Interleaver(4, 5)


class TestComingBack:
    @given(PIECES, st.integers(1, 500), st.integers(0, 30))
    def test_keeps_the_phase(self, frames, interval, at):
        interleaver, stream = Interleaver(interval), b""
        for number, frame in enumerate(frames):
            if number == at:
                interleaver = Interleaver.resume(interval, interleaver.state)
            stream += interleaver.interleave(frame).data

        assert audio_of(IcyExtractor(interval).extract(stream)) == b"".join(frames)

    @pytest.mark.parametrize("state", [b"", b"x", Interleaver(999, 12).state, bytes(64)])
    def test_with_another_interval_or_none_begins_anew(self, state):
        assert Interleaver.resume(4, state).state == Interleaver(4).state


class TestExtracting:
    @settings(max_examples=100)
    @given(PIECES, st.integers(1, 700), st.integers(1, 50))
    def test_undoes_interleaving_however_the_bytes_arrive(self, frames, interval, chunk):
        interleaver, extractor = Interleaver(interval), IcyExtractor(interval)
        interleaver.change_title("T")
        stream = b"".join(interleaver.interleave(frame).data for frame in frames)
        parts = []
        for start in range(0, len(stream), chunk):
            parts += extractor.extract(stream[start : start + chunk])

        assert audio_of(parts) == b"".join(frames)
        assert set(titles_of(parts)) <= {"T"}

    @given(PIECES, st.integers(1, 400))
    def test_from_any_join_point_finds_the_phase(self, frames, interval):
        interleaver, stream, joins = Interleaver(interval), b"", []
        for frame in frames:
            piece = interleaver.interleave(frame)
            if piece.join is not None:
                joins.append((len(stream) + piece.join, piece.lead))
            stream += piece.data
        whole = b"".join(frames)
        for join, lead in joins:
            audio = audio_of(IcyExtractor(interval).extract(stream[join:]))

            assert whole.endswith(audio)
            assert len(whole) - len(audio) + lead in _frame_edges(frames)

    def test_takes_empty_blocks_for_silence(self):
        assert IcyExtractor(2).extract(b"ab\0cd\0") == [b"ab", b"cd"]


def _frame_edges(frames):
    edges, at = {0}, 0
    for frame in frames:
        at += len(frame)
        edges.add(at)
    return edges
