import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.incoming import MOST_GARBAGE, IncomingStream
from runtime.codecs.ogg import OggPage, lacing_of, paginate
from runtime.codecs.opus import OpusHead, head_packet, tags_packet
from runtime.codecs.pieces import Beginning, Piece
from runtime.errors import PeerFault
from runtime.media.title import Title
from runtime.testing import mp3_frame, opus_packet


def mp3(count, **options):
    return b"".join(mp3_frame(number, seed=1, **options) for number in range(count))


def id3(length):
    size = bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + size + bytes(length)


def opus_chain(serial, title, packets, *, start=0, ended=False):
    head = head_packet(OpusHead(2, 312))
    pages = [OggPage(serial, 0, 0, lacing_of(head), head, first=True)]
    pages += paginate([tags_packet("test", title)], serial=serial, sequence=1, granule=0)
    for number in range(packets):
        packet = opus_packet(number, length=100, seed=serial)
        last = ended and number == packets - 1
        granule = start + (number + 1) * 960
        pages.append(OggPage(serial, len(pages), granule, lacing_of(packet), packet, last=last))
    return b"".join(page.encode() for page in pages)


def cut(data, size=4096):
    stream = IncomingStream()
    return [piece for at in range(0, len(data), size) for piece in stream.feed(data[at : at + size])]


def sound(pieces):
    return b"".join(piece.data for piece in pieces if isinstance(piece, Piece))


class TestMP3:
    def test_is_known_by_its_frames(self):
        pieces = cut(mp3(50))

        assert pieces[0] == Beginning("audio/mpeg", "MP3", 44_100, 2, 128_000)
        assert mp3(50).startswith(sound(pieces))
        assert {piece.samples for piece in pieces[1:]} == {1152}

    @given(st.integers(1, 2000))
    def test_comes_out_the_same_however_it_is_cut(self, size):
        assert sound(cut(mp3(20), size)) == sound(cut(mp3(20)))

    def test_loses_the_tag_in_front_however_long(self):
        assert sound(cut(id3(1_000_000) + mp3(50))) == sound(cut(mp3(50)))

    def test_may_begin_in_the_middle_of_a_frame(self):
        assert sound(cut(mp3(50)[100:]))[:2] == b"\xff\xfb"

    def test_that_turns_into_rubbish_is_refused(self):
        with pytest.raises(PeerFault, match="no sound any more"):
            cut(mp3(50) + b"rubbish." * 20_000)


class TestOgg:
    def test_brings_its_title_and_its_headers_for_newcomers(self):
        pieces = cut(opus_chain(7, Title("A", "B"), 20))

        assert (pieces[0].format_name, pieces[0].title) == ("Opus", Title("A", "B"))
        assert pieces[0].head + sound(pieces) == opus_chain(7, Title("A", "B"), 20)
        assert [piece.samples for piece in pieces[1:]] == [960] * 20

    def test_begins_anew_with_each_chain(self):
        pieces = cut(opus_chain(7, Title("A"), 9, ended=True) + opus_chain(8, Title("B"), 2))

        assert [piece.title for piece in pieces if isinstance(piece, Beginning)] == [Title("A"), Title("B")]
        assert [piece.join for piece in pieces if isinstance(piece, Piece)] == [
            *[True] * 8,
            False,
            True,
            True,
        ]

    def test_may_begin_at_any_position(self):
        pieces = cut(opus_chain(7, Title(), 9, start=48_000 * 3600))

        assert [piece.samples for piece in pieces[1:]] == [960] * 9

    def test_of_two_streams_at_once_is_refused(self):
        one, two = (head_packet(OpusHead(2, 312)), b"\x80theora and more")
        data = b"".join(
            OggPage(serial, 0, 0, lacing_of(packet), packet, first=True).encode()
            for serial, packet in enumerate((one, two))
        )
        with pytest.raises(PeerFault, match="more than one stream"):
            cut(data + bytes(2000))

    def test_whose_headers_hold_a_picture_is_refused(self):
        data = opus_chain(1, Title(), 0)[: -len(tags_packet("test", Title()))]
        head = head_packet(OpusHead(2, 312))
        first = OggPage(1, 0, 0, lacing_of(head), head, first=True).encode()
        pages = paginate([b"OpusTags" + bytes(200_000)], serial=1, sequence=1, granule=0)

        assert data
        with pytest.raises(PeerFault, match="too large"):
            cut(first + b"".join(page.encode() for page in pages))


class TestAStranger:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"\x1aE\xdf\xa3" + bytes(MOST_GARBAGE + 2048), "no sound any more"),
            (b"RIFF\0\0\0\0WAVEfmt " + bytes(4000), "WAV"),
            (b"\0\0\0\x18ftypM4A " + bytes(4000), "MP4"),
            (b"hello " * 20_000, "no format that is understood"),
            (bytes(MOST_GARBAGE + 2048), "no format that is understood"),
        ],
    )
    def test_is_refused_in_words(self, data, words):
        with pytest.raises(PeerFault, match=words):
            cut(data)

    @given(st.binary(max_size=5000), st.integers(1, 3000))
    def test_may_send_anything(self, data, size):
        try:
            pieces = cut(data, size)
        except PeerFault:
            return

        assert len(sound(pieces)) <= len(data) + 1000

    @given(st.integers(0, 4000), st.binary(min_size=1, max_size=60))
    def test_that_damages_a_stream_costs_a_few_frames(self, at, damage):
        whole = mp3(40)
        damaged = whole[:at] + damage + whole[at + len(damage) :]

        assert len(sound(cut(damaged + mp3(40)))) > len(whole) * 1.2
