"""Presenters who come, are lost, come back and fall silent, as a recording of the programme has it.

Everything is real but the time: the script, live inputs that decode what they are sent, the engine, the encoder, the file.
Three minutes are played in some seconds. Everybody sends a pitch of his own, so the recording tells who was heard when.
"""

import random
import time
from dataclasses import dataclass, field, replace

import av
import numpy as np
import pytest

from lsscript.cli.compile import compile_file
from runtime.audio.media import DecodingInStep
from runtime.audio.mp3_encoder import Mp3Encoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.incoming import IncomingStream
from runtime.plan import Mp3, Station
from runtime.protocols.source import StreamDescription
from runtime.sources.live_line import MOST_IN_HAND
from runtime.station.build import PCM, build, build_after
from runtime.station.built import Built
from runtime.station.engine import BLOCK, Engine, Root
from runtime.testing import ManualClock

SCRIPT = """lss 1
a     = input.live("/a", password="pw", grace=5s) |> strip_blank(25s, back=4s)
b     = input.live("/b", password="pw", grace=5s) |> strip_blank(25s, back=4s)
radio = fallback([a, b, tone(300Hz)], fade=200ms)
mount("/radio.mp3", radio, mp3(128kbps))
output.file("programme.mp3", radio, mp3(128kbps))
"""

MUSIC, ANNA, BEN, SILENCE = 300, 700, 1000, 0
MIC = PcmFormat()
PIECE = MIC.samples(0.5)
FULL = PCM.samples(MOST_IN_HAND)
PATIENCE = 20.0
"""Seconds of real time in which a decoder or an encoder must have done its work."""

SCENE = (
    (10, "a", "comes"),
    (20, "a", "stutters"),
    (23, "a", "goes on"),
    (35, "a", "is lost"),
    (55, "a", "comes"),
    (65, "b", "comes"),
    (72, "a", "is lost"),
    (85, "a", "comes"),
    (95, "a", "falls silent"),
    (122, "a", "speaks"),
    (160, "a", "says goodbye"),
    (170, "b", "says goodbye"),
    (180, "", "ends"),
)
"""What happens, by the programme's seconds."""

HEARD = (
    (MUSIC, 11),  # a second of a show is in hand before it is heard
    (ANNA, 21),
    (SILENCE, 24),  # three seconds without a word are waited for
    (ANNA, 36),
    (SILENCE, 41),  # and so are five without a line
    (MUSIC, 60),  # twenty are not; a line that was lost must be good for four seconds
    (ANNA, 73),  # Ben, who came meanwhile, waits for his turn
    (SILENCE, 78),
    (BEN, 90),
    (ANNA, 96),  # the first studio goes before the second
    (SILENCE, 121),  # twenty-five seconds of silence on the line are too many
    (BEN, 127),  # and four of sound bring it back
    (ANNA, 161),
    (BEN, 171),  # who had to wait is live then, but for the second in hand
    (MUSIC, 180),
)
"""Who is to be heard until when; a second here and there is what is in hand."""


@dataclass
class Presenter:
    """A source client with a pitch of its own, that sends in real time: the programme's."""

    source: object
    pitch: int
    session: object = None
    sends: bool = False
    silent: bool = False
    made: int = 0
    sent: float = 0.0

    def does(self, what, now):
        match what:
            case "comes":
                self.session = self.source.connect(StreamDescription(), lambda: None, IncomingStream())
                self.encoder, self.sends, self.sent = Mp3Encoder(Mp3(), MIC), True, now
            case "stutters":
                self.sends = False
            case "goes on":
                self.sends, self.sent = True, now
            case "is lost" | "says goodbye":
                self.session.end(goodbye=what == "says goodbye")
                until(lambda session=self.session: session.line.ended)
                self.session, self.sends = None, False
            case "falls silent" | "speaks":
                self.silent = what == "falls silent"

    def talks(self, now):
        """Send what is due, and wait until that is decoded."""
        while self.sends and self.sent <= now:
            times = (self.made + np.arange(PIECE)) / MIC.rate
            wave = np.sin(2 * np.pi * self.pitch * times) * (0.0 if self.silent else 0.3)
            both = np.repeat(wave[:, None], 2, axis=1).astype(np.float32)
            data = b"".join(frame.data for frame in self.encoder.encode(both, None))
            self.made, self.sent = self.made + PIECE, self.sent + 0.5
            if self.session.line.held < FULL - PIECE:  # who is held back leaves out what he cannot send
                self.session.feed(data, now)
                until(lambda: not self.session._waiting)


def until(true):
    """Wait for a thread that has something to do."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "a decoder or an encoder has not done its work"
        time.sleep(0.001)


@dataclass
class Air:
    """The station, pulled by hand; its encoder is waited for."""

    built: Built
    clock: ManualClock = field(default_factory=ManualClock)

    def __post_init__(self):
        for mount in self.built.mounts:
            rings = {name: memoryview(bytearray(shape.total_bytes)) for name, shape in mount.rings.items()}
            mount.open(rings, epoch=1, now_ns=self.clock.now_ns())
        for each in (*self.built.sources, *self.built.encoders):
            each.start()
        self.built.take_places(
            Built(self.built.station, self.built.ground, self.built.zone), lambda _source: None
        )
        (programme,) = self.built.programmes
        (self.encoder,) = programme.encoders
        assert self.encoder.wait_until_prepared(PATIENCE)
        timeline = self.built.timeline
        roots = [Root(programme.source, [self], lambda _segment: None)]
        self.engine = Engine(roots, timeline, PCM, self.clock, began=self.clock.now())

    def offer(self, block, *, on_floor=False, wait=False):
        self.encoder.offer(block, on_floor=on_floor, wait=True)

    def plays(self):
        self.clock.advance(BLOCK)
        while not self.engine.step():
            pass
        until(lambda: not any(each.waiting for each in self.built.recordings.values()))

    def ends(self):
        self.encoder.stop()
        for recording in self.built.recordings.values():
            recording.stop(PATIENCE)
        for source in self.built.sources:
            source.stop()


def pitches(path):
    """Who is heard in each quarter of a second of a file."""
    with av.open(str(path)) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        rate = container.streams.audio[0].rate
    span = rate // 4
    for piece in sound[: len(sound) // span * span].reshape(-1, span):
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(span)))
        loud = np.sqrt(np.mean(piece**2)) > 0.02
        yield round(float(np.argmax(spectrum)) * 4, -2) if loud else SILENCE


def runs(found):
    """Who is heard until when (seconds), without what is shorter than a second."""
    told = []
    for number, pitch in enumerate(found, 1):
        if told and told[-1][0] == pitch:
            told[-1] = (pitch, number / 4, told[-1][2])
        else:
            told.append((pitch, number / 4, (number - 1) / 4))
    long = [(pitch, end) for pitch, end, begin in told if end - begin >= 1.0]
    return [each for n, each in enumerate(long) if n + 1 == len(long) or long[n + 1][0] != each[0]]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("takeover")
    script = folder / "station.lss"
    script.write_text(SCRIPT)
    station, clock = compile_file(script).station, ManualClock()
    first = build(station, clock, random.Random(1), lambda _rings: None)
    ground = replace(first.ground, media=DecodingInStep(PCM))
    air = Air(
        build_after(Built(Station(station.folder), ground, first.zone), station, lambda _rings: None), clock
    )
    who = {
        live.plan.path.strip("/"): Presenter(live, pitch)
        for live, pitch in zip(
            sorted(air.built.lives, key=lambda each: each.plan.path), (ANNA, BEN), strict=True
        )
    }
    scene = list(SCENE)
    while scene:
        now = clock.now() - 1000.0
        while scene and scene[0][0] <= now:
            _, name, what = scene.pop(0)
            if name:
                who[name].does(what, now)
        for each in who.values():
            each.talks(now)
        air.plays()
    air.ends()
    return folder / "programme.mp3"


class TestTheRecording:
    def test_tells_who_was_heard_when(self, recorded):
        found = runs(pitches(recorded))

        assert [pitch for pitch, _ in found] == [pitch for pitch, _ in HEARD]
        assert [end for _, end in found] == pytest.approx([end for _, end in HEARD], abs=1.6)

    def test_has_no_gap(self, recorded):
        with av.open(str(recorded)) as container:
            samples = sum(frame.samples for frame in container.decode(audio=0))

        assert samples / PCM.rate == pytest.approx(SCENE[-1][0], abs=0.2)
