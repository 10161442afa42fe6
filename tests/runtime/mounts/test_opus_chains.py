"""Chains heard through decoders: no gap, no overlap, no click where a title begins."""

import io
import shutil
import subprocess

import av
import numpy as np
import pytest

from runtime.audio.opus_encoder import opus_encoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.ogg import OggPage, PacketJoiner, PageReader
from runtime.codecs.ogg_chain import ChainMuxer
from runtime.codecs.ogg_opus import OpusMapping
from runtime.codecs.opus import OpusHead, parse_head
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.plan import Opus

PCM = PcmFormat()
BLOCK = 1764
SEAMS = [n * 23 * BLOCK for n in range(11)]


@pytest.fixture(scope="module")
def sound(music) -> np.ndarray:
    return music(11)


@pytest.fixture(scope="module")
def frames(sound) -> list[Frame]:
    """Eleven titles, one after each 0.92 s."""
    encoder = opus_encoder(Opus(), PCM)
    found: list[Frame] = []
    for at in range(0, len(sound), BLOCK):
        title = Title("Ada", f"Tune {SEAMS.index(at)}") if at in SEAMS else None
        found += encoder.encode(sound[at : at + BLOCK], title)
    return found


def muxed(frames: list[Frame]) -> bytes:
    mux = ChainMuxer(10 * 960, 1)
    pieces = [
        *mux.begin(OpusMapping(OpusHead(2, 312), "test")),
        *(piece for frame in frames for piece in mux.add(frame)),
        *mux.end(),
    ]
    return b"".join(piece.data for piece in pieces)


def cut_and_resumed(frames: list[Frame]) -> bytes:
    """A writer that was killed in mid-page, and its successor with an encoder of its own."""
    dead, heir = (ChainMuxer(10 * 960, 1) for _ in range(2))
    before = [
        *dead.begin(OpusMapping(OpusHead(2, 312), "test")),
        *(piece for frame in untitled(frames)[:105] for piece in dead.add(frame)),
    ]
    heir.restore(dead.state)
    after = [
        *heir.begin(OpusMapping(OpusHead(2, 312), "test")),
        *(piece for frame in untitled(frames)[:200] for piece in heir.add(frame)),
        *heir.end(),
    ]
    return b"".join(piece.data for piece in (*before, *after))


def untitled(frames: list[Frame]) -> list[Frame]:
    return [Frame(frame.data, frame.time, frame.duration) for frame in frames]


def decode_chain(pages: list[OggPage]) -> np.ndarray:
    """As RFC 7845 has it: a new decoder, the pre-skip thrown away, the end cut at the last granule position."""
    joiner = PacketJoiner()
    head, _, *packets = [packet for page in pages for packet in joiner.feed(page)]
    codec = av.CodecContext.create("libopus", "r")
    codec.sample_rate, codec.layout = 48_000, "stereo"
    arrays = [out.to_ndarray() for packet in packets for out in codec.decode(av.Packet(packet))]
    samples = np.concatenate([array.reshape(-1, 2) for array in arrays])
    return samples[parse_head(head).pre_skip : pages[-1].granule].astype(np.float64) / 32768


def decode(data: bytes) -> list[np.ndarray]:
    chains: list[list[OggPage]] = []
    for page in PageReader().feed(data):
        if page.first:
            chains.append([])
        chains[-1].append(page)
    return [decode_chain(chain) for chain in chains]


class TestTenChangesOfTitle:
    def test_make_eleven_chains_as_long_together_as_one(self, frames):
        chains = decode(muxed(frames))
        (whole,) = decode(muxed(untitled(frames)))

        assert len(chains) == 11
        assert sum(map(len, chains)) == len(whole)

    def test_sound_like_one_stream_in_every_place(self, frames):
        joined = np.concatenate(decode(muxed(frames)))
        (whole,) = decode(muxed(untitled(frames)))
        difference = np.abs(joined - whole)

        # After 240 ms of pre-skip a new decoder is a few steps of 16 bits away from one that ran on, and soon none.
        assert difference.max() < 20 / 32768
        assert np.sqrt((difference**2).mean()) < 0.5 / 32768

    def test_do_not_click(self, frames):
        chains = decode(muxed(frames))
        (whole,) = decode(muxed(untitled(frames)))
        joined = np.concatenate(chains)
        seams = np.cumsum([len(chain) for chain in chains])[:-1]

        for seam in seams:
            around = slice(seam - 48, seam + 48)
            step, usual = (
                np.abs(np.diff(joined[around], axis=0)).max(),
                np.abs(np.diff(whole[around], axis=0)).max(),
            )
            assert step < 1.02 * usual + 0.001

    def test_are_heard_within_a_packet_of_where_the_source_has_them(self, frames):
        lengths = np.cumsum([len(chain) for chain in decode(muxed(frames))])

        for heard, source in zip(lengths, SEAMS[1:], strict=False):
            assert abs(heard - source * 48_000 / 44_100) <= 960

    def test_are_understood_by_ffmpeg_as_the_source_it_was(self, frames, sound):
        resampler = av.AudioResampler("flt", "mono", 44_100)
        heard: list[np.ndarray] = []
        with av.open(io.BytesIO(muxed(frames))) as container:
            for frame in container.decode(audio=0):
                frame.pts = None
                heard += [out.to_ndarray()[0] for out in resampler.resample(frame)]
        joined, source = np.concatenate(heard), sound.mean(axis=1)
        length = min(len(joined), len(source)) - 4410

        assert np.corrcoef(joined[4410:length], source[4410:length])[0, 1] > 0.97


class TestAChainThatWasCut:
    def test_is_closed_and_the_next_begins(self, frames):
        cut, new = decode(cut_and_resumed(frames))

        # Packets 100 to 104 waited for their page when the writer died.
        assert len(cut) == 100 * 960 - 312
        assert len(new) > 190 * 960


@pytest.mark.interop
class TestOtherPeoplesTools:
    @pytest.fixture(params=[muxed, cut_and_resumed])
    def file(self, frames, tmp_path, request):
        path = tmp_path / "chains.opus"
        path.write_bytes(request.param(frames))
        return path

    @pytest.mark.parametrize("tool", [["oggz-validate"], ["ogginfo"], ["opusinfo"]], ids=lambda tool: tool[0])
    def test_find_nothing_wrong(self, file, tool):
        if shutil.which(tool[0]) is None:
            pytest.skip(f"{tool[0]} is not installed")

        ran = subprocess.run([*tool, str(file)], capture_output=True, text=True, timeout=30, check=False)

        said = (ran.stdout + ran.stderr).lower()
        assert ran.returncode == 0, said
        assert "warning" not in said
        assert "error" not in said

    def test_decode_it_to_the_very_length(self, file, tmp_path):
        if shutil.which("opusdec") is None:
            pytest.skip("opusdec is not installed")

        wave = tmp_path / "out.wav"
        subprocess.run(
            ["opusdec", "--quiet", "--rate", "48000", str(file), str(wave)], check=True, timeout=30
        )

        with av.open(str(wave)) as container:
            heard = sum(frame.samples for frame in container.decode(audio=0))
        assert heard == sum(map(len, decode(file.read_bytes())))
