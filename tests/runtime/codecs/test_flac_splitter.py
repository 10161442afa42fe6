from time import process_time

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from runtime.codecs.flac import LONGEST_HEADER, StreamInfo, metadata_block, silent_frame, stream_info_bytes
from runtime.codecs.flac_splitter import LONGEST_FRAME, FlacSplitter
from runtime.errors import PeerFault

chunks = st.lists(st.integers(1, 9000), max_size=20)
FRAMES = [silent_frame(StreamInfo(), n, 16 + n % 200) for n in range(300)]

# Each byte is summed in a loop, and tracing every line of it would take minutes.
untraced = settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def split(data: bytes, sizes=()) -> tuple[list[bytes], FlacSplitter]:
    cutter, frames, at = FlacSplitter(), [], 0
    for size in [*sizes, len(data)]:
        frames += cutter.feed(data[at : at + size])
        at += size
    return [*frames, *cutter.finish()], cutter


class TestAStream:
    @given(chunks)
    @untraced
    def test_of_ffmpeg_comes_out_byte_for_byte_however_it_arrives(self, encoded, sizes):
        data = encoded("flac")

        frames, cutter = split(data, sizes)

        whole = b"".join(frames)
        assert data.endswith(whole)
        assert len(data) - len(whole) < 10_000
        assert len(frames) == -(-3 * 44_100 // cutter.info.longest)
        assert cutter.skipped == 0

    @given(chunks)
    def test_of_whole_frames_comes_out_byte_for_byte(self, sizes):
        frames, cutter = split(b"".join(FRAMES), sizes)

        assert frames == FRAMES
        assert cutter.skipped == 0

    @given(st.binary(max_size=2000), chunks)
    def test_that_begins_with_rubbish_is_found(self, rubbish, sizes):
        try:
            frames, _ = split(rubbish + b"".join(FRAMES), sizes)
        except PeerFault:
            return

        assert frames[-len(FRAMES) :] == FRAMES or rubbish.startswith(b"fLaC")

    @given(st.data())
    @untraced
    def test_of_a_damaged_file_gives_every_frame_that_is_whole(self, encoded, data):
        raw = bytearray(encoded("flac")[:90_000])
        whole, _ = split(bytes(raw))
        raw[data.draw(st.integers(len(raw) // 3, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

        found, _ = split(bytes(raw))

        # A header that is hit takes the frame before with it, whose end it was.
        assert len(whole) - len(found) <= 2
        assert set(found) <= set(whole)

    def test_that_loses_a_piece_goes_on_with_the_next_frame(self):
        data = b"".join(FRAMES[:100]) + b"".join(FRAMES[100:])[5:]

        frames, _ = split(data)

        assert frames == FRAMES[:99] + FRAMES[101:] or frames == FRAMES[:100] + FRAMES[101:]

    @given(st.binary(max_size=20_000), chunks)
    def test_of_any_bytes_is_never_more_than_was_fed(self, data, sizes):
        try:
            frames, cutter = split(data, sizes)
        except PeerFault:
            return

        assert sum(map(len, frames)) + cutter.skipped <= len(data)


class TestTheHeaderInFront:
    def test_is_read_and_passed_over_in_pieces(self):
        info = StreamInfo(48_000, 1)
        cover = metadata_block(6, bytes(200_000))
        head = (
            b"fLaC" + metadata_block(0, stream_info_bytes(info)) + cover + metadata_block(1, b"", last=True)
        )

        frames, cutter = split(head + b"".join(FRAMES), [3, 5, 20, 60_000])

        assert cutter.info == info
        assert frames == FRAMES
        assert cutter.skipped == 0


class TestBounds:
    def test_hold_no_more_than_one_frame_of_rubbish(self):
        cutter = FlacSplitter()
        head = FRAMES[0][:7]
        for _ in range(40):
            cutter.feed((head + bytes(LONGEST_HEADER)).ljust(65_536, b"\0"))

        assert len(cutter._buffer) <= LONGEST_FRAME + 65_536

    def test_keep_time_in_proportion_even_where_all_looks_like_headers(self):
        began = process_time()
        split(b"".join(frame[:7] for frame in FRAMES) * 30, [4096] * 20)

        # 63 000 bytes, 9 000 false headers; some 0.2 s here.
        assert process_time() - began < 5
