"""Real encoders, heard through real decoders."""

import av
import numpy as np
import pytest

from runtime.audio.encoder import TitleTrack, make_encoder, missing_library
from runtime.audio.fdk_aac import PATH_VARIABLE, fdk_aac_is_here
from runtime.audio.mp3_encoder import to_int16
from runtime.audio.pcm import PcmFormat
from runtime.codecs.mp3 import is_info_frame, parse_header
from runtime.codecs.opus import packet_samples
from runtime.codecs.vorbis import comments_packet
from runtime.codecs.vorbis import parse_head as parse_vorbis_head
from runtime.errors import OperatorFault
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan import Aac, Bitrate, Flac, Hertz, Mp3, Opus, Vorbis

PCM = PcmFormat()
BLOCK = 1764
FORMATS = [
    Mp3(),
    Mp3(Bitrate(192_000), Hertz(48_000)),
    Mp3(Bitrate(64_000), Hertz(22_050), 1),
    Mp3(quality=4),
    Aac(),
    Aac(Bitrate(64_000), "lc", Hertz(48_000), 1),
    Vorbis(),
    Vorbis(quality=2.0, sample_rate=Hertz(48_000), channels=1),
    Opus(),
    Opus(Bitrate(64_000), 1),
    Flac(),
    Flac("native", Hertz(48_000), 1, 24),
]
HE = [Aac(Bitrate(64_000), "he"), Aac(Bitrate(48_000), "he", channels=1), Aac(Bitrate(32_000), "he2")]
needs_fdk_aac = pytest.mark.skipif(
    not fdk_aac_is_here(), reason="libfdk-aac is not installed (Debian non-free: libfdk-aac2)"
)


def encode(plan, samples: np.ndarray, titles: dict[int, Title] = {}) -> tuple[list[Frame], object]:  # noqa: B006
    """Encode block by block; `titles` begin at these samples, which are whole blocks."""
    encoder = make_encoder(plan, PCM)
    frames: list[Frame] = []
    for at in range(0, len(samples), BLOCK):
        frames += encoder.encode(samples[at : at + BLOCK], titles.get(at))
    return [*frames, *encoder.flush()], encoder


def decode(plan, frames: list[Frame], encoder) -> np.ndarray:
    """All that a decoder makes of the frames, with what the encoder put in front."""
    name = {Mp3: "mp3float", Aac: "aac", Vorbis: "vorbis", Opus: "libopus", Flac: "flac"}[type(plan)]
    codec = av.CodecContext.create(name, "r")
    match plan:
        case Opus():
            codec.sample_rate, codec.layout = 48_000, "mono" if plan.channels == 1 else "stereo"
        case Flac():
            codec.extradata = encoder.headers[0]
        case Vorbis():
            head, setup = encoder.headers
            comments = comments_packet("", Title())
            lengths = bytes([2, len(head), len(comments)])
            codec.extradata = lengths + head + comments + setup
    out = [frame for data in frames for frame in codec.decode(av.Packet(data.data))]
    planar = av.AudioResampler("fltp", out[0].layout.name, out[0].sample_rate)
    arrays = [part.to_ndarray() for frame in out for part in planar.resample(frame)]
    return np.concatenate(arrays, axis=1).T


def resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    """Mono, at another rate, by FFmpeg."""
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples.mean(axis=1))[None].astype(np.float32), "flt", "mono"
    )
    frame.sample_rate = PCM.rate
    resampler = av.AudioResampler("flt", "mono", rate)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def place_of(needle: np.ndarray, hay: np.ndarray) -> tuple[int, float]:
    """Where in `hay` the needle lies, and how like it is there."""
    size = 1 << (len(hay) + len(needle)).bit_length()
    product = np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size))
    at = int(np.fft.irfft(product, size)[: len(hay) - len(needle)].argmax())
    return at, float(np.corrcoef(needle, hay[at : at + len(needle)])[0, 1])


@pytest.mark.parametrize("plan", FORMATS, ids=str)
class TestAnEncoder:
    def test_says_exactly_how_late_its_sound_is(self, music, plan):
        sound = music(4)

        frames, encoder = encode(plan, sound)

        heard = decode(plan, frames, encoder).mean(axis=1)
        source = resampled(sound, encoder.rate)
        at, likeness = place_of(source[encoder.rate : 2 * encoder.rate], heard)
        assert abs(at - encoder.rate - encoder.delay) <= 1
        assert likeness > 0.97

    def test_gives_whole_frames_that_follow_each_other(self, music, plan):
        frames, _ = encode(plan, music(2))

        assert [frame.time for frame in frames[1:]] == [frame.time + frame.duration for frame in frames[:-1]]
        assert frames[0].time == 0

    def test_gives_no_empty_frame_at_its_end(self, music, plan):
        encoder = make_encoder(plan, PCM)
        encoder.encode(music(1)[:BLOCK], None)

        assert all(frame.data for frame in encoder.flush())

    def test_gives_at_least_as_much_as_it_got(self, music, plan):
        frames, encoder = encode(plan, music(2))

        assert frames[-1].time + frames[-1].duration >= 2 * encoder.rate + encoder.delay

    def test_puts_a_title_on_the_frame_in_which_it_is_first_heard(self, music, plan):
        titles = {0: Title(title="One"), 30 * BLOCK: Title(title="Two")}

        frames, encoder = encode(plan, music(3), titles)

        found = {frame.title.title: frame for frame in frames if frame.title}
        heard = round(30 * BLOCK * encoder.rate / PCM.rate) + encoder.delay
        assert list(found) == ["One", "Two"]
        # The first packet of Vorbis lasts no time.
        assert found["One"].time <= encoder.delay < found["One"].time + max(1, found["One"].duration)
        assert found["Two"].time <= heard < found["Two"].time + found["Two"].duration


class TestVariableBitrate:
    def test_of_mp3_has_no_table_in_front_and_keeps_to_its_quality(self, music):
        frames, _ = encode(Mp3(quality=2), music(4))

        assert not any(is_info_frame(frame.data) for frame in frames)
        assert len({parse_header(frame.data).bitrate for frame in frames}) > 1

    @pytest.mark.parametrize(("low", "high"), [(0.0, 4.0), (4.0, 8.0)])
    def test_of_vorbis_grows_with_the_quality(self, music, low, high):
        sizes = [sum(len(f.data) for f in encode(Vorbis(quality=q), music(3))[0]) for q in (low, high)]

        assert sizes[1] > 1.2 * sizes[0]

    @pytest.mark.parametrize("bitrate", [64_000, 128_000, 256_000])
    def test_of_vorbis_is_the_quality_whose_nominal_bitrate_is_wanted(self, bitrate):
        encoder = make_encoder(Vorbis(Bitrate(bitrate)), PCM)

        assert parse_vorbis_head(encoder.headers[0]).nominal == pytest.approx(bitrate, rel=0.03)


class TestVorbis:
    def test_begins_with_a_packet_that_gives_no_sound_and_takes_the_title(self, music):
        frames, _ = encode(Vorbis(), music(2), {0: Title(title="One")})

        assert [frame.title for frame in frames[:2]] == [Title(title="One"), None]
        assert frames[0].duration == 0 < frames[1].duration

    def test_gives_silence_no_more_than_a_second_late(self):
        encoder, given = make_encoder(Vorbis(), PCM), []
        for at in range(0, 10 * PCM.rate, BLOCK):
            frames = encoder.encode(np.zeros((BLOCK, 2), np.float32), None)
            given.append(sum(frame.duration for frame in frames))
            assert at + BLOCK - sum(given) < 1.2 * PCM.rate

        assert sum(given) <= len(given) * BLOCK

    def test_keeps_its_place_through_silence(self, music):
        sound = music(6)
        sound[PCM.rate : 4 * PCM.rate] = 0

        frames, encoder = encode(Vorbis(), sound)

        heard = decode(Vorbis(), frames, encoder).mean(axis=1)
        at, likeness = place_of(sound.mean(axis=1)[int(4.5 * PCM.rate) : int(5.5 * PCM.rate)], heard)
        assert abs(at - 4.5 * PCM.rate) <= 1
        assert likeness > 0.97


class TestFlac:
    def test_is_what_went_in_to_the_last_bit(self, music):
        sound = np.round(music(3) * 32768) / 32768

        frames, encoder = encode(Flac(), sound.astype(np.float32))

        assert (decode(Flac(), frames, encoder)[: len(sound)] == sound).all()


@needs_fdk_aac
@pytest.mark.parametrize("plan", HE, ids=str)
class TestHeAac:
    def test_is_what_the_plan_says_and_says_exactly_how_late_it_is(self, music, plan):
        sound = music(4)

        frames, encoder = encode(plan, sound)

        heard = decode(plan, frames, encoder).mean(axis=1)
        at, likeness = place_of(sound.mean(axis=1)[PCM.rate : 2 * PCM.rate], heard)
        assert abs(at - PCM.rate - encoder.delay) <= 1
        assert likeness > 0.8
        assert {frame.duration for frame in frames} == {2048}
        assert sum(len(frame.data) for frame in frames) * 8 / 4 == pytest.approx(plan.bitrate, rel=0.1)


class TestAMissingLibrary:
    def test_is_named_with_what_to_install(self, monkeypatch):
        monkeypatch.setenv(PATH_VARIABLE, "/nowhere/libfdk-aac.so")

        assert "apt install libfdk-aac2" in missing_library(HE[0])
        with pytest.raises(OperatorFault, match="needs libfdk-aac"):
            make_encoder(HE[0], PCM)

    def test_is_nobodys_trouble_who_does_not_need_it(self, monkeypatch):
        monkeypatch.setenv(PATH_VARIABLE, "/nowhere/libfdk-aac.so")

        assert [missing_library(plan) for plan in FORMATS] == [""] * len(FORMATS)


class TestMp3:
    def test_keeps_its_bitrate_to_the_byte(self, music):
        frames, _ = encode(Mp3(), music(6))
        lengths = [len(frame.data) for frame in frames]

        assert {sum(lengths[at : at + 49]) for at in range(len(lengths) - 49)} == {20_480}

    def test_has_no_table_in_front(self, music):
        frames, _ = encode(Mp3(), music(1))

        assert not any(is_info_frame(frame.data) for frame in frames)

    def test_is_what_the_plan_says(self, music):
        frames, _ = encode(Mp3(Bitrate(96_000), Hertz(32_000), 1), music(1))
        header = parse_header(frames[5].data)

        assert header is not None
        assert (header.bitrate, header.sample_rate, header.channels) == (96_000, 32_000, 1)

    def test_clips_what_is_too_loud_and_rounds_to_the_nearest(self):
        loud = np.array(
            [[1.5, -1.5], [1.0, -1.0], [0.6 / 32768, -0.6 / 32768], [0.4 / 32768, 0.0]], np.float32
        )

        assert np.frombuffer(to_int16(loud), "<i2").tolist() == [32767, -32768, 32767, -32768, 1, -1, 0, 0]


class TestOpus:
    def test_sends_packets_of_20_ms_near_its_bitrate(self, music):
        frames, _ = encode(Opus(Bitrate(96_000)), music(10))

        assert {packet_samples(frame.data) for frame in frames[:-1]} == {960}
        assert 80_000 < sum(len(frame.data) for frame in frames) * 8 / 10 < 110_000


class TestTitlesOnTheirWay:
    def test_that_come_in_the_same_frame_leave_the_last(self):
        track = TitleTrack(100)
        track.begins(Title(title="One"), 0)
        track.begins(Title(title="Two"), 500)

        assert [frame.title for frame in track.frames([(b"a", 960), (b"b", 960)])] == [
            Title(title="Two"),
            None,
        ]
