import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.ebml import element_bytes, unknown_size
from runtime.codecs.pieces import Beginning
from runtime.codecs.webm import LARGEST_BLOCK, WebmSplitter
from runtime.errors import PeerFault
from runtime.media.title import Title

EBML = element_bytes(0x1A45DFA3, element_bytes(0x4282, b"webm"))
SEGMENT = bytes.fromhex("18538067") + unknown_size(8)
CLUSTER = bytes.fromhex("1F43B675") + unknown_size(8)


def track(kind=2, codec=b"A_OPUS", number=1):
    audio = element_bytes(0xE1, element_bytes(0xB5, bytes.fromhex("473B8000")) + element_bytes(0x9F, b"\x02"))
    fields = ((0xD7, bytes([number])), (0x83, bytes([kind])), (0x86, codec))
    return element_bytes(0xAE, b"".join(element_bytes(*each) for each in fields) + audio)


def header(*tracks, title=b""):
    info = element_bytes(0x1549A966, element_bytes(0x7BA9, title)) if title else b""
    return EBML + SEGMENT + info + element_bytes(0x1654AE6B, b"".join(tracks or (track(),)))


def block(at, length=60, fill=b"x"):
    return element_bytes(0xA3, b"\x81" + at.to_bytes(2, "big", signed=True) + b"\x80" + fill * length)


def cluster(time, blocks=5, *, size=None):
    body = element_bytes(0xE7, time.to_bytes(4, "big")) + b"".join(block(20 * n) for n in range(blocks))
    return element_bytes(0x1F43B675, body) if size else CLUSTER + body


def long_cluster(time):
    return CLUSTER + element_bytes(0xE7, time.to_bytes(4, "big")) + block(0, 30_000) * 3


def cut(data, size=1000, splitter=None):
    splitter = splitter or WebmSplitter()
    return [piece for at in range(0, len(data), size) for piece in splitter.feed(data[at : at + size])]


def bytes_of(pieces):
    return b"".join(piece.head if isinstance(piece, Beginning) else piece.data for piece in pieces)


class TestAStream:
    def test_begins_with_what_its_header_says(self):
        (beginning, *_) = cut(header(title=b"A Tune") + cluster(0))

        assert beginning == Beginning(
            "audio/webm", "Opus", 48_000, 2, head=header(title=b"A Tune"), title=Title(title="A Tune")
        )

    def test_goes_out_as_it_came(self):
        live = header() + cluster(0) + cluster(100) + cluster(200, size=True)

        assert bytes_of(cut(live)) == live

    def test_is_joined_where_a_cluster_begins(self):
        pieces = cut(header() + cluster(0, 3) + cluster(60, 3))[1:]

        assert [piece.join for piece in pieces] == [True, False, False] * 2
        assert pieces[3].data.startswith(CLUSTER)

    def test_tells_how_far_it_has_come(self):
        pieces = cut(header() + cluster(5000, 3) + cluster(5060, 3))[1:]

        assert [piece.samples for piece in pieces] == [0, *[960] * 5]

    def test_may_begin_anew(self):
        pieces = cut(header() + cluster(0) + header(title=b"Next") + cluster(0))

        assert [piece.title.title for piece in pieces if isinstance(piece, Beginning)] == ["", "Next"]

    def test_loses_what_no_newcomer_can_use(self):
        cues, cover = element_bytes(0x1C53BB6B, bytes(500)), element_bytes(0x1941A469, bytes(3_000_000))
        seek, sized = element_bytes(0x114D9B74, bytes(60)), bytes.fromhex("18538067 0100000000100000")
        head = header()
        data = head.replace(SEGMENT, sized + seek + cover) + cluster(0) + cues
        splitter = WebmSplitter()

        assert bytes_of(cut(data, splitter=splitter)) == head + cluster(0)
        assert splitter.skipped == 0

    def test_of_ffmpeg_plays_from_any_cluster(self, encoded):
        import av

        beginning, *pieces = cut(encoded("webm"))
        late = max(at for at, piece in enumerate(pieces) if piece.join)

        with av.open(io.BytesIO(beginning.head + bytes_of(pieces[late:]))) as file:
            decoded = sum(frame.samples for frame in file.decode(audio=0))

        assert (beginning.format_name, beginning.title) == ("Opus", Title("Ada", "A Tune"))
        assert decoded > 0


class TestWhatIsNotTaken:
    @pytest.mark.parametrize(
        ("head", "words"),
        [
            (header(track(1, b"V_VP9"), track(2, number=2)), "more than sound"),
            (header(track(17, b"S_TEXT")), "more than sound"),
            (EBML + SEGMENT, "more than sound"),
            (header(track(2, b"A_PCM/INT/LIT")), "A_PCM/INT/LIT"),
            (header(title=b"x" * 50_000) + element_bytes(0x1254C367, bytes(20_000)), "too large"),
        ],
    )
    def test_is_refused_in_words(self, head, words):
        with pytest.raises(PeerFault, match=words):
            cut(head + cluster(0))


class TestADamagedStream:
    def test_goes_on_with_the_next_cluster(self):
        good = header() + cluster(0)
        splitter = WebmSplitter()
        pieces = cut(good + bytes(3000) + cluster(100) + cluster(200), splitter=splitter)

        assert bytes_of(pieces) == good + cluster(100) + cluster(200)
        assert splitter.skipped == 3000

    def test_keeps_no_more_than_a_block(self):
        splitter = WebmSplitter()
        endless = element_bytes(0xEC, bytes(50_000))
        cut(header() + CLUSTER + endless * 40, splitter=splitter)

        assert len(splitter._buffer) + len(splitter._opening) < 2 * LARGEST_BLOCK

    @given(st.integers(0, 2200), st.binary(min_size=1, max_size=40), st.integers(500, 9000))
    def test_loses_no_more_than_a_block_may_be_long(self, at, damage, size):
        whole = header() + b"".join(cluster(100 * n) for n in range(6))
        at += len(header())
        behind = b"".join(long_cluster(100 * n) for n in range(6, 6 + LARGEST_BLOCK // 60_000))
        damaged = whole[:at] + damage + whole[at + len(damage) :] + behind + cluster(5000)
        try:
            pieces = cut(damaged, size)
        except PeerFault:
            return

        assert bytes_of(pieces).endswith(cluster(5000))

    @given(st.binary(max_size=3000), st.integers(1, 500))
    def test_may_hold_anything(self, rubbish, size):
        splitter = WebmSplitter()
        try:
            pieces = cut(header() + rubbish + cluster(0), size, splitter)
        except PeerFault:
            return

        assert len(bytes_of(pieces)) + splitter.skipped <= len(header() + rubbish + cluster(0)) + 16

    @given(st.integers(1, 700))
    def test_comes_out_the_same_however_it_is_cut(self, size):
        data = header() + cluster(0) + b"\0rubbish" + cluster(100)

        assert bytes_of(cut(data, size)) == bytes_of(cut(data))
