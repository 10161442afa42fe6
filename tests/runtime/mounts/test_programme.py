"""The whole path, with real files, encoders and decoders: folder → programme → encoder → rings → ear."""

import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from runtime.audio.encoder import make_encoder
from runtime.audio.errand import AtOnce
from runtime.audio.media import Decoding
from runtime.audio.pcm import PcmFormat
from runtime.codecs.mp3 import take_frames
from runtime.codecs.ogg import PacketJoiner, PageReader
from runtime.media.ring import RingReader
from runtime.mounts.encoder_node import EncoderNode
from runtime.mounts.output import MountOutput
from runtime.plan import Aac, Flac, Identity, Mount, MountPath, Mp3, NodeId, Opus, Playlist, Vorbis
from runtime.protocols.icy import IcyExtractor, IcyTitle
from runtime.sources.floor import Floor
from runtime.sources.playlist import PlaylistSource
from runtime.testing import ManualClock

PCM = PcmFormat()
BLOCK = 1764
LENGTHS = (1.31, 1.02, 1.17)
CHANGES = 11
MOUNTS = (
    Mount(MountPath("/radio.mp3"), NodeId("music"), Mp3()),
    Mount(MountPath("/radio.opus"), NodeId("music"), Opus()),
    Mount(MountPath("/radio.aac"), NodeId("music"), Aac()),
    Mount(MountPath("/radio.ogg"), NodeId("music"), Vorbis(quality=5.0)),
    Mount(MountPath("/radio.oga"), NodeId("music"), Flac()),
    Mount(MountPath("/radio.flac"), NodeId("music"), Flac("native")),
)


class Broadcast:
    """What was played, and the rings it went into."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.memories: dict[str, memoryview] = {}
        plan = Playlist("music", "sequential")
        self.source = PlaylistSource(
            plan,
            node=NodeId("music"),
            base=folder,
            media=Decoding(PCM),
            rng=random.Random(1),
            clock=self.clock.now,
            errands=AtOnce(),
        )
        self.nodes = [self._node(mount) for mount in MOUNTS]

    def _node(self, mount: Mount) -> EncoderNode:
        output = MountOutput(mount, Identity())
        memories = {name: memoryview(bytearray(shape.total_bytes)) for name, shape in output.rings.items()}
        output.open(memories, epoch=1, now_ns=self.clock.now_ns())
        self.memories |= memories
        return EncoderNode(
            mount.path, lambda: make_encoder(mount.encoder, PCM), [output], clock_ns=self.clock.now_ns
        )

    def run(self, samples: int) -> None:
        for node in self.nodes:
            node.start()
        floor, queue = Floor(self.source, PCM, self.clock.now), self.source._queue
        while samples > 0:
            while queue.work(self.clock.now()) == 0:
                pass
            block = floor.pull(min(BLOCK, samples))
            samples -= block.length
            for node in self.nodes:
                node.offer(block, on_floor=floor.on_floor, wait=True)
        for node in self.nodes:
            node.stop()
        queue.close()

    def stream(self, ring: str) -> bytes:
        reader, data = RingReader(self.memories[ring]), bytearray()
        while reader.tail + len(data) < reader.head:
            data += reader.slice(reader.tail + len(data), 1 << 20)
        return bytes(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, music):
    """Three tagged tracks without loss."""
    base = tmp_path_factory.mktemp("station")
    (base / "music").mkdir()
    for number, seconds in enumerate(LENGTHS):
        sound = music(seconds, seed=number)
        frame = av.AudioFrame.from_ndarray((sound.reshape(1, -1) * 32767).astype(np.int16), "s16", "stereo")
        frame.sample_rate, frame.pts = PCM.rate, 0
        with av.open(str(base / "music" / f"{number}.flac"), "w") as container:
            container.metadata.update({"artist": "Ada", "title": f"Tune {number}"})
            stream = container.add_stream("flac", rate=PCM.rate, layout="stereo", format="s16")
            for part in (frame, None):
                container.mux(stream.encode(part))
    return base


@pytest.fixture(scope="module")
def source(music) -> np.ndarray:
    """What ought to be heard: the tracks one after the other, in mono."""
    tracks = [music(seconds, seed=number).mean(axis=1) for number, seconds in enumerate(LENGTHS)]
    return np.concatenate([tracks[n % 3] for n in range(CHANGES)])


@pytest.fixture(scope="module")
def broadcast(folder, source) -> Broadcast:
    made = Broadcast(folder)
    made.run(len(source))
    return made


def heard_in_mp3(data: bytes) -> np.ndarray:
    codec = av.CodecContext.create("mp3float", "r")
    return np.concatenate(
        [f.to_ndarray() for frame in take_frames(bytearray(data)) for f in codec.decode(av.Packet(frame))], 1
    )


def heard_by_ffmpeg(data: bytes) -> np.ndarray:
    """All of it, as FFmpeg's demuxer and decoder have it; stereo."""
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate([f if f.shape[0] == 2 else f.reshape(-1, 2).T for f in frames], axis=1)


def heard_in_vorbis(data: bytes) -> np.ndarray:
    """Each chain by a decoder of its own, as the format has it; stereo."""
    chains: list[list[bytes]] = []
    joiner = PacketJoiner()
    for page in PageReader().feed(data):
        if page.first:
            chains.append([])
        chains[-1] += joiner.feed(page)
    return np.concatenate([decoded_chain(chain) for chain in chains], axis=1)


def decoded_chain(packets: list[bytes]) -> np.ndarray:
    codec = av.CodecContext.create("vorbis", "r")
    lengths = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets[:2])
    codec.extradata = b"\x02" + lengths + b"".join(packets[:3])
    return np.concatenate(
        [f.to_ndarray() for data in packets[3:] for f in codec.decode(av.Packet(data))], axis=1
    )


def in_place(sound: np.ndarray, source: np.ndarray, at: int, reach: int = 4000) -> int:
    """By how many samples a quarter of a second lies off its place."""
    window, around = source[at : at + 11_025], sound[at - reach : at + 11_025 + reach]
    return int(np.correlate(around, window, "valid").argmax()) - reach


class TestElevenTracks:
    def test_are_heard_in_aac_to_the_sample_and_without_a_gap(self, broadcast, source):
        sound = heard_by_ffmpeg(broadcast.stream("radio.aac/plain")).mean(axis=0)[1024:]

        assert len(sound) >= len(source)
        assert np.corrcoef(sound[2000 : len(source)], source[2000:])[0, 1] > 0.97

    def test_are_heard_in_vorbis_to_the_sample_and_without_a_gap(self, broadcast, source):
        sound = heard_in_vorbis(broadcast.stream("radio.ogg/plain")).mean(axis=0)

        assert len(sound) >= len(source)
        assert np.corrcoef(sound[2000 : len(source)], source[2000:])[0, 1] > 0.97

    def test_are_heard_in_vorbis_by_ffmpeg_with_no_more_than_one_block_twice_at_a_change(
        self, broadcast, source
    ):
        sound = heard_by_ffmpeg(broadcast.stream("radio.ogg/plain")).mean(axis=0)
        middles = np.cumsum([0.0, *[LENGTHS[n % 3] for n in range(CHANGES - 1)]]) + 0.4

        places, shift = [], 0
        for middle in middles:
            shift += in_place(sound[shift:], source, round(middle * PCM.rate))
            places.append(shift)
        assert all(0 <= step <= 1024 for step in np.diff(places))

    @pytest.mark.parametrize("ring", ["radio.oga/plain", "radio.flac/plain"])
    def test_are_heard_in_flac_to_the_bit(self, broadcast, music, ring):
        tracks = [(music(seconds, seed=n) * 32767).astype(np.int16) for n, seconds in enumerate(LENGTHS)]
        source = np.concatenate([tracks[n % 3] for n in range(CHANGES)]).T

        assert (heard_by_ffmpeg(broadcast.stream(ring))[:, : source.shape[1]] == source).all()

    @pytest.mark.parametrize("ring", ["radio.ogg/plain", "radio.oga/plain", "radio.opus/plain"])
    def test_bring_a_chain_for_each_title(self, broadcast, ring):
        data = broadcast.stream(ring)
        said = re.findall(rb"TITLE=(Tune \d)", data)

        assert said == [b"Tune %d" % (n % 3) for n in range(CHANGES)]

    def test_are_heard_in_mp3_to_the_sample_and_without_a_gap(self, broadcast, source):
        sound = heard_in_mp3(broadcast.stream("radio.mp3/plain")).mean(axis=0)[1105:]

        assert len(sound) >= len(source)
        assert np.corrcoef(sound[2000 : len(source)], source[2000:])[0, 1] > 0.97

    def test_are_heard_in_mp3_in_every_part_where_they_belong(self, broadcast, source):
        sound = heard_in_mp3(broadcast.stream("radio.mp3/plain")).mean(axis=0)[1105:]

        for at in range(2000, len(source) - 11_025, 11_025):
            assert np.corrcoef(sound[at : at + 11_025], source[at : at + 11_025])[0, 1] > 0.93

    def test_are_heard_in_opus_to_the_sample_and_without_a_gap(self, broadcast, source):
        resampler, heard = av.AudioResampler("flt", "mono", PCM.rate), []
        with av.open(io.BytesIO(broadcast.stream("radio.opus/plain"))) as container:
            for frame in container.decode(audio=0):
                frame.pts = None
                heard += [part.to_ndarray()[0] for part in resampler.resample(frame)]
        sound = np.concatenate(heard)

        length = min(len(sound), len(source))
        assert length > len(source) - 2000
        assert np.corrcoef(sound[2000:length], source[2000:length])[0, 1] > 0.97

    def test_bring_their_titles_with_them(self, broadcast):
        parts = IcyExtractor(20_480).extract(broadcast.stream("radio.mp3/icy"))
        audio, said = 0, []
        for part in parts:
            if isinstance(part, IcyTitle):
                said.append((part.title, audio / 16_000))
            else:
                audio += len(part)

        starts = np.cumsum([0.0, *[LENGTHS[n % 3] for n in range(CHANGES)]])
        for title, when in said:
            playing = int(np.searchsorted(starts, when, side="right")) - 1
            assert title == f"Ada - Tune {playing % 3}"


@pytest.mark.interop
class TestOtherPeoplesTools:
    @pytest.mark.parametrize(
        "command",
        [
            ["mp3val", "-nb"],
            ["mpg123", "-q", "-t"],
            ["ffmpeg", "-v", "error", "-xerror", "-f", "null", "-", "-i"],
        ],
        ids=lambda command: command[0],
    )
    def test_find_nothing_wrong_with_the_mp3(self, broadcast, tmp_path, command):
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        file = tmp_path / "radio.mp3"
        file.write_bytes(broadcast.stream("radio.mp3/plain"))

        ran = subprocess.run([*command, str(file)], capture_output=True, text=True, timeout=30, check=False)

        said = [
            line for line in (ran.stdout + ran.stderr).lower().splitlines() if "no supported tags" not in line
        ]
        assert not [line for line in said if "error" in line or "warning" in line], said
