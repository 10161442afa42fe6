"""Both ways: what the muxer writes, the demuxer and FFmpeg read; what FFmpeg writes, the demuxer reads."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs import adts
from runtime.codecs.mpegts import AAC_ADTS, TIMED_ID3, TsDemuxer, TsMuxer

TAG = b"ID3\x04\0\0\0\0\0\x11TIT2\0\0\0\x07\0\0\x03A Tune"


def frames_of(data):
    splitter = adts.splitter()
    return splitter.feed(data) + splitter.finish()


def segment(frames, muxer=None, group=5, start=0):
    muxer = muxer or TsMuxer(AAC_ADTS)
    parts = [muxer.tables(), muxer.tag(TAG, start)]
    groups = range(0, len(frames), group)
    parts += [muxer.sound(frames[at : at + group], start + at * 1024 * 90_000 // 44_100) for at in groups]
    return b"".join(parts)


def units(data, size=1000):
    demuxer = TsDemuxer()
    found = [unit for at in range(0, len(data), size) for unit in demuxer.feed(data[at : at + size])]
    return found + demuxer.finish(), demuxer


class TestASegment:
    def test_is_taken_apart_as_it_was_put_together(self, encoded):
        frames = frames_of(encoded("adts"))
        found, demuxer = units(segment(frames))

        sound = [unit.pes for unit in found if unit.stream.kind == AAC_ADTS]
        assert b"".join(pes.data for pes in sound) == b"".join(frames)
        assert [unit.pes.data for unit in found if unit.stream.kind == TIMED_ID3] == [TAG]
        assert sound[1].time == 5 * 1024 * 90_000 // 44_100
        assert (demuxer.lost, demuxer.skipped) == (0, 0)

    def test_is_whole_packets_whatever_the_sizes(self, encoded):
        muxer = TsMuxer(AAC_ADTS)

        assert all(len(muxer.sound([bytes(length)], 0)) % 188 == 0 for length in range(1, 700))
        assert all(len(muxer.tag(bytes(length), 0)) % 188 == 0 for length in range(1, 400))

    def test_plays_in_ffmpeg_with_the_same_frames(self, encoded):
        import av

        frames = frames_of(encoded("adts"))
        muxer = TsMuxer(AAC_ADTS)
        half = len(frames) // 2
        data = segment(frames[:half], muxer) + segment(
            frames[half:], muxer, start=half * 1024 * 90_000 // 44_100
        )
        with av.open(io.BytesIO(data), format="mpegts") as file:
            kinds = [stream.type for stream in file.streams]
            packets = [bytes(packet) for packet in file.demux(audio=0) if packet.size]

        assert kinds == ["audio", "data"]
        assert b"".join(packets) == b"".join(frames)

    def test_of_ffmpeg_is_taken_apart(self, encoded):
        found, demuxer = units(encoded("mpegts"))
        sound = b"".join(unit.pes.data for unit in found)

        assert demuxer.programme is not None
        assert [stream.kind for stream in demuxer.programme.streams] == [AAC_ADTS]
        assert len(frames_of(sound)) >= 129
        assert demuxer.lost == 0
        assert all(unit.pes.time is not None for unit in found)

    def test_goes_on_over_two_wraps_of_the_clock(self, encoded):
        frames, wrap = frames_of(encoded("adts"))[:10], 1 << 33
        times = []
        for start in (wrap - 5 * 2089, 2 * wrap - 5 * 2089):
            found, _ = units(segment(frames, start=start))
            times.append([unit.pes.time for unit in found if unit.stream.kind == AAC_ADTS])

        assert times[0] == times[1]
        assert times[0][0] > times[0][1]


class TestADamagedStream:
    @given(st.integers(0, 8000), st.binary(min_size=1, max_size=400))
    def test_costs_what_was_damaged(self, at, damage):
        frames = [bytes((number,)) * 150 for number in range(60)]
        whole = segment(frames)
        damaged = whole[:at] + damage + whole[at + len(damage) :]
        found, _ = units(damaged + segment([b"z" * 150] * 10))

        assert b"z" * 150 in b"".join(unit.pes.data for unit in found)

    @given(st.binary(max_size=3000))
    def test_may_be_anything(self, data):
        found, demuxer = units(data)

        assert found == []
        assert demuxer.programme is None

    def test_without_an_end_is_bounded(self):
        muxer = TsMuxer(AAC_ADTS)
        endless = muxer.sound([bytes(60_000)], 0)
        endless = endless.replace(
            b"\0\0\1\xc0" + endless[endless.find(b"\0\0\1\xc0") + 4 :][:2], b"\0\0\1\xc0\0\0", 1
        )
        demuxer = TsDemuxer()
        demuxer.feed(muxer.tables())
        for _ in range(40):
            demuxer.feed(endless[:188])
            demuxer.feed(endless[188:])

        assert sum(len(each.data) for each in demuxer._gathering.values()) < 2 * 1024 * 1024


@pytest.mark.parametrize("size", [1, 187, 188, 189, 5000])
def test_a_stream_comes_out_the_same_however_it_is_cut(size):
    data = segment([bytes((number,)) * 300 for number in range(20)])

    assert units(data, size)[0] == units(data)[0]
