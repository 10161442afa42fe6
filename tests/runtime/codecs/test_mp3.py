import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.mp3 import LONGEST_FRAME, FrameSplitter, is_info_frame, parse_header, take_frames
from runtime.errors import PeerFault
from runtime.testing import mp3_frame

chunks = st.lists(st.integers(1, 5000), max_size=40)


def split(data: bytes, sizes: list[int] = []) -> tuple[list[bytes], FrameSplitter]:  # noqa: B006
    """Feed `data` in pieces of these sizes, then the rest at once."""
    splitter, frames, at = FrameSplitter(), [], 0
    for size in [*sizes, len(data)]:
        frames += splitter.feed(data[at : at + size])
        at += size
    return [*frames, *splitter.finish()], splitter


class TestAHeader:
    def test_tells_what_the_frame_is(self):
        header = parse_header(bytes((0xFF, 0xFB, 0x92, 0x64)))

        assert header is not None
        assert (header.version, header.bitrate, header.sample_rate, header.channels) == (
            "1",
            128_000,
            44_100,
            2,
        )
        assert (header.samples, header.frame_bytes, header.padding, header.protected) == (1152, 418, 1, False)

    @pytest.mark.parametrize(
        ("head", "version", "bitrate", "rate", "samples", "length"),
        [
            ("fffb9000", "1", 128_000, 44_100, 1152, 417),
            ("fffb9400", "1", 128_000, 48_000, 1152, 384),
            ("fffbe800", "1", 320_000, 32_000, 1152, 1440),
            ("fff38000", "2", 64_000, 22_050, 576, 208),
            ("fff38400", "2", 64_000, 24_000, 576, 192),
            ("ffe3e800", "2.5", 160_000, 8_000, 576, 1440),
        ],
    )
    def test_of_every_version_gives_the_length(self, head, version, bitrate, rate, samples, length):
        header = parse_header(bytes.fromhex(head))

        assert header is not None
        found = (header.version, header.bitrate, header.sample_rate, header.samples, header.frame_bytes)
        assert found == (version, bitrate, rate, samples, length)

    @pytest.mark.parametrize(
        "head", ["", "fffb90", "fff99000", "fffd9000", "ffeb9000", "fffb9c00", "fffbf000", "7ffb9000"]
    )
    def test_is_none_where_it_cannot_be_one(self, head):
        assert parse_header(bytes.fromhex(head)) is None

    def test_of_free_format_gives_no_length(self):
        header = parse_header(bytes.fromhex("fffb0000"))

        assert header is not None
        assert header.frame_bytes == 0


class TestAStream:
    @given(sizes=chunks, count=st.integers(1, 30), seed=st.integers(0, 9))
    def test_of_whole_frames_comes_out_byte_for_byte(self, sizes, count, seed):
        frames = [mp3_frame(n, seed=seed) for n in range(count)]

        found, splitter = split(b"".join(frames), sizes)

        # One frame alone has nothing that confirms it.
        assert found == (frames if count > 1 else [])
        assert splitter.skipped == (0 if count > 1 else len(frames[0]))

    @given(st.binary(max_size=20_000), chunks)
    def test_of_any_bytes_is_bounded_and_never_more_than_was_fed(self, data, sizes):
        try:
            found, splitter = split(data, sizes)
        except PeerFault:
            return

        assert sum(map(len, found)) + splitter.skipped <= len(data)
        assert all(len(frame) <= LONGEST_FRAME for frame in found)

    @given(st.binary(max_size=2000), st.integers(0, 9))
    def test_that_begins_with_rubbish_is_found(self, rubbish, seed):
        frames = [mp3_frame(n, seed=seed) for n in range(12)]
        try:
            found, _ = split(rubbish + b"".join(frames))
        except PeerFault:
            return

        # Rubbish may look like the head of a frame and cost the first ones.
        assert found[-8:] == frames[-8:]

    def test_that_is_cut_in_the_middle_of_a_frame_goes_on_with_the_next(self):
        frames = [mp3_frame(n, seed=1) for n in range(10)]

        found, splitter = split(b"".join(frames)[100:])

        assert found == frames[1:]
        assert splitter.skipped == len(frames[0]) - 100

    def test_that_loses_bytes_gets_in_step_again(self):
        frames = [mp3_frame(n, seed=2) for n in range(20)]
        data = b"".join(frames[:10]) + b"".join(frames[10:])[50:]

        found, _ = split(data)

        assert found[:9] == frames[:9]
        assert found[-9:] == frames[-9:]

    def test_holds_no_more_than_a_frame_back(self):
        splitter = FrameSplitter()
        frames = [mp3_frame(n) for n in range(50)]

        found = [frame for data in frames for frame in splitter.feed(data)]

        assert found == frames[:-1]


class TestTags:
    def test_in_front_and_behind_are_passed_over(self):
        frames = [mp3_frame(n, seed=3) for n in range(5)]
        size = bytes((0, 0, 2, 0))
        front = b"ID3\x04\x00\x00" + size + b"\xff\xfb\x90\x00" * 64
        behind = b"TAG" + b"title".ljust(125, b"\0")

        found, splitter = split(front + b"".join(frames) + behind, [7, 300, 1])

        assert found == frames
        assert splitter.skipped == 0

    def test_that_are_larger_than_what_is_held_are_passed_over_piece_by_piece(self):
        frames = [mp3_frame(n) for n in range(3)]
        tag = b"ID3\x03\x00\x00" + bytes((0, 0x40, 0, 0)) + bytes(1 << 20)

        found, splitter = split(tag + b"".join(frames), [4096] * 100)

        assert found == frames
        assert splitter.skipped == 0


class TestAnInfoFrame:
    @pytest.mark.parametrize("mark", [b"Xing", b"Info"])
    def test_is_recognised(self, mark):
        frame = mp3_frame()

        assert is_info_frame(frame[:36] + mark + frame[40:])
        assert not is_info_frame(frame)

    def test_of_fraunhofer_is_too(self):
        frame = mp3_frame()

        assert is_info_frame(frame[:36] + b"VBRI" + frame[40:])

    @given(st.binary(max_size=200))
    def test_is_never_seen_in_what_is_no_frame(self, data):
        assert not is_info_frame(b"\x00" + data)


class TestFreeFormat:
    def test_is_refused_in_words(self):
        frame = bytes.fromhex("fffb0000") + bytes(500)

        with pytest.raises(PeerFault, match="free format"):
            split(frame * 4)


class TestAnEncodersOutput:
    def test_is_taken_frame_by_frame(self):
        frames = [mp3_frame(n) for n in range(3)]
        buffer = bytearray(b"".join(frames)[:-10])

        assert take_frames(buffer) == frames[:2]
        assert bytes(buffer) == frames[2][:-10]

    def test_that_is_no_frame_is_a_mistake(self):
        with pytest.raises(ValueError, match="no MP3 frame at byte 0"):
            take_frames(bytearray(b"abcdefg"))
