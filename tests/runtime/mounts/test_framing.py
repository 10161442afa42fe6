import pytest

from runtime.media.pacing import Pacing
from runtime.mounts.framing import icy_interval, page_samples, shapes
from runtime.plan import Bitrate, Hertz, Mp3, Opus


class TestTheIcyInterval:
    @pytest.mark.parametrize(
        ("encoder", "interval", "frames"),
        [
            (Mp3(), 20_480, 49),
            (Mp3(Bitrate(320_000)), 51_200, 49),
            (Mp3(Bitrate(64_000), Hertz(22_050)), 10_240, 49),
            (Mp3(Bitrate(32_000), Hertz(11_025)), 10_240, 49),
            (Mp3(Bitrate(128_000), Hertz(48_000)), 16_128, 42),
            (Mp3(Bitrate(320_000), Hertz(48_000)), 16_320, 17),
            (Mp3(Bitrate(96_000), Hertz(32_000)), 15_984, 37),
        ],
    )
    def test_is_a_whole_number_of_frames(self, encoder, interval, frames):
        samples = 1152 if encoder.sample_rate >= 32_000 else 576

        assert icy_interval(encoder) == interval
        assert interval == frames * samples / 8 * encoder.bitrate / encoder.sample_rate


class TestPages:
    @pytest.mark.parametrize(("latency", "packets"), [(5.0, 10), (1.0, 10), (0.5, 6), (0.1, 1), (0.01, 1)])
    def test_are_no_longer_than_a_tick(self, latency, packets):
        assert page_samples(Opus(), Pacing.for_latency(latency)) == packets * 960


class TestTheRings:
    @pytest.mark.parametrize("latency", [0.1, 1.0, 5.0, 60.0])
    def test_hold_twice_the_burst_and_more(self, latency):
        pacing = Pacing.for_latency(latency)

        for encoder in (Mp3(), Mp3(Bitrate(320_000), Hertz(48_000)), Opus(), Opus(Bitrate(32_000), 1)):
            for shape in shapes(encoder, pacing).values():
                seconds = shape.data_bytes * 3 / 4 / (encoder.bitrate / 8)
                assert pacing.ring_seconds() <= seconds

    def test_of_mp3_are_two_and_of_opus_one(self):
        pacing = Pacing.for_latency(5.0)

        assert set(shapes(Mp3(), pacing)) == {"plain", "icy"}
        assert set(shapes(Opus(), pacing)) == {"plain"}
