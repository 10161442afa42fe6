import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.aac import AudioConfig, parse_config
from runtime.codecs.mp4 import AudioTrack, box_bytes, boxes, init_segment, parse_init
from runtime.codecs.opus import OpusHead, head_packet
from runtime.errors import PeerFault

AAC = AudioTrack.of_aac(AudioConfig())
HE = AudioTrack.of_aac(AudioConfig(2, 22_050, 2, sbr=True, output_rate=44_100))
OPUS = AudioTrack("opus", 48_000, 2, head_packet(OpusHead(2, 312)))
FLAC = AudioTrack("flac", 96_000, 2, bytes(range(34)))


class TestAnInitSegment:
    @pytest.mark.parametrize("track", [AAC, HE, OPUS, FLAC])
    def test_says_what_a_decoder_needs(self, track):
        assert parse_init(init_segment(track)) == track

    @pytest.mark.parametrize(
        ("track", "codecs"), [(AAC, "mp4a.40.2"), (HE, "mp4a.40.5"), (OPUS, "Opus"), (FLAC, "fLaC")]
    )
    def test_is_called_in_playlists_by_its_codec(self, track, codecs):
        assert track.codecs == codecs

    def test_begins_with_brands_of_cmaf(self):
        first, second = boxes(init_segment(AAC))

        assert (first.kind, first.body[:4], second.kind) == (b"ftyp", b"iso6", b"moov")
        assert b"cmfc" in first.body

    @pytest.mark.parametrize("codec", ["aac", "opus", "flac"])
    def test_of_ffmpeg_is_understood(self, fragmented, codec):
        track = parse_init(fragmented(codec))

        assert (track.codec, track.sample_rate, track.channels) == (
            codec,
            48_000 if codec == "opus" else 44_100,
            2,
        )
        if codec == "aac":
            assert parse_config(track.config).sample_rate == 44_100

    def test_without_sound_is_refused(self):
        with pytest.raises(PeerFault, match="no sound"):
            parse_init(box_bytes(b"moov", box_bytes(b"mvex")))

    def test_of_another_codec_is_refused(self):
        with pytest.raises(PeerFault, match="kind that is not understood"):
            parse_init(init_segment(OPUS).replace(b"Opus", b"ec-3"))

    @given(st.integers(0, 700), st.binary(min_size=1, max_size=12))
    def test_that_is_damaged_is_read_or_refused(self, at, damage):
        whole = init_segment(AAC)
        damaged = whole[:at] + damage + whole[at + len(damage) :]
        try:
            track = parse_init(damaged)
        except PeerFault:
            return

        assert track.codec in ("aac", "opus", "flac")
