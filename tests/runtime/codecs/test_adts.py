import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.aac import SAMPLE_RATES, AudioConfig
from runtime.codecs.adts import LONGEST_FRAME, adts_frame, parse_header, splitter

frames_of = st.lists(st.binary(min_size=1, max_size=600), min_size=2, max_size=20)
chunks = st.lists(st.integers(1, 3000), max_size=30)


def split(data: bytes, sizes=()) -> tuple[list[bytes], int]:
    cutter, frames, at = splitter(), [], 0
    for size in [*sizes, len(data)]:
        frames += cutter.feed(data[at : at + size])
        at += size
    return [*frames, *cutter.finish()], cutter.skipped


class TestAHeader:
    @given(
        st.integers(1, 4),
        st.sampled_from(SAMPLE_RATES),
        st.sampled_from((0, 1, 2, 6, 8)),
        st.binary(max_size=99),
    )
    def test_comes_back_as_it_was_written(self, kind, rate, channels, payload):
        frame = adts_frame(AudioConfig(kind, rate, channels), payload + b"\0")
        header = parse_header(frame)

        assert header is not None
        assert (header.object_type, header.sample_rate, header.channels) == (kind, rate, channels)
        assert (header.frame_bytes, header.header_bytes, header.samples) == (len(frame), 7, 1024)

    @pytest.mark.parametrize(
        "head", ["", "fff15080", "fff35080117ffc", "fff17480117ffc", "ffe15080117ffc", "fff1508000fffc"]
    )
    def test_is_none_where_it_cannot_be_one(self, head):
        assert parse_header(bytes.fromhex(head)) is None

    def test_with_a_checksum_says_so(self):
        header = parse_header(bytes.fromhex("fff05080117ffc"))

        assert header is not None
        assert (header.protected, header.header_bytes) == (True, 9)

    def test_is_not_written_for_what_has_no_room(self):
        with pytest.raises(ValueError, match="ADTS carries no"):
            adts_frame(AudioConfig(), bytes(LONGEST_FRAME))


class TestAStream:
    def test_of_ffmpeg_comes_out_byte_for_byte(self, encoded):
        data = encoded("adts")

        frames, skipped = split(data, [700] * 50)

        assert b"".join(frames) == data
        assert skipped == 0
        assert all(parse_header(frame).frame_bytes == len(frame) for frame in frames)

    def test_that_was_taken_apart_and_put_together_still_decodes(self, encoded):
        codec = av.CodecContext.create("aac", "r")
        frames, _ = split(encoded("adts"))
        config = AudioConfig(sample_rate=44_100, channels=2)

        again = [adts_frame(config, frame[parse_header(frame).header_bytes :]) for frame in frames]
        heard = sum(out.samples for frame in again for out in codec.decode(av.Packet(frame)))

        assert heard == 1024 * len(frames)

    @given(frames_of, chunks)
    def test_of_whole_frames_comes_out_byte_for_byte_however_it_arrives(self, payloads, sizes):
        frames = [adts_frame(AudioConfig(), payload) for payload in payloads]

        assert split(b"".join(frames), sizes) == (frames, 0)

    @given(st.binary(max_size=3000))
    def test_that_begins_with_rubbish_is_found(self, rubbish):
        frames = [adts_frame(AudioConfig(), bytes(300)) for _ in range(60)]

        found, _ = split(rubbish + b"".join(frames))

        # Rubbish may look like the head of a frame, which has at most 8 KiB.
        assert found[-20:] == frames[-20:]

    @given(st.data())
    def test_of_a_damaged_file_is_found_again(self, encoded, data):
        raw = bytearray(encoded("adts"))
        whole, _ = split(bytes(raw))
        for _ in range(data.draw(st.integers(1, 4))):
            raw[data.draw(st.integers(0, len(raw) // 3))] ^= data.draw(st.integers(1, 255))

        found, skipped = split(bytes(raw))

        assert found[-10:] == whole[-10:]
        assert sum(map(len, found)) + skipped == len(raw)

    @given(st.binary(max_size=20_000), chunks)
    def test_of_any_bytes_is_never_more_than_was_fed(self, data, sizes):
        frames, skipped = split(data, sizes)

        assert sum(map(len, frames)) + skipped <= len(data)
