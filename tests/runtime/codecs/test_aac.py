import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.codecs.aac import CHANNELS, SAMPLE_RATES, AudioConfig, config_bytes, parse_config
from runtime.errors import PeerFault

configs = st.builds(
    lambda kind, rate, channels, layers, block: AudioConfig(
        kind,
        rate,
        channels,
        *((None, None, 0) if not layers else (True, layers == 2 or None, rate * 2)),
        block,
    ),
    st.integers(1, 4),
    st.sampled_from((*SAMPLE_RATES, 44_056)),
    st.sampled_from(CHANNELS[1:]),
    st.integers(0, 2),
    st.sampled_from((1024, 960)),
)


class TestAConfig:
    @given(configs)
    def test_comes_back_as_it_was_written(self, config):
        assert parse_config(config_bytes(config)) == config

    @pytest.mark.parametrize(
        ("raw", "codecs", "rate", "samples"),
        [
            ("1210", "mp4a.40.2", 44_100, 1024),
            ("1190", "mp4a.40.2", 48_000, 1024),
            ("2b920800", "mp4a.40.5", 44_100, 2048),  # SBR told in front
            ("139056e5a0", "mp4a.40.5", 44_100, 2048),  # SBR told behind
            ("131056e59d4880", "mp4a.40.29", 48_000, 2048),  # and PS
            ("eb8a0800", "mp4a.40.29", 44_100, 2048),  # PS told in front
        ],
    )
    def test_tells_what_is_heard(self, raw, codecs, rate, samples):
        config = parse_config(bytes.fromhex(raw))

        assert (config.codecs, config.rate, config.samples) == (codecs, rate, samples)

    def test_that_says_nothing_of_sbr_leaves_it_open(self):
        assert parse_config(bytes.fromhex("1210")).sbr is None

    def test_that_denies_sbr_is_believed(self):
        assert parse_config(bytes.fromhex("139056e500")).sbr is False

    def test_of_ffmpeg_is_understood(self):
        codec = av.CodecContext.create("aac", "w")
        codec.sample_rate, codec.layout, codec.format = 48_000, "mono", "fltp"
        codec.open()

        config = parse_config(codec.extradata)

        assert (config.object_type, config.sample_rate, config.channels) == (2, 48_000, 1)

    @pytest.mark.parametrize("raw", ["", "12", "f940", "1780", "1278"])
    def test_that_cannot_be_is_refused_in_words(self, raw):
        with pytest.raises(PeerFault, match="AAC"):
            parse_config(bytes.fromhex(raw))

    @given(st.binary(max_size=700))
    def test_of_any_bytes_is_a_config_or_a_fault(self, data):
        try:
            config = parse_config(data)
        except PeerFault:
            return

        assert config.samples >= 0
