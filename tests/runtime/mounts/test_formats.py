"""Every format through a mount's rings, as real encoders give it."""

import io

import av
import numpy as np
import pytest

from runtime.audio.encoder import make_encoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs import adts
from runtime.codecs.flac_splitter import FlacSplitter
from runtime.codecs.ogg import PageReader
from runtime.codecs.probe import probe
from runtime.media.frame import Frame
from runtime.media.pacing import Pacing
from runtime.media.ring import RingReader
from runtime.media.title import Title
from runtime.mounts.framing import icy_interval, page_samples, shapes
from runtime.mounts.output import MountOutput, content_type
from runtime.plan import Aac, Flac, Identity, Mount, MountPath, Mp3, NodeId, Opus, Vorbis

PCM = PcmFormat()
BLOCK = 1764
SECONDS = 6
CHANGE = 3 * 25 * BLOCK
FORMATS = [Mp3(), Mp3(quality=3), Aac(), Vorbis(), Opus(), Flac(), Flac("native")]
OGG = [Vorbis(), Opus(), Flac()]


@pytest.fixture(scope="module")
def sound(music) -> np.ndarray:
    return music(SECONDS)


class Air:
    """A mount with the sound in its rings: the first title at 0 s, the second after 3 s."""

    def __init__(self, plan, sound: np.ndarray) -> None:
        encoder = make_encoder(plan, PCM)
        self.output = MountOutput(Mount(MountPath("/radio"), NodeId("radio"), plan), Identity())
        self.memories = {
            name: memoryview(bytearray(shape.total_bytes)) for name, shape in self.output.rings.items()
        }
        self.output.open(self.memories, epoch=1, now_ns=0)
        self.output.begin(encoder.rate, encoder.delay, encoder.headers)
        self.frames: list[Frame] = []
        for at in range(0, len(sound), BLOCK):
            title = {0: Title("Ada", "One"), CHANGE: Title("Ada", "Two")}.get(at)
            self.put(encoder.encode(sound[at : at + BLOCK], title))
        self.put(encoder.flush())

    def put(self, frames: list[Frame]) -> None:
        self.frames += frames
        self.output.write(frames, 1)

    def reader(self, framing: str = "plain") -> RingReader:
        return RingReader(self.memories[f"radio/{framing}"])

    def stream(self, framing: str = "plain", start: int = 0) -> bytes:
        reader, pieces = self.reader(framing), []
        while start < reader.head:
            pieces.append(bytes(reader.slice(start, 1 << 16)))
            start += len(pieces[-1])
        return b"".join(pieces)

    def newcomer(self, seconds: float) -> bytes:
        """What one who comes `seconds` before the end is sent."""
        join = self.reader().join(round(seconds * 1_000_000))
        assert join is not None
        return join.header + self.stream(start=join.offset)


def decode(data: bytes) -> np.ndarray:
    planar = av.AudioResampler("fltp", "mono", PCM.rate)
    with av.open(io.BytesIO(data)) as container:
        parts = [part for frame in container.decode(audio=0) for part in planar.resample(frame)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


@pytest.fixture(scope="module")
def on_air(sound):
    made: dict[object, Air] = {}
    return lambda plan: made.setdefault(plan, Air(plan, sound))


@pytest.mark.parametrize("plan", FORMATS, ids=str)
class TestAMount:
    def test_sends_what_it_says_it_sends(self, on_air, plan):
        found = probe(on_air(plan).stream())

        assert found is not None
        assert found.content_type == content_type(plan)

    def test_plays_a_newcomer_the_last_seconds(self, on_air, plan, sound):
        heard = decode(on_air(plan).newcomer(2.0))

        source = sound.mean(axis=1)
        product = np.fft.irfft(
            np.fft.rfft(source, 1 << 20) * np.conj(np.fft.rfft(heard[22_050:44_100], 1 << 20))
        )
        place = int(product[: len(source)].argmax())
        window = source[place : place + 22_050]
        assert np.corrcoef(window, heard[22_050 : 22_050 + len(window)])[0, 1] > 0.95
        assert 3.2 < place / PCM.rate < 5

    def test_lasts_as_long_as_the_sound(self, on_air, plan):
        assert on_air(plan).output.seconds() == pytest.approx(SECONDS, abs=0.3)

    def test_has_a_ring_that_holds_what_it_must(self, plan, on_air):
        pacing = Pacing.for_latency(5.0)
        taken = sum(len(frame.data) for frame in on_air(plan).frames) / SECONDS

        assert all(
            shape.data_bytes * 3 / 4 >= taken * pacing.ring_seconds()
            for shape in shapes(plan, pacing).values()
        )


class TestAac:
    def test_goes_out_frame_by_frame(self, on_air):
        air = on_air(Aac())

        cutter = adts.splitter()
        assert [*cutter.feed(air.stream()), *cutter.finish()] == [frame.data for frame in air.frames]

    @pytest.mark.parametrize("plan", [Aac(), Mp3(quality=3)], ids=str)
    def test_and_variable_mp3_have_an_interval_that_frames_do_not_decide(self, plan):
        assert icy_interval(plan) == 16_000

    def test_has_its_titles_between(self, on_air):
        air, sent = on_air(Aac()), b""
        data = air.stream("icy")
        titles = []
        at = 0
        while at < len(data):
            sent += data[at : at + 16_000]
            at += 16_000
            if at < len(data):
                block = data[at + 1 : at + 1 + 16 * data[at]]
                titles += [block.rstrip(b"\0")] if block else []
                at += 1 + len(block)

        assert sent == air.stream()
        assert b"StreamTitle='Ada - Two';" in titles[-1]


@pytest.mark.parametrize("plan", OGG, ids=str)
class TestOgg:
    def test_has_a_chain_for_each_title(self, on_air, plan):
        data = on_air(plan).stream()
        pages = PageReader().feed(data)

        assert [page.first for page in pages].count(True) == 2
        assert [page.last for page in pages].count(True) >= 1
        assert data.count(b"TITLE=One") == data.count(b"TITLE=Two") == 1

    def test_tells_a_newcomer_what_plays(self, on_air, plan):
        assert b"TITLE=Two" in on_air(plan).newcomer(1.5)
        assert b"TITLE=One" in on_air(plan).newcomer(5.0)

    def test_is_carried_on_behind_a_chain_that_was_cut(self, plan, sound):
        air = Air(plan, sound[:CHANGE])
        heir = MountOutput(air.output.mount, Identity())
        heir.open(air.memories, epoch=2, now_ns=2)
        encoder = make_encoder(plan, PCM)
        heir.begin(encoder.rate, encoder.delay, encoder.headers)
        heir.write([*encoder.encode(sound, Title("Ada", "Three")), *encoder.flush()], 3)
        heir.end(4)

        pages = PageReader().feed(air.stream())
        by_serial = [
            [page for page in pages if page.serial == serial]
            for serial in dict.fromkeys(p.serial for p in pages)
        ]
        assert [page for chain in by_serial for page in chain] == pages
        assert all(chain[0].first and chain[-1].last for chain in by_serial)
        assert all([page.sequence for page in chain] == list(range(len(chain))) for chain in by_serial)
        assert len(decode(air.stream())) == pytest.approx((3 + SECONDS) * PCM.rate, abs=PCM.rate / 4)


class TestNativeFlac:
    @pytest.mark.parametrize("seconds", [2.0, 100.0])
    def test_begins_for_everybody_with_a_header_that_promises_no_end(self, on_air, seconds):
        air, cutter = on_air(Flac("native")), FlacSplitter()
        data = air.newcomer(seconds)

        frames = [*cutter.feed(data), *cutter.finish()]

        assert frames == [frame.data for frame in air.frames][-len(frames) :]
        assert cutter.skipped == 0
        assert cutter.info is not None
        assert (cutter.info.samples, cutter.info.checksum) == (0, bytes(16))


class TestPages:
    @pytest.mark.parametrize("latency", [0.1, 1.0, 5.0])
    def test_of_vorbis_and_flac_wait_no_longer_than_a_tick(self, latency):
        pacing = Pacing.for_latency(latency)

        assert all(0 < page_samples(plan, pacing) <= 44_100 * pacing.page for plan in (Vorbis(), Flac()))
