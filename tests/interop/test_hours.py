"""An hour of each mount, with a title every ten seconds, written in virtual time and judged by other people's tools.

Twenty seconds of music are really encoded; what follows is the same frames again under new titles, up to an hour: what is
judged is the muxing, which sees nothing but frames.
"""

import subprocess
from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
from instruments.tracks import compose

from runtime.audio.encoder import make_encoder
from runtime.audio.pcm import PcmFormat
from runtime.codecs.vorbis import PacketClock
from runtime.media.frame import Frame
from runtime.media.title import Title
from runtime.mounts.output import MountOutput
from runtime.plan import Bitrate, Flac, Identity, Mount, MountPath, Mp3, NodeId, Opus, Vorbis

HOUR = 3600
EVERY = 10
PCM = PcmFormat()
FORMATS = {
    "vorbis": Vorbis(Bitrate(96_000)),
    "opus": Opus(Bitrate(64_000)),
    "flac-in-ogg": Flac(),
    "mp3": Mp3(),
    "mp3-vbr": Mp3(quality=4),
}
LIVE = ("No supported tags", "no VBR header is present")
"""What mp3val misses in every live stream: tags, and a table of places to seek to."""

FORGETFUL = "Got page 0 when expecting page"
"""What ogginfo says of some first pages when there are many chains, those of oggenc too: it does not clear its memory."""

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    return np.ascontiguousarray(compose(PCM.rate, 20.0, 7).T)


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def hour(request, sound, tmp_path_factory):
    """A format, and a file with an hour of it."""
    encoder = make_encoder(FORMATS[request.param], PCM)
    encoded = [
        frame for at in range(0, len(sound), 4410) for frame in encoder.encode(sound[at : at + 4410], None)
    ]
    path = tmp_path_factory.mktemp("hours") / f"{request.param}.bin"
    written = write(FORMATS[request.param], encoder, encoded, path)
    yield request.param, path, written
    path.unlink()


def write(plan, encoder, encoded: list[Frame], path) -> int:
    """Fill the mount's plain ring and keep all that goes through it; the number of samples."""
    output = MountOutput(Mount(MountPath("/hour"), NodeId("radio"), plan), Identity())
    shapes = output.rings
    memories = {name: memoryview(bytearray(shape.total_bytes)) for name, shape in shapes.items()}
    output.open(memories, epoch=1, now_ns=0)
    output.begin(encoder.rate, encoder.delay, encoder.headers)
    time, said = 0, -1
    with path.open("wb") as file:
        keep(output, file)
        for frame in endless(plan, encoder, encoded):
            number = time // (EVERY * encoder.rate)
            title = Title("Ada", f"Tune {number}") if number != said else None
            output.write([Frame(frame.data, time, frame.duration, title)], time)
            time, said = time + frame.duration, number
            if time >= HOUR * encoder.rate:
                break
        output.end(time)
    return time


def endless(plan, encoder, encoded: list[Frame]):
    """The frames over and over; the length of a packet of Vorbis depends on the one before it."""
    if not isinstance(plan, Vorbis):
        yield from cycle(encoded)
    clock = PacketClock.of(*encoder.headers)
    for frame in cycle(encoded):
        yield replace(frame, duration=clock.samples(frame.data))


def keep(output: MountOutput, file) -> None:
    """Have everything that is appended to the plain ring written to a file too."""
    writer = output._writers["plain"]
    append = writer.append

    def both(data: bytes, **how) -> None:
        file.write(data)
        append(data, **how)

    writer.append = both


def judge(*command: str) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return ran.stdout + ran.stderr


class TestAnHour:
    def test_of_ogg_is_valid(self, hour, need):
        need("oggz-validate", "ogginfo")
        name, path, _ = hour
        if name.startswith("mp3"):
            pytest.skip("this is no Ogg")

        assert judge("oggz-validate", str(path)).strip() == ""
        ran = subprocess.run(["ogginfo", str(path)], capture_output=True, text=True, timeout=100, check=False)
        warnings = [line for line in ran.stdout.splitlines() if "WARNING" in line.upper()]
        assert [line for line in warnings if FORGETFUL not in line] == []
        assert ran.stdout.count("New logical stream") == HOUR // EVERY
        assert f"TITLE=Tune {HOUR // EVERY - 1}" in ran.stdout

    def test_of_mp3_is_valid(self, hour, need):
        need("mp3val")
        name, path, _ = hour
        if not name.startswith("mp3"):
            pytest.skip("this is no MP3")

        said = judge("mp3val", "-si", str(path))
        assert [
            line
            for line in said.splitlines()
            if "WARNING" in line and not any(known in line for known in LIVE)
        ] == []

    def test_lasts_an_hour_for_a_decoder(self, hour, need):
        need("ogg123")
        name, path, written = hour
        if name not in ("vorbis", "flac-in-ogg"):
            pytest.skip("ogg123 decodes Vorbis and FLAC")
        if name == "flac-in-ogg":
            pytest.skip("libFLAC before 1.5 stops at the end of the first chain")

        play = subprocess.Popen(["ogg123", "-q", "-d", "raw", "-f", "-", str(path)], stdout=subprocess.PIPE)
        heard = sum(len(piece) for piece in iter(lambda: play.stdout.read(1 << 20), b"")) // 4
        play.stdout.close()

        assert play.wait(20) == 0
        assert heard == written
